/** Knows the rule that two units which report the same figure agree. */
import { z } from 'zod'
import { text } from '../text.ts'
import { showNumber, showObservation } from './figures.ts'
import { findHalf } from './relation-binding.ts'
import { listTargets, ruleFields, ruleKind, targetFields, type Verdict } from './rule-kind.ts'
import { findValue, type Subject } from './subject.ts'
import { judgeQuantities, toleranceSchema } from './tolerance.ts'

const schema = z.strictObject({
  ...ruleFields,
  kind: z.literal('cross-source'),
  ...targetFields(['current', 'ytd', 'end', 'growth', 'growth_ytd']),
  tolerance: toleranceSchema.default({ kind: 'relative', rate: 0.01 }),
})

const judge = (rule: z.output<typeof schema>, subject: Subject): readonly Verdict[] =>
  listTargets(rule, subject).flatMap((at) => {
    const value = findValue(at)
    if (value === undefined) return []
    return subject.listOthers(at).flatMap(({ unit, observation }): Verdict[] => {
      const other = findValue(observation)
      if (other === undefined) return []
      const quantities = [
        { value, half: findHalf(at, rule.tolerance) },
        { value: other, half: findHalf(observation, rule.tolerance) },
      ] as const
      const difference = showNumber(value - other)
      return [
        {
          truth: judgeQuantities(quantities, '=', rule.tolerance),
          at,
          found: `${showObservation(at)}；${unit} 报送 ${showNumber(other)}（${observation.source.file} ${observation.source.cell}），相差 ${difference}`,
          expected: text(
            `与 ${unit} 报送的数一致；请两家核对口径，口径不同的写明差别`,
            `the figure that ${unit} reported; compare the scopes with them, or say how the scopes differ`,
          ),
        },
      ]
    })
  })

/**
 * 跨部门比对: the same variable, region, period and measure from another reporting unit, beyond a tolerance (1 % by
 * default). Of every other unit the newest figure counts. Example: 统计局 9021.4 and 经信厅 9306 differ by 3 %.
 */
export const crossSource = ruleKind('cross-source', { schema, says: 'breach', judge })
