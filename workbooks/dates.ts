/** Knows the civil date of an Excel serial, in both date systems, without a clock or a time zone. */

/** Days from 0000-03-01 to the day before serial 1, so that serial 61 is 1900-03-01. */
const DAYS_BEFORE_1900 = 693_899
/** The last day that Excel knows: 9999-12-31. */
const LAST_SERIAL = 2_958_465
/** The 1904 system counts from 1904-01-01 = 0. */
const SHIFT_1904 = 1462
const DAY_MS = 86_400_000

const pad = (n: number, width = 2): string => String(n).padStart(width, '0')

const civilDay = (serial: number): string => {
  // Excel's year 1900 has a 29 February that never was; days before it lie one further on.
  if (serial === 60) return '1900-02-29'
  if (serial === 0) return '1900-01-00'
  const days = DAYS_BEFORE_1900 + serial + (serial < 60 ? 1 : 0)
  const era = Math.floor(days / 146_097)
  const dayOfEra = days - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shifted = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1
  const month = shifted < 10 ? shifted + 3 : shifted - 9
  return `${pad(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), 4)}-${pad(month)}-${pad(day)}`
}

const timeOfDay = (ms: number): string => {
  const rest = ms % 1000
  const seconds = Math.floor(ms / 1000)
  const clock = `${pad(Math.floor(seconds / 3600))}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`
  return rest === 0 ? clock : `${clock}.${pad(rest, 3)}`
}

/**
 * The civil date of a serial: `2016-04-20`, with a time of day `2016-04-20T08:30:00`, and a mere time of day `08:30:00`.
 * Undefined where Excel knows no date (negative, or after 9999).
 */
export const findCivilDate = (serial: number, date1904: boolean): string | undefined => {
  const shifted = date1904 ? serial + SHIFT_1904 : serial
  if (!(shifted >= 0) || shifted >= LAST_SERIAL + 1) return undefined
  // Whole milliseconds: a serial cannot hold more, and 23:59:59.9999 is the next day.
  const ms = Math.round((shifted - Math.floor(shifted)) * DAY_MS)
  const day = Math.floor(shifted) + (ms === DAY_MS ? 1 : 0)
  if (day > LAST_SERIAL) return undefined
  if (ms === 0 || ms === DAY_MS) return civilDay(day)
  return day === 0 && !date1904 ? timeOfDay(ms) : `${civilDay(day)}T${timeOfDay(ms)}`
}

const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?Z?)?$/

const serialOfDay = (year: number, month: number, day: number): number => {
  const y = month <= 2 ? year - 1 : year
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  const days = 365 * y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + dayOfYear
  const serial = days - DAYS_BEFORE_1900
  return serial <= 60 ? serial - 1 : serial
}

/** The serial of an ISO date as `t="d"` cells hold it; undefined when the text is none. */
export const findSerial = (iso: string, date1904: boolean): number | undefined => {
  const match = ISO.exec(iso)
  if (!match) return undefined
  const part = (index: number): number => Number(match[index] ?? 0)
  const serial = serialOfDay(part(1), part(2), part(3))
  if (serial < 1 || civilDay(serial) !== iso.slice(0, 10)) return undefined
  if (part(4) > 23 || part(5) > 59 || part(6) > 59) return undefined
  const ms =
    (part(4) * 3600 + part(5) * 60 + part(6)) * 1000 + Math.round(Number(`0.${match[7] ?? 0}`) * 1000)
  return serial - (date1904 ? SHIFT_1904 : 0) + ms / DAY_MS
}
