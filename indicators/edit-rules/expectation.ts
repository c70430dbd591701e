/** Knows what a series lets expect of its next figure: from its last figure and the way it moved in past years. */
import { shiftYears, type Period } from '../period.ts'
import type { Measure, ReadObservation } from '../observation.ts'
import { listEarlierInYear, stepBack } from './steps.ts'
import { findValue, type Subject } from './subject.ts'

/** Measures that add up within a year and begin anew in the next. */
export const CUMULATIVE: readonly Measure[] = ['ytd', 'prior_ytd']

/** How many years back a series is read, and how many periods back a gap is bridged. */
const YEARS = 5
const BRIDGE = 3

/** Median of at least one number; the mean of the middle two of an even count. */
export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const [low, high] = [sorted[sorted.length - 1 - middle], sorted[middle]]
  if (low === undefined || high === undefined) throw new Error('a median of nothing')
  return (low + high) / 2
}

type Series = Pick<ReadObservation, 'variable' | 'region' | 'measure'>

const valueAt = (subject: Subject, series: Series, period: Period): number | undefined =>
  findValue(subject.findPast({ ...series, period }))

/** The step from one period to a later one in every past year that has both, as natural logarithms. */
export const listLogSteps = (
  subject: Subject,
  series: Series,
  [from, to]: readonly [Period, Period],
): readonly number[] =>
  Array.from({ length: YEARS }, (_, i) => i + 1).flatMap((back) => {
    const before = valueAt(subject, series, shiftYears(from, -back))
    const after = valueAt(subject, series, shiftYears(to, -back))
    return before !== undefined && after !== undefined && before > 0 && after > 0
      ? [Math.log(after / before)]
      : []
  })

/** The last figure of a series and its step to the period judged in past years. Steps are natural logarithms. */
export interface Expectation {
  readonly last: number
  readonly lastPeriod: Period
  /** Of every past year that has both periods, nearest year first; at least one. */
  readonly steps: readonly number[]
  /** last × the median step, in the unit of the series. */
  readonly expected: number
}

/**
 * What the last figure lets expect: last × the median of its steps in past years. A cumulative series looks back within
 * its year only, any series at most three periods (a month that was never sent is bridged). Undefined where the series
 * has no positive last figure or no past year with both periods.
 * Example: 1–6月 1000, and 1–7月 was 1.18, 1.20, 1.17 times 1–6月 in three years: expected 1180.
 */
export const findExpectation = (subject: Subject, observation: ReadObservation): Expectation | undefined => {
  const { period } = observation
  const earlier = CUMULATIVE.includes(observation.measure)
    ? listEarlierInYear(period)
    : Array.from({ length: BRIDGE }, (_, i) => stepBack(period, i + 1))
  for (const lastPeriod of earlier.slice(0, BRIDGE)) {
    const last = valueAt(subject, observation, lastPeriod)
    if (last === undefined) continue
    const steps = listLogSteps(subject, observation, [lastPeriod, period])
    if (last <= 0 || steps.length === 0) return undefined
    return { last, lastPeriod, steps, expected: last * Math.exp(median(steps)) }
  }
  return undefined
}

/** The figures of the same period in past years, nearest first. */
export const listSamePeriod = (subject: Subject, observation: ReadObservation): readonly number[] =>
  Array.from({ length: YEARS }, (_, i) =>
    valueAt(subject, observation, shiftYears(observation.period, -i - 1)),
  ).filter((v) => v !== undefined)
