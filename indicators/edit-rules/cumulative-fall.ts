/** Knows the rule that a cumulative figure does not fall within its year. */
import { z } from 'zod'
import { text } from '../text.ts'
import { showNumber, showObservation } from './figures.ts'
import { listTargets, ruleFields, ruleKind, targetFields, type Verdict } from './rule-kind.ts'
import { lastWord, listEarlierInYear } from './steps.ts'
import { findValue, type Subject } from './subject.ts'

const schema = z.strictObject({
  ...ruleFields,
  kind: z.literal('cumulative-fall'),
  ...targetFields(['ytd', 'prior_ytd']),
})

const judge = (rule: z.output<typeof schema>, subject: Subject): readonly Verdict[] =>
  listTargets(rule, subject).flatMap((at): readonly Verdict[] => {
    const value = findValue(at)
    const pasts = listEarlierInYear(at.period).flatMap((period) => {
      const past = findValue(subject.findPast({ ...at, period }))
      return past === undefined ? [] : [{ period, past }]
    })
    const [last] = pasts
    if (value === undefined || !last) return []
    return [
      {
        truth: value >= last.past,
        at,
        found: `${showObservation(at)}，小于 ${last.period} 的累计 ${showNumber(last.past)}`,
        expected: text(
          `不小于${lastWord(at.period)}累计 ${showNumber(last.past)}；请核对累计数，以前月份有核减的说明原因`,
          `not below the last cumulative figure ${showNumber(last.past)}; check it, or explain which earlier month was revised`,
        ),
      },
    ]
  })

/**
 * 累计数不得下降: the year to date is not below the last one known of the same year. Explainable, for a revision may be
 * booked into the cumulative figure (PRACTICE, Time). Example: 1–7月 980 where 1–6月 was 1000.
 */
export const cumulativeFall = ruleKind('cumulative-fall', { schema, says: 'oddity', judge })
