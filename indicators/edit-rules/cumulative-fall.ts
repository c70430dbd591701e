/** Knows the rule that a cumulative figure does not fall within its year. */
import { z } from 'zod'
import type { ReadObservation } from '../observation.ts'
import { text } from '../text.ts'
import { showNumber, showObservation } from './figures.ts'
import { joinVerdicts, listLaterFigures, showSource } from './later-figures.ts'
import { listTargets, ruleFields, ruleKind, targetFields, type Verdict } from './rule-kind.ts'
import { lastWord, listEarlierInYear } from './steps.ts'
import { findValue, type Subject } from './subject.ts'

const schema = z.strictObject({
  ...ruleFields,
  kind: z.literal('cumulative-fall'),
  ...targetFields(['ytd', 'prior_ytd']),
})

const judgeByEarlier = (subject: Subject, at: ReadObservation): readonly Verdict[] => {
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
}

/** A correction of an earlier month must not rise above the months that are in force after it. */
const judgeByLater = (subject: Subject, at: ReadObservation): readonly Verdict[] => {
  const value = findValue(at)
  const [later] = listLaterFigures(subject, at).filter((o) => findValue(o) !== undefined)
  const next = findValue(later)
  if (value === undefined || !later || next === undefined) return []
  return [
    {
      truth: value <= next,
      at,
      found: `${showObservation(at)}，大于其后 ${later.period} 在用的累计 ${showNumber(next)}（${showSource(later)}）`,
      expected: text(
        `不大于其后 ${later.period} 的累计 ${showNumber(next)}；请核对，本期确需更正的，一并更正 ${later.period} 的报送，不更正的说明原因`,
        `not above the cumulative figure ${showNumber(next)} of ${later.period}, which is in force; check it, and if this figure is right, correct ${later.period} too or explain why not`,
      ),
    },
  ]
}

const judge = (rule: z.output<typeof schema>, subject: Subject): readonly Verdict[] =>
  listTargets(rule, subject).flatMap((at) =>
    joinVerdicts([...judgeByEarlier(subject, at), ...judgeByLater(subject, at)]),
  )

/**
 * 累计数不得下降: the year to date is not below the last one known of the same year, nor, where it is new, above the next
 * one in force. Explainable, for a revision may be booked into the cumulative figure (PRACTICE, Time). Examples: 1–7月
 * 980 where 1–6月 was 1000; 1–7月 corrected to 2500 where 1–8月 is 2400.
 */
export const cumulativeFall = ruleKind('cumulative-fall', { schema, says: 'oddity', judge })
