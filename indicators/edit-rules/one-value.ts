/** Knows the rule that a figure which stands twice in one file is the same in both places. */
import { z } from 'zod'
import { text } from '../text.ts'
import { showObservation } from './figures.ts'
import { listTargets, ruleFields, ruleKind, targetFields, type Verdict } from './rule-kind.ts'
import { judgeDependency } from './sequence.ts'
import type { Subject } from './subject.ts'

const schema = z.strictObject({
  ...ruleFields,
  kind: z.literal('one-value'),
  ...targetFields(['current', 'ytd', 'end', 'prior_current', 'prior_ytd', 'growth', 'growth_ytd']),
})

const judge = (rule: z.output<typeof schema>, subject: Subject): readonly Verdict[] => {
  const targets = listTargets(rule, subject)
  const rows = targets.map((o) => ({
    determinant: `${o.variable}|${o.region}|${o.period}|${o.measure}`,
    dependent: 'value' in o.figure ? String(o.figure.value) : o.figure.missing,
  }))
  const truths = judgeDependency(rows)
  return targets.map((at, i) => {
    const others = targets.filter(
      (o, j) =>
        o !== at &&
        rows[j]?.determinant === rows[i]?.determinant &&
        rows[j]?.dependent !== rows[i]?.dependent,
    )
    const places = others.map((o) => `${o.sheet} ${o.cell} ${showObservation(o)}`).join('；')
    return {
      truth: truths[i] ?? true,
      at,
      found: `${showObservation(at)}；${places}`,
      expected: text(
        '同一个数在各处一致；请核对后统一',
        'one value for one figure; check and make them agree',
      ),
    }
  })
}

/** 同一指标两处填报: the same variable, region, period and measure has one value, wherever it stands in the file. */
export const oneValue = ruleKind('one-value', { schema, says: 'breach', judge })
