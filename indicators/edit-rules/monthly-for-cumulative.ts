/** Knows the slip of reporting the period's own amount in the column of the cumulative one. */
import { z } from 'zod'
import { text } from '../text.ts'
import { findExpectation } from './expectation.ts'
import { showNumber, showObservation } from './figures.ts'
import { listTargets, ruleFields, ruleKind, targetFields, type Verdict } from './rule-kind.ts'
import { lastWord } from './steps.ts'
import { findValue, type Subject } from './subject.ts'

const schema = z.strictObject({
  ...ruleFields,
  kind: z.literal('monthly-for-cumulative'),
  ...targetFields(['ytd']),
  /** How far below expectation a figure must lie (natural logarithm) before another reading is tried. */
  below: z.number().positive().default(0.4),
})

const judge = (rule: z.output<typeof schema>, subject: Subject): readonly Verdict[] =>
  listTargets(rule, subject).flatMap((at): readonly Verdict[] => {
    const value = findValue(at)
    const expectation = findExpectation(subject, at)
    if (value === undefined || value <= 0 || !expectation) return []
    const { last, expected, lastPeriod } = expectation
    const asCumulative = Math.log(value / expected)
    const asMonthly = Math.log((last + value) / expected)
    const fits = Math.abs(asMonthly) < Math.abs(asCumulative) / 2
    const sum = showNumber(last + value)
    return [
      {
        truth: !(asCumulative < -rule.below && fits),
        at,
        found: `${showObservation(at)}，${lastPeriod} 累计 ${showNumber(last)}，按历年走势本期累计约 ${showNumber(expected)}`,
        expected: text(
          `本年累计数；所填像是当期数，请核对累计是否应为 ${sum}（${lastWord(at.period)}累计＋本期）`,
          `the year to date; this looks like the amount of the period alone: check whether ${sum} (last plus this) was meant`,
        ),
      },
    ]
  })

/**
 * 把当月数填作累计数: the figure lies well below expectation (`below`, 0.4 ≈ a third short), and added to the last
 * cumulative figure it comes at least twice as near to it, in logarithms. Needs the last figure and one past year.
 * Chosen on year 3 of the validation anchors judged by years 1–2: no clean cell of 1639 is touched, and of every cell
 * replaced by its own amount 98 % are told; the rest are second periods with more activity than the first.
 * Example: 1–6月 1000, 1–7月 180 where 1180 is expected.
 */
export const monthlyForCumulative = ruleKind('monthly-for-cumulative', { schema, says: 'cause', judge })
