/** Knows that weeks and days agree with the calendar of the machine. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseDay, addDays } from '../../indicators/period.ts'
import { daysBetween, parseWeek, weekOf, weeksBetween } from '../../indicators/week.ts'

const days = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2199-12-31'), noInvalidDate: true })
  .map((date) => parseDay(date.toISOString().slice(0, 10)))
const utc = (day: string): number => Date.parse(`${day}T00:00:00Z`)

describe('the ISO week', () => {
  test.each([
    ['2020-11-03', { label: '2020-W45', from: '2020-11-02', to: '2020-11-08' }],
    ['2020-07-20', { label: '2020-W30', from: '2020-07-20', to: '2020-07-26' }],
    ['2021-01-03', { label: '2020-W53', from: '2020-12-28', to: '2021-01-03' }],
    ['2019-12-30', { label: '2020-W01', from: '2019-12-30', to: '2020-01-05' }],
    ['2024-02-29', { label: '2024-W09', from: '2024-02-26', to: '2024-03-03' }],
    ['2000-01-01', { label: '1999-W52', from: '1999-12-27', to: '2000-01-02' }],
  ])('%s lies in %j', (day, week) => {
    expect(weekOf(parseDay(day))).toEqual(week)
    expect(parseWeek(week.label)).toEqual(week)
  })

  test('holds every day between a Monday and a Sunday, and its label reads back', () => {
    fc.assert(
      fc.property(days, (day) => {
        const week = weekOf(day)
        expect(new Date(utc(week.from)).getUTCDay()).toBe(1)
        expect(daysBetween(week.from, week.to)).toBe(6)
        expect(week.from <= day && day <= week.to).toBe(true)
        expect(parseWeek(week.label)).toEqual(week)
        expect(weekOf(addDays(day, 7)).label > week.label).toBe(true)
      }),
    )
  })

  test.each(['2021-W53', '2020-W00', '2020-W54', '2020-30', '2020W30', 'W30', '2020-W5', ''])(
    'refuses %s',
    (raw) => {
      expect(() => parseWeek(raw)).toThrow(/2020-W30/)
    },
  )
})

test('days and weeks between agree with the calendar of the machine', () => {
  fc.assert(
    fc.property(days, days, (a, b) => {
      expect(daysBetween(a, b)).toBe((utc(b) - utc(a)) / 86_400_000)
      expect(addDays(a, daysBetween(a, b))).toBe(b)
      expect(weeksBetween(a, b)).toBe(daysBetween(weekOf(a).from, weekOf(b).from) / 7)
    }),
  )
})
