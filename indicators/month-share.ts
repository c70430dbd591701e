/** Knows which part of a full year is usually reached by a month (序时份额), from past years of the same series. */
import type { IndicatorValue } from './indicator-value.ts'
import { lastMonthOf, yearOf, type Period } from './period.ts'

export interface MonthShare {
  /** Between 0 and 1. */
  readonly share: number
  /** The past years that it was taken from; empty when month/12 was assumed (均匀假定). */
  readonly years: readonly number[]
}

const PAST_YEARS = 5

const median = (sorted: readonly number[]): number => {
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}

const yearTotal = (values: readonly IndicatorValue[], year: number): number | undefined =>
  values.find((v) => v.basis === 'annual' && yearOf(v.period) === year)?.value ??
  values.find((v) => v.basis === 'ytd' && yearOf(v.period) === year && lastMonthOf(v.period) === 12)?.value

/**
 * The median, over up to five years before the period, of year-to-date ÷ year total of the same series; month/12 where no
 * past year has both. A December is the whole year. Source: METHOD, section 2.
 */
export const computeMonthShare = (values: readonly IndicatorValue[], period: Period): MonthShare => {
  const month = lastMonthOf(period)
  if (month === 12) return { share: 1, years: [yearOf(period)] }
  const past = values
    .filter((v) => v.basis === 'ytd' && lastMonthOf(v.period) === month && yearOf(v.period) < yearOf(period))
    .flatMap((v) => {
      const total = yearTotal(values, yearOf(v.period))
      return total !== undefined && total > 0 && v.value > 0
        ? [{ year: yearOf(v.period), share: v.value / total }]
        : []
    })
    .toSorted((a, b) => b.year - a.year)
    .slice(0, PAST_YEARS)
  if (past.length === 0) return { share: month / 12, years: [] }
  return { share: median(past.map((p) => p.share).toSorted((a, b) => a - b)), years: past.map((p) => p.year) }
}
