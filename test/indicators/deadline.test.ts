/** Tests deadlines against the calendar of 2020, whose October holiday lasted from the 1st to the 8th. */
import { expect, test } from 'vitest'
import {
  composeDeadline,
  deadlineRuleSchema,
  listDeadlines,
  listExpectedUnits,
} from '../../indicators/deadline.ts'
import { formSchema } from '../../indicators/form.ts'
import { momentOf, parseHour, parseMoment } from '../../indicators/moment.ts'
import { parseDay, parsePeriod } from '../../indicators/period.ts'
import { isWorkingDay } from '../../jobs/schedule/workdays.ts'
import { readFileSync } from 'node:fs'

const rule = (changes: object = {}) =>
  deadlineRuleSchema.parse({
    form: 'zj-dept-monthly',
    months: [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
    opens: { months: 1, day: 1, hour: '08:00' },
    due: { months: 1, day: 5, hour: '18:00' },
    moves: 'next',
    reminders: { before: [3, 1], after: [1], notice: { after: 3, term: 2 }, hour: '09:00' },
    from: '2020-01-01',
    source: 'test',
    ...changes,
  })

const dueOf = (period: string, changes?: object) =>
  composeDeadline(rule(changes), parsePeriod(period), isWorkingDay).due

test('a deadline moves for the holiday, forward or back, or stays', () => {
  expect(dueOf('2020-09')).toBe('2020-10-09T18:00')
  expect(dueOf('2020-09', { moves: 'previous' })).toBe('2020-09-30T18:00')
  expect(dueOf('2020-09', { moves: 'none' })).toBe('2020-10-05T18:00')
  // Saturday 10 October was worked in exchange.
  expect(dueOf('2020-09', { due: { months: 1, day: 10, hour: '24:00' } })).toBe('2020-10-10T24:00')
})

test('a notice sets a deadline of its own for one period', () => {
  const exceptions = [{ period: '2020-09', due: '2020-10-17T12:00', source: '通知' }]
  expect(dueOf('2020-09', { exceptions })).toBe('2020-10-17T12:00')
  expect(dueOf('2020-10', { exceptions })).toBe('2020-11-05T18:00')
})

test('the 31st of a shorter month is its last day', () => {
  expect(dueOf('2020-01', { due: { months: 1, day: 31, hour: '12:00' }, moves: 'none' })).toBe(
    '2020-02-29T12:00',
  )
})

test('the end of a day comes after its last minute and before the next day', () => {
  const end = momentOf(parseDay('2020-10-10'), parseHour('24:00'))
  expect(end > parseMoment('2020-10-10T23:59')).toBe(true)
  expect(end < parseMoment('2020-10-11T00:00')).toBe(true)
  for (const wrong of ['24:01', '7:00', '18:60']) expect(() => parseHour(wrong)).toThrow(/18:00/)
})

test('January is free, the year has eleven reports, and the rule begins and ends', () => {
  const list = (kind: 'month' | 'quarter' | 'year', changes?: object) =>
    listDeadlines(
      rule(changes),
      { kind, from: parseDay('2019-06-01'), to: parseDay('2021-02-15') },
      isWorkingDay,
    ).map((d) => d.period)
  expect(list('month')).toEqual(
    ['02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12'].map((m) => `2020-${m}`),
  )
  expect(list('month', { to: '2020-04-30' })).toEqual(['2020-02', '2020-03', '2020-04'])
  const whole = { months: undefined, from: '2018-01-01' }
  expect(list('quarter', whole)).toEqual([
    '2019-Q2',
    '2019-Q3',
    '2019-Q4',
    '2020-Q1',
    '2020-Q2',
    '2020-Q3',
    '2020-Q4',
  ])
  expect(list('year', whole)).toEqual(['2019', '2020'])
})

test('who must send a form: the units of its items, else all of its level', () => {
  const read = (name: string) =>
    JSON.parse(readFileSync(new URL(`../../seeds/${name}`, import.meta.url), 'utf8'))
  const units = read('reporting-units.json')
  const of = (name: string) =>
    listExpectedUnits(rule(), { form: formSchema.parse(read(`forms/${name}.json`)), units })
  const departments = ['zj-stats', 'zj-jxt', 'zj-kjt', 'zj-swt', 'zj-tgj', 'zj-jrb', 'zj-amr']
  expect(new Set(of('zj-dept-monthly'))).toEqual(new Set(departments))
  expect(of('zj-city-monthly')).toHaveLength(11)
})
