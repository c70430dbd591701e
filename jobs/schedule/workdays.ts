/** Knows the working days of China: public holidays and the weekends worked in exchange, as far as they are published. */
import chineseDays from 'chinese-days'
import { dayNumber, type Day } from '../../indicators/period.ts'

const SATURDAY_OF_1970 = 2

/** Monday to Friday, by arithmetic: 1970-01-01 was a Thursday. */
const isWeekday = (day: Day): boolean => (dayNumber(day) - SATURDAY_OF_1970 + 7 * 100_000) % 7 > 1

/** Whether the holidays of a year are known: every year since they are decreed has its National Day. */
export const isHolidayYearKnown = (year: number): boolean =>
  chineseDays.getHolidaysInRange(`${year}-10-01`, `${year}-10-03`, false).length > 0

/** Whether people work on a day. In a year whose holidays are not published yet: Monday to Friday. */
export const isWorkingDay = (day: Day): boolean =>
  isHolidayYearKnown(Number(day.slice(0, 4))) ? chineseDays.isWorkday(day) : isWeekday(day)
