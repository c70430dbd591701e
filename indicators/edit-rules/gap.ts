/** Knows the rule that a series has no gap: no period of the year between the first and this one was left out. */
import { z } from 'zod'
import { text } from '../text.ts'
import { ruleFields, ruleKind, listTargets, targetFields, type Verdict } from './rule-kind.ts'
import { judgeSequence } from './sequence.ts'
import { listEarlierInYear } from './steps.ts'
import type { Subject } from './subject.ts'

const schema = z.strictObject({
  ...ruleFields,
  kind: z.literal('gap'),
  ...targetFields(['ytd', 'end']),
})

const judge = (rule: z.output<typeof schema>, subject: Subject): readonly Verdict[] =>
  listTargets(rule, subject).flatMap((at): readonly Verdict[] => {
    const earlier = listEarlierInYear(at.period)
    const known = earlier.filter((period) => subject.findPast({ ...at, period }))
    const first = known.at(-1)
    if (first === undefined) return []
    const missing = earlier.filter((p) => p > first && !known.includes(p)).toReversed()
    return [
      {
        truth: judgeSequence([...known, at.period], { step: 1 }),
        at,
        found: `${first} 以后缺 ${missing.join('、')}`,
        expected: text(
          '各期连续报送；请补报所缺各期，免报的说明',
          'every period; send the missing ones, or say that they are exempt',
        ),
      },
    ]
  })

/**
 * 报告期连续: since the first period of the year that was sent none is left out; a January that is never collected is no
 * gap. Example: 2020-03 and 2020-05 without 2020-04.
 */
export const gap = ruleKind('gap', { schema, says: 'breach', judge })
