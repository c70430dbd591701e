/** Knows how a day and a moment are written for people. */
import { dayOfMoment, hourOfMoment, type Moment } from './moment.ts'
import type { Day } from './period.ts'
import { text, type Text } from './text.ts'

/** `2020年11月3日`; in English as it is stored. */
export const dayText = (day: Day): Text =>
  text(`${Number(day.slice(0, 4))}年${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`, day)

/** `2020年11月13日前（含当日）`: a Chinese 前 alone leaves open whether the day itself is still in time; it always is. */
export const byDayText = (day: Day): Text => text(`${dayText(day).zh}前（含当日）`, `by ${day}`)

/** `2020年11月3日18:00`; in English it says whose hour that is. */
export const momentText = (moment: Moment): Text => {
  const [day, hour] = [dayText(dayOfMoment(moment)), hourOfMoment(moment)]
  return text(`${day.zh}${hour}`, `${day.en} ${hour} (Beijing time)`)
}
