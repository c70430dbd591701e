/** Tests the working days against what the State Council decreed for 2020 and against plain weeks elsewhere. */
import { expect, test } from 'vitest'
import { parseDay } from '../../../indicators/period.ts'
import { isHolidayYearKnown, isWorkingDay } from '../../../jobs/schedule/workdays.ts'

test.each([
  ['2020-09-30', true],
  ['2020-10-01', false],
  ['2020-10-08', false],
  // Worked in exchange: Sunday 27 September and Saturday 10 October.
  ['2020-09-27', true],
  ['2020-10-10', true],
  ['2020-10-11', false],
  // Spring Festival of 2020 was prolonged.
  ['2020-01-31', false],
  ['2020-02-03', true],
])('%s is a working day: %s', (day, expected) => {
  expect(isWorkingDay(parseDay(day))).toBe(expected)
})

test('a year whose holidays are not published yet has its weeks', () => {
  expect([2004, 2020, 2026].map(isHolidayYearKnown)).toEqual([true, true, true])
  expect([1999, 2090].map(isHolidayYearKnown)).toEqual([false, false])
  // Thursday 5 to Monday 9 January 2090.
  const days = ['2090-01-05', '2090-01-06', '2090-01-07', '2090-01-08', '2090-01-09']
  expect(days.map((d) => isWorkingDay(parseDay(d)))).toEqual([true, true, false, false, true])
})
