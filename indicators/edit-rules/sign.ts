/** Knows the rule that a series which was never negative does not turn negative. */
import { z } from 'zod'
import { text } from '../text.ts'
import { listSamePeriod, findExpectation } from './expectation.ts'
import { showNumber, showObservation } from './figures.ts'
import { listTargets, ruleFields, ruleKind, targetFields, type Verdict } from './rule-kind.ts'
import { findValue, type Subject } from './subject.ts'

const schema = z.strictObject({
  ...ruleFields,
  kind: z.literal('sign'),
  ...targetFields(['current', 'ytd', 'end', 'prior_current', 'prior_ytd']),
})

const EXPECTED = text(
  '不小于0的数；请核对是否误加负号，确为负数的说明原因',
  'a figure not below 0; check for a stray minus sign, or explain why it is negative',
)

const judge = (rule: z.output<typeof schema>, subject: Subject): readonly Verdict[] =>
  listTargets(rule, subject).flatMap((at) => {
    const value = findValue(at)
    if (value === undefined) return []
    const past = [findExpectation(subject, at)?.last ?? [], listSamePeriod(subject, at)].flat()
    const seen = past.some((v) => v < 0)
      ? `历史上曾为负数 ${showNumber(Math.min(...past))}`
      : '历史上没有负数'
    return [
      {
        truth: value >= 0 || past.some((v) => v < 0),
        at,
        found: `${showObservation(at)}；${seen}`,
        expected: EXPECTED,
      },
    ]
  })

/**
 * 符号: a figure below 0 where the series' last figure and its same periods of the past never were. Of a series without
 * a past, any negative figure. Profits and net changes, which may be negative, are left out of `items`.
 * Example: 上月累计 1000, 本年累计 -1180.
 */
export const sign = ruleKind('sign', { schema, says: 'cause', judge })
