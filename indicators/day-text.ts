/** Knows how a day is written for people. */
import type { Day } from './period.ts'
import { text, type Text } from './text.ts'

/** `2020年11月3日`; in English as it is stored. */
export const dayText = (day: Day): Text =>
  text(`${Number(day.slice(0, 4))}年${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`, day)

/** `2020年11月13日前（含当日）`: a Chinese 前 alone leaves open whether the day itself is still in time; it always is. */
export const byDayText = (day: Day): Text => text(`${dayText(day).zh}前（含当日）`, `by ${day}`)
