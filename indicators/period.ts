/** Knows reporting periods (`2020`, `2020-Q3`, `2020-07`) and days. Text order is time order within a kind. */
import { InputError } from './input-error.ts'
import { text } from './text.ts'

declare const brand: unique symbol
export type Period = string & { readonly [brand]: 'period' }
/** A calendar day, `2020-11-03`. */
export type Day = string & { readonly [brand]: 'day' }

export type PeriodKind = 'year' | 'quarter' | 'month'

const PERIOD = /^(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?$/
const DAY = /^(\d{4})-(\d{2})-(\d{2})$/

const parts = (period: string) => {
  const match = PERIOD.exec(period)
  return match && { year: Number(match[1]), quarter: match[2], month: match[3] }
}

/** Reads a period. @throws InputError when the text is none. */
export const parsePeriod = (raw: string): Period => {
  if (parts(raw)) return raw as Period
  throw new InputError([
    {
      where: text('报告期', 'period'),
      found: raw,
      expected: text('2020、2020-Q3 或 2020-07', '2020, 2020-Q3 or 2020-07'),
    },
  ])
}

const daysInMonth = (year: number, month: number): number => {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

/** Reads a day of the calendar. @throws InputError when there is no such day. */
export const parseDay = (raw: string): Day => {
  const match = DAY.exec(raw)
  const [year, month, day] = [Number(match?.[1]), Number(match?.[2]), Number(match?.[3])]
  if (match && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month)) return raw as Day
  throw new InputError([
    {
      where: text('日期', 'day'),
      found: raw,
      expected: text('如 2020-11-03 的日期', 'a day such as 2020-11-03'),
    },
  ])
}

/** year, quarter or month. */
export const periodKind = (period: Period): PeriodKind => {
  const p = parts(period)
  if (p?.quarter) return 'quarter'
  return p?.month ? 'month' : 'year'
}

/** The calendar year of the period. */
export const yearOf = (period: Period): number => Number(period.slice(0, 4))

/** The last month of the period, 1 to 12: `2020` → 12, `2020-Q3` → 9, `2020-07` → 7. */
export const lastMonthOf = (period: Period): number => {
  const p = parts(period)
  if (p?.quarter) return Number(p.quarter) * 3
  return p?.month ? Number(p.month) : 12
}

const pad = (n: number): string => String(n).padStart(2, '0')

/** The period of a year. */
export const yearPeriod = (year: number): Period => parsePeriod(String(year).padStart(4, '0'))

/** The period of a month; months beyond 1 to 12 roll into the neighbouring years. */
export const monthPeriod = (year: number, month: number): Period => {
  const index = year * 12 + month - 1
  return parsePeriod(`${Math.floor(index / 12)}-${pad((index % 12) + 1)}`)
}

/** The last day of the period. */
export const lastDayOf = (period: Period): Day => {
  const [year, month] = [yearOf(period), lastMonthOf(period)]
  return parseDay(`${period.slice(0, 4)}-${pad(month)}-${pad(daysInMonth(year, month))}`)
}

/** The first day of the period. */
export const firstDayOf = (period: Period): Day => {
  const months = { year: 12, quarter: 3, month: 1 }[periodKind(period)]
  return parseDay(`${period.slice(0, 4)}-${pad(lastMonthOf(period) - months + 1)}-01`)
}

/** Time in years with year-ends whole: the end of 2019 is 2019, the end of 2020-07 is 2019 + 7/12. */
export const timeOf = (period: Period): number => yearOf(period) + (lastMonthOf(period) - 12) / 12

/** The same period of another year: `2020-07` shifted by −1 is `2019-07`. */
export const shiftYears = (period: Period, years: number): Period =>
  parsePeriod(`${String(yearOf(period) + years).padStart(4, '0')}${period.slice(4)}`)

/** Months from the end of the period to the day, whole months, negative when the day lies before. */
export const monthsUntil = (period: Period, day: Day): number =>
  (Number(day.slice(0, 4)) - yearOf(period)) * 12 + Number(day.slice(5, 7)) - lastMonthOf(period)

/** Orders periods by their end, a year after its December. */
export const comparePeriods = (a: Period, b: Period): number =>
  timeOf(a) - timeOf(b) || Number(periodKind(a) === 'year') - Number(periodKind(b) === 'year')

/** Later than any day: what is read as of it is everything that is known. */
export const EVER: Day = parseDay('9999-12-31')

/** Days since 1970-01-01, by arithmetic on the civil calendar alone. */
export const dayNumber = (day: Day): number => {
  const [y, m, d] = [Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8))]
  const year = m <= 2 ? y - 1 : y
  const era = Math.floor(year / 400)
  const ofEra = year - era * 400
  const ofYear = Math.floor((153 * (m + (m > 2 ? -3 : 9)) + 2) / 5) + d - 1
  return era * 146097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719468
}

/** The day with a number; the inverse of `dayNumber`. */
export const dayOfNumber = (number: number): Day => {
  const z = number + 719468
  const era = Math.floor(z / 146097)
  const ofEra = z - era * 146097
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36524) - Math.floor(ofEra / 146096)) / 365,
  )
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shifted = Math.floor((5 * ofYear + 2) / 153)
  const month = shifted < 10 ? shifted + 3 : shifted - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return parseDay(
    `${String(year).padStart(4, '0')}-${pad(month)}-${pad(ofYear - Math.floor((153 * shifted + 2) / 5) + 1)}`,
  )
}

/** The day that lies a number of days later. */
export const addDays = (day: Day, days: number): Day => dayOfNumber(dayNumber(day) + days)
