/** Knows that no figure of a period is taken as a record before the period is over. */
import { expect, test } from 'vitest'
import { parseRegionCode, parseVariableCode } from '../../indicators/codes.ts'
import type { ReadObservation } from '../../indicators/observation.ts'
import { firstDayOf, parseDay, parsePeriod } from '../../indicators/period.ts'
import { listUnended } from '../../indicators/unended-period.ts'

const readOf = (period: string, more: Partial<ReadObservation> = {}): ReadObservation => ({
  variable: parseVariableCode('v1'),
  region: parseRegionCode('330100'),
  period: parsePeriod(period),
  measure: 'ytd',
  figure: { value: 1, bound: 'exact' },
  unit: '亿元',
  reported: { text: '1', unit: '亿元' },
  status: 'flash',
  note: '',
  synthetic: false,
  sheet: '表',
  cell: 'C7',
  ...more,
})

const on = (day: string, ...observations: readonly ReadObservation[]) =>
  listUnended(observations, parseDay(day)).map((f) => `${f.class} ${f.found}`)

test('what has begun waits for a release, what has not goes back; both name period and day', () => {
  expect(on('2020-08-10', readOf('2020-07'), readOf('2020-08'), readOf('2020-08'))).toEqual([
    'quasi_mandatory 报告期 2020-08 在公布之日 2020-08-10 尚未结束',
  ])
  expect(on('2020-08-10', readOf('2021-07'))).toEqual([
    'mandatory 报告期 2021-07 在公布之日 2020-08-10 尚未开始',
  ])
  expect(on('2020-08-10', readOf('2020'), readOf('2020-Q4'))).toEqual([
    'quasi_mandatory 报告期 2020 在公布之日 2020-08-10 尚未结束',
    'mandatory 报告期 2020-Q4 在公布之日 2020-08-10 尚未开始',
  ])
})

test('on its last day a period is over', () => {
  expect(on('2020-08-31', readOf('2020-08'))).toEqual([])
  expect(on('2020-08-30', readOf('2020-08'))).toHaveLength(1)
})

test('a stock called 快报 may be that of the day: it is only said, unless a flow stands beside it', () => {
  const stock = readOf('2020-08', { measure: 'end' })
  expect(on('2020-08-10', stock)).toEqual(['notice 报告期 2020-08 在公布之日 2020-08-10 尚未结束'])
  expect(on('2020-08-10', stock, readOf('2020-08'))[0]).toMatch(/^quasi_mandatory/)
  expect(on('2020-08-10', { ...stock, status: 'final' })[0]).toMatch(/^quasi_mandatory/)
  expect(on('2020-07-31', stock)[0]).toMatch(/^mandatory/)
})

test('a blank for a month to come says nothing', () => {
  const blank = readOf('2020-12', { figure: { missing: 'not_reported' }, reported: { text: '', unit: '' } })
  expect(on('2020-08-10', blank)).toEqual([])
})

test('periods begin on the first day of their first month', () => {
  const days = ['2020', '2020-Q3', '2020-07'].map((p) => firstDayOf(parsePeriod(p)))
  expect(days).toEqual(['2020-01-01', '2020-07-01', '2020-07-01'])
})
