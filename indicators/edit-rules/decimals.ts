/** Knows the rule how many decimals are to be written. */
import { z } from 'zod'
import { text } from '../text.ts'
import { showObservation } from './figures.ts'
import { listTargets, ruleFields, ruleKind, targetFields, type Verdict } from './rule-kind.ts'
import type { Subject } from './subject.ts'
import { findDecimals } from './tolerance.ts'
import type { Truth } from './truth.ts'

const schema = z.strictObject({
  ...ruleFields,
  kind: z.literal('decimals'),
  ...targetFields(['current', 'ytd', 'end', 'prior_current', 'prior_ytd', 'growth', 'growth_ytd']),
  /** At most so many; a cell that stores 12.5 may show 12.50. */
  most: z.number().int().min(0).max(8),
})

/** Whether a text has a pattern of digits: `dd.dd` takes 12.34, not 12.345. `d` is a digit, anything else itself. */
export const judgeNumberFormat = (written: string, format: string): Truth =>
  new RegExp(
    `^${[...format].map((c) => (c === 'd' ? '\\d' : c.replace(/[.*+?^${}()|[\]\\]/, '\\$&'))).join('')}$`,
  ).test(written)

const judge = (rule: z.output<typeof schema>, subject: Subject): readonly Verdict[] =>
  listTargets(rule, subject).flatMap((at): readonly Verdict[] => {
    const decimals = findDecimals(at.reported.text)
    if (decimals === undefined) return []
    const { most } = rule
    return [
      {
        truth: decimals <= most,
        at,
        found: `${showObservation(at)}，填为 ${at.reported.text}`,
        expected: text(`至多 ${most} 位小数`, `at most ${most} decimals`),
      },
    ]
  })

/** 小数位数: a figure has at most `most` decimals as written. Example: 万头保留两位小数. */
export const decimals = ruleKind('decimals', { schema, says: 'breach', judge })
