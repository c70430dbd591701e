/** Knows ISO weeks (`2020-W45`, Monday to Sunday) and the distance between days, by arithmetic and without a clock. */
import { InputError } from './input-error.ts'
import { parseDay, type Day } from './period.ts'
import { text } from './text.ts'

export interface Week {
  /** `2020-W45`: the year is that of the week's Thursday. */
  readonly label: string
  /** Monday. */
  readonly from: Day
  /** Sunday. */
  readonly to: Day
}

const WEEK = /^(\d{4})-W(\d{2})$/
const pad = (n: number, width: number): string => String(n).padStart(width, '0')

/** Days since 1970-01-01, a Thursday. Years are counted from March, so that the leap day comes last. */
const dayNumber = (day: Day): number => {
  const [year, month, date] = [Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8))]
  const y = month > 2 ? year : year - 1
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + date - 1
  const leapDays = Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400)
  return y * 365 + leapDays + dayOfYear - 719_468
}

const dayOfNumber = (number: number): Day => {
  const n = number + 719_468
  const era = Math.floor(n / 146_097)
  const inEra = n - era * 146_097
  const yearOfEra = Math.floor(
    (inEra - Math.floor(inEra / 1460) + Math.floor(inEra / 36_524) - Math.floor(inEra / 146_096)) / 365,
  )
  const inYear = inEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const march = Math.floor((5 * inYear + 2) / 153)
  const month = march < 10 ? march + 3 : march - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return parseDay(
    `${pad(year, 4)}-${pad(month, 2)}-${pad(inYear - Math.floor((153 * march + 2) / 5) + 1, 2)}`,
  )
}

const mondayOf = (number: number): number => number - ((((number + 3) % 7) + 7) % 7)

/** The day a number of days later, earlier when negative. */
export const shiftDays = (day: Day, days: number): Day => dayOfNumber(dayNumber(day) + days)

/** Days from the first day to the second; negative when the second lies before. */
export const daysBetween = (from: Day, to: Day): number => dayNumber(to) - dayNumber(from)

/** The ISO week that a day belongs to. */
export const weekOf = (day: Day): Week => {
  const monday = mondayOf(dayNumber(day))
  const thursday = dayOfNumber(monday + 3)
  const year = thursday.slice(0, 4)
  const count = Math.floor(daysBetween(parseDay(`${year}-01-01`), thursday) / 7) + 1
  return { label: `${year}-W${pad(count, 2)}`, from: dayOfNumber(monday), to: dayOfNumber(monday + 6) }
}

/** Reads the label of a week. @throws InputError when there is no such week: `2021-W53`, `2020-30`. */
export const parseWeek = (raw: string): Week => {
  const match = WEEK.exec(raw)
  const fourth = match && parseDay(`${match[1]}-01-04`)
  const week = fourth && weekOf(dayOfNumber(mondayOf(dayNumber(fourth)) + (Number(match[2]) - 1) * 7))
  if (week && week.label === raw) return week
  throw new InputError([
    {
      where: text('周', 'week'),
      found: raw,
      expected: text('如 2020-W30 的 ISO 周（周一至周日）', 'an ISO week such as 2020-W30'),
    },
  ])
}

/** Whole weeks from the week of the first day to that of the second. */
export const weeksBetween = (from: Day, to: Day): number =>
  (mondayOf(dayNumber(to)) - mondayOf(dayNumber(from))) / 7
