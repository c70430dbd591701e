/** Knows the slip of reporting the period's own amount in the column of the cumulative one. */
import { z } from 'zod'
import type { ReadObservation } from '../observation.ts'
import { periodKind, type Period } from '../period.ts'
import { text } from '../text.ts'
import { findExpectation } from './expectation.ts'
import { showNumber, showObservation } from './figures.ts'
import { listTargets, ruleFields, ruleKind, targetFields, type Verdict } from './rule-kind.ts'
import { lastWord, listEarlierInYear } from './steps.ts'
import { findValue, type Subject } from './subject.ts'

const schema = z.strictObject({
  ...ruleFields,
  kind: z.literal('monthly-for-cumulative'),
  ...targetFields(['ytd']),
  /** How far below expectation a figure must lie (natural logarithm) before another reading is tried. */
  below: z.number().positive().default(0.4),
})

type Rule = z.output<typeof schema>

const judgeByPast = (rule: Rule, subject: Subject, at: ReadObservation): Verdict | undefined => {
  const value = findValue(at)
  const expectation = findExpectation(subject, at)
  if (value === undefined || value <= 0 || !expectation) return undefined
  const { last, expected, lastPeriod } = expectation
  const asCumulative = Math.log(value / expected)
  const asMonthly = Math.log((last + value) / expected)
  const fits = Math.abs(asMonthly) < Math.abs(asCumulative) / 2
  const sum = showNumber(last + value)
  return {
    truth: !(asCumulative < -rule.below && fits),
    at,
    found: `${showObservation(at)}，${lastPeriod} 累计 ${showNumber(last)}，按历年走势本期累计约 ${showNumber(expected)}`,
    expected: text(
      `本年累计数；所填像是当期数，请核对累计是否应为 ${sum}（${lastWord(at.period)}累计＋本期）`,
      `the year to date; this looks like the amount of the period alone: check whether ${sum} (last plus this) was meant`,
    ),
  }
}

/** January and February may come as one, and a first quarter is a year to date. */
const isBeginning = (period: Period): boolean =>
  listEarlierInYear(period).length < (periodKind(period) === 'month' ? 2 : 1)

/** Where nothing came before, the period's own amount in the same file is the witness. */
const judgeByFile = (subject: Subject, at: ReadObservation): Verdict | undefined => {
  const { variable, region, period } = at
  const isFlow = subject.variables.some((v) => v.code === variable && v.kind === 'flow')
  const current = subject.findOwn({ variable, region, period, measure: 'current' })
  const [value, own] = [findValue(at), findValue(current)]
  if (!isFlow || !current || value === undefined || own === undefined || own <= 0 || isBeginning(period))
    return undefined
  const before = listEarlierInYear(period).slice(0, 1)
  const [last] = before.map((of) =>
    findValue(subject.findPast({ variable, region, period: of, measure: 'ytd' })),
  )
  // Nothing until last month: then the first amount is the whole year's.
  const isFirst = last !== undefined && last <= 0
  const sum = last === undefined ? '' : `，${lastWord(period)}累计 ${showNumber(last)}`
  return {
    truth: value > own || isFirst,
    // Below 本期 it is no copy of it: whatever else is named made it so small.
    says: value === own ? 'cause' : 'symptom',
    at,
    found: `${showObservation(at)}，${showObservation(current)}${sum}`,
    expected: text(
      '本年累计大于本期；请核对是否把当期数填作累计，或把累计填作当期；本年以前各期确无发生的，说明原因',
      'more to date than in the period alone: check which of the two stands in the place of the other; if nothing happened before, say why',
    ),
  }
}

const judge = (rule: Rule, subject: Subject): readonly Verdict[] =>
  listTargets(rule, subject).flatMap((at): readonly Verdict[] => {
    const verdicts = [judgeByPast(rule, subject, at), judgeByFile(subject, at)].flatMap((v) => v ?? [])
    const [first] = verdicts
    return first ? [verdicts.find((v) => v.truth === false) ?? first] : []
  })

/**
 * 把当月数填作累计数, by the past or by the file alone. By the past: the figure lies well below expectation (`below`,
 * 0.4 ≈ a third short), and added to the last cumulative figure it comes at least twice as near to it, in logarithms.
 * Needs the last figure and one past year.
 * Chosen on year 3 of the validation anchors judged by years 1–2: no clean cell of 1639 is touched, and of every cell
 * replaced by its own amount 98 % are told; the rest are second periods with more activity than the first.
 * By the file alone, so that the first file ever is judged too: of a flow, 本年累计 no more than 本期 after the beginning
 * of the year (January and February may come as one: PRACTICE, Time), unless the cumulative figure before is known to be none.
 * Examples: 1–6月 1000, 1–7月 180 where 1180 is expected; 11月 180 and 1–11月 180.
 */
export const monthlyForCumulative = ruleKind('monthly-for-cumulative', { schema, says: 'cause', judge })
