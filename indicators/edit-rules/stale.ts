/** Knows the slip of sending last period's figure again. */
import { z } from 'zod'
import { shiftYears } from '../period.ts'
import { text } from '../text.ts'
import { CUMULATIVE } from './expectation.ts'
import { showNumber, showObservation } from './figures.ts'
import { listTargets, ruleFields, ruleKind, targetFields, type Verdict } from './rule-kind.ts'
import { lastWord, listEarlierInYear, stepBack } from './steps.ts'
import { findValue, type Subject } from './subject.ts'

const schema = z.strictObject({
  ...ruleFields,
  kind: z.literal('stale'),
  ...targetFields(['current', 'ytd', 'end']),
  /** The share of earlier steps without any movement from which standing still is a habit of the series. */
  habit: z.number().min(0).max(1).default(0.1),
})

const PAST_STEPS = 36

const judge = (rule: z.output<typeof schema>, subject: Subject): readonly Verdict[] =>
  listTargets(rule, subject).flatMap((at): readonly Verdict[] => {
    const isCumulative = CUMULATIVE.includes(at.measure)
    const before = stepBack(at.period, 1)
    if (isCumulative && listEarlierInYear(at.period).length === 0) return []
    const valueAt = (period: typeof before) => findValue(subject.findPast({ ...at, period }))
    const [value, last] = [findValue(at), valueAt(before)]
    if (value === undefined || value === 0 || last === undefined) return []
    const stands = (back: number): readonly boolean[] => {
      const to = stepBack(at.period, back)
      if (isCumulative && listEarlierInYear(to).length === 0) return []
      const [a, b] = [valueAt(stepBack(to, 1)), valueAt(to)]
      return a === undefined || b === undefined ? [] : [a === b]
    }
    const past = Array.from({ length: PAST_STEPS }, (_, i) => i + 1).flatMap(stands)
    const still = past.filter(Boolean).length
    const seasonal = [1, 2, 3].some((y) => {
      const [a, b] = [valueAt(shiftYears(before, -y)), valueAt(shiftYears(at.period, -y))]
      return a !== undefined && a === b
    })
    const isHabit = past.length > 0 && still / past.length >= rule.habit
    return [
      {
        truth: value !== last || isHabit || seasonal,
        at,
        found: `${showObservation(at)}，与${lastWord(at.period)}（${before}）的 ${showNumber(last)} 完全相同；以往 ${past.length} 次中相同 ${still} 次`,
        expected: text(
          '本期的数；请核对是否误报了上期数，确实没有变化的说明原因',
          "this period's figure; check whether last period's was sent again, or explain why nothing changed",
        ),
      },
    ]
  })

/**
 * 照抄上期数: equal to last period's figure to the last digit, in a series that hardly ever stands still (fewer than a
 * tenth of its steps over three years) and did not at this season of the past three years. A zero is never stale.
 * Example: 1–7月 1000 where 1–6月 was 1000.
 */
export const stale = ruleKind('stale', { schema, says: 'cause', judge })
