/** Knows moments of Beijing time to the minute (`2020-10-12T18:00`), as deadlines are set; text order is time order. */
import { InputError } from './input-error.ts'
import { addDays, parseDay, type Day } from './period.ts'
import { text } from './text.ts'

declare const brand: unique symbol
export type Moment = string & { readonly [brand]: 'moment' }
/** An hour of the day, `18:00`; `24:00` is the end of the day, as calendars of deadlines print it. */
export type Hour = string & { readonly [brand]: 'hour' }

const HOUR = /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/

const refuse = (where: ReturnType<typeof text>, found: string, expected: ReturnType<typeof text>): never => {
  throw new InputError([{ where, found, expected }])
}

/** Reads an hour. @throws InputError when there is no such hour. */
export const parseHour = (raw: string): Hour =>
  HOUR.test(raw)
    ? (raw as Hour)
    : refuse(text('时刻', 'hour'), raw, text('如 18:00 或 24:00 的时刻', 'an hour such as 18:00 or 24:00'))

/** Reads a moment. @throws InputError when the day or the hour is none. */
export const parseMoment = (raw: string): Moment => {
  const [day = '', hour = '', ...more] = raw.split('T')
  try {
    if (more.length === 0) return momentOf(parseDay(day), parseHour(hour))
  } catch (error) {
    if (!(error instanceof InputError)) throw error
  }
  const expected = text('如 2020-10-12T18:00 的时刻', 'a moment such as 2020-10-12T18:00')
  return refuse(text('时刻', 'moment'), raw, expected)
}

/** The moment of a day and an hour. */
export const momentOf = (day: Day, hour: Hour): Moment => `${day}T${hour}` as Moment

/** The day on which a moment lies; the end of a day belongs to it. */
export const dayOfMoment = (moment: Moment): Day => parseDay(moment.slice(0, 10))

/** The hour of a moment. */
export const hourOfMoment = (moment: Moment): Hour => parseHour(moment.slice(11))

/** The same hour a number of days later. */
export const addMomentDays = (moment: Moment, days: number): Moment =>
  momentOf(addDays(dayOfMoment(moment), days), hourOfMoment(moment))

/** The moment in Beijing of an instant in UTC (`2020-11-03T06:30:00.000Z`), which is eight hours ahead the whole year. */
export const momentOfInstant = (instant: string): Moment => {
  const hour = Number(instant.slice(11, 13)) + 8
  const day = addDays(parseDay(instant.slice(0, 10)), Math.floor(hour / 24))
  return momentOf(day, parseHour(`${String(hour % 24).padStart(2, '0')}${instant.slice(13, 16)}`))
}
