/** Knows ISO weeks (`2020-W45`, Monday to Sunday) and the distance between days, by arithmetic and without a clock. */
import { InputError } from './input-error.ts'
import { dayNumber, dayOfNumber, parseDay, type Day } from './period.ts'
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

/** 1970-01-01 was a Thursday. */
const mondayOf = (number: number): number => number - ((((number + 3) % 7) + 7) % 7)

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
