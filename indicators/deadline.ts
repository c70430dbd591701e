/** Knows when a form is due (报送期限): opening, hour, moves for holidays, and what is sent to whom before and after. */
import { z } from 'zod'
import { parseFormCode, parseReportingUnitCode, type FormCode, type ReportingUnitCode } from './codes.ts'
import { findSender, type Form } from './form.ts'
import { dayOfMoment, momentOf, parseHour, parseMoment, type Moment } from './moment.ts'
import {
  addDays,
  lastDayOf,
  lastMonthOf,
  monthPeriod,
  parseDay,
  parsePeriod,
  periodKind,
  yearOf,
  type Day,
  type Period,
} from './period.ts'
import type { ReportingUnit } from './reporting-unit.ts'
import { parsed } from './schema.ts'

/** A day of a month after the period ends: `{ months: 1, day: 10 }` is the 10th of the next month. */
const pointSchema = z.strictObject({
  months: z.number().int().min(0).max(24),
  /** Of the month; the last day where the month is shorter. */
  day: z.number().int().min(1).max(31),
  hour: parsed(parseHour),
})

const days = z.number().int().min(0).max(60)

/** What is sent, counted in working days from the deadline. */
const remindersSchema = z.strictObject({
  /** Nudges (报送提醒) so many working days before. */
  before: z.array(days).default([]),
  /** Reminders (催报) so many working days after. */
  after: z.array(days).default([]),
  /** The formal notice (催报通知书) so many working days after, and the working days it leaves. */
  notice: z.strictObject({ after: days, term: days.min(1) }).optional(),
  /** The hour at which they leave. */
  hour: parsed(parseHour),
})

export const deadlineRuleSchema = z.strictObject({
  form: parsed(parseFormCode),
  /** The months in which periods of the form end; January may be free (1月免报). Every one when absent. */
  months: z.array(z.number().int().min(1).max(12)).min(1).optional(),
  opens: pointSchema,
  due: pointSchema,
  /** Where the due day falls on a holiday: the next working day, the last one before, or not moved. */
  moves: z.enum(['next', 'previous', 'none']),
  /** Deadlines that a notice set for one period. */
  exceptions: z
    .array(
      z.strictObject({ period: parsed(parsePeriod), due: parsed(parseMoment), source: z.string().min(1) }),
    )
    .default([]),
  reminders: remindersSchema,
  /** Who sends it; the units of the form's items or level when absent. */
  units: z.array(parsed(parseReportingUnitCode)).min(1).optional(),
  /** Periods that end from this day on … */
  from: parsed(parseDay),
  /** … to this one; open when absent. */
  to: parsed(parseDay).optional(),
  source: z.string().min(1),
})
export type DeadlineRule = z.output<typeof deadlineRuleSchema>

/** Whether people work on a day; holidays and moved days are known outside. */
export type IsWorkday = (day: Day) => boolean

/** When one period of a form may be sent and must be. */
export interface Deadline {
  readonly form: FormCode
  readonly period: Period
  readonly opens: Moment
  readonly due: Moment
}

/** The working day a number of working days after a day (before it when negative). */
export const addWorkdays = (day: Day, count: number, isWorkday: IsWorkday): Day => {
  const step = count < 0 ? -1 : 1
  let at = day
  for (let left = Math.abs(count); left > 0;) {
    at = addDays(at, step)
    if (isWorkday(at)) left -= 1
  }
  return at
}

const LONGEST_HOLIDAY_DAYS = 60

const moved = (day: Day, moves: DeadlineRule['moves'], isWorkday: IsWorkday): Day => {
  if (moves === 'none') return day
  const step = moves === 'next' ? 1 : -1
  for (let away = 0; away <= LONGEST_HOLIDAY_DAYS; away += 1) {
    const candidate = addDays(day, step * away)
    if (isWorkday(candidate)) return candidate
  }
  throw new Error(`no working day near ${day}`)
}

const pointOf = (period: Period, { months, day }: { months: number; day: number }): Day => {
  const last = lastDayOf(monthPeriod(yearOf(period), lastMonthOf(period) + months))
  const wanted = `${last.slice(0, 8)}${String(day).padStart(2, '0')}`
  return wanted < last ? parseDay(wanted) : last
}

/** The deadline of a period of the rule's form, holidays considered; one set by a notice stands as it was set. */
export const composeDeadline = (rule: DeadlineRule, period: Period, isWorkday: IsWorkday): Deadline => {
  const { form, opens, due, moves, exceptions } = rule
  const set = exceptions.find((e) => e.period === period)
  return {
    form,
    period,
    opens: momentOf(pointOf(period, opens), opens.hour),
    due: set?.due ?? momentOf(moved(pointOf(period, due), moves, isWorkday), due.hour),
  }
}

const MONTHS_APART = { year: 12, quarter: 3, month: 1 } as const

/** Periods of a kind that end in the months from the first day to the last. */
const listPeriods = (kind: keyof typeof MONTHS_APART, from: Day, to: Day): Period[] => {
  const first = Number(from.slice(0, 4)) * 12 + Number(from.slice(5, 7)) - 1
  const last = Number(to.slice(0, 4)) * 12 + Number(to.slice(5, 7)) - 1
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i)
    .filter((month) => (month + 1) % MONTHS_APART[kind] === 0)
    .map((month) => monthPeriod(0, month + 1))
    .map((month) => {
      if (kind === 'month') return month
      const year = month.slice(0, 4)
      return parsePeriod(kind === 'year' ? year : `${year}-Q${lastMonthOf(month) / 3}`)
    })
    .filter((period) => periodKind(period) === kind && lastDayOf(period) >= from && lastDayOf(period) <= to)
}

/** The deadlines of a rule for the periods that end between two days. */
export const listDeadlines = (
  rule: DeadlineRule,
  { kind, from, to }: { readonly kind: Form['periodKind']; readonly from: Day; readonly to: Day },
  isWorkday: IsWorkday,
): readonly Deadline[] => {
  const first = from < rule.from ? rule.from : from
  const last = rule.to !== undefined && rule.to < to ? rule.to : to
  return listPeriods(kind, first, last)
    .filter((period) => rule.months?.includes(lastMonthOf(period)) ?? true)
    .map((period) => composeDeadline(rule, period, isWorkday))
}

/** The units that must send a form: those of the rule, those that answer for its items, or all of its level. */
export const listExpectedUnits = (
  rule: DeadlineRule,
  { form, units }: { readonly form: Form; readonly units: readonly ReportingUnit[] },
): readonly ReportingUnitCode[] => {
  if (rule.units) return rule.units
  const sender = findSender(form)
  if (sender) return [sender]
  const named = new Set(form.items.flatMap((item) => item.reportingUnits ?? []))
  const all = form.items.some((item) => !item.reportingUnits)
  return units.filter((u) => named.has(u.code) || (all && u.level === form.level)).map((u) => u.code)
}

/** The moment a number of working days from the deadline, at an hour. */
export const momentFromDue = (
  { due }: Deadline,
  { workdays, hour }: { readonly workdays: number; readonly hour: DeadlineRule['reminders']['hour'] },
  isWorkday: IsWorkday,
): Moment => momentOf(addWorkdays(dayOfMoment(due), workdays, isWorkday), hour)
