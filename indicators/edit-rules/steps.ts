/** Knows how periods of one kind follow each other, for rules that look back. */
import {
  lastMonthOf,
  monthPeriod,
  parsePeriod,
  periodKind,
  yearOf,
  yearPeriod,
  type Period,
} from '../period.ts'

/** The period that lies some periods of its own kind before: 2020-01 one back is 2019-12. */
export const stepBack = (period: Period, back: number): Period => {
  switch (periodKind(period)) {
    case 'year':
      return yearPeriod(yearOf(period) - back)
    case 'month':
      return monthPeriod(yearOf(period), lastMonthOf(period) - back)
    case 'quarter': {
      const index = yearOf(period) * 4 + lastMonthOf(period) / 3 - 1 - back
      return parsePeriod(`${Math.floor(index / 4)}-Q${(((index % 4) + 4) % 4) + 1}`)
    }
  }
}

/** The earlier periods of the same year, nearest first; none for a year or for the first of it. */
export const listEarlierInYear = (period: Period): readonly Period[] => {
  const before = stepBack(period, 1)
  return periodKind(period) === 'year' || yearOf(before) !== yearOf(period)
    ? []
    : [before, ...listEarlierInYear(before)]
}

/** Every period of the year that a period lies in, in order: twelve months, four quarters, or the year. */
export const listYear = (period: Period): readonly Period[] => {
  const count = { month: 12, quarter: 4, year: 1 }[periodKind(period)]
  const before = listEarlierInYear(period).length
  return Array.from({ length: count }, (_, i) => stepBack(period, before - i))
}

/** The later periods of the same year, nearest first. */
export const listLaterInYear = (period: Period): readonly Period[] =>
  listYear(period).filter((p) => p > period)

/** The word for one period back: 上月, 上季, 上年. */
export const lastWord = (period: Period): string =>
  ({ month: '上月', quarter: '上季', year: '上年' })[periodKind(period)]
