/** Knows what the slip by a power of ten is laid beside in the first year of a series, and how it is told. */
import { expect, test } from 'vitest'
import { judge, type Figures } from './make-submission.ts'

const RULES = [{ kind: 'power-of-ten', code: 'SLIP', class: 'quasi_mandatory' }]
const told = (now: Figures, past: Readonly<Record<string, Figures>>, period = '2020-08') =>
  judge({ rules: RULES, period, now, past })
const stock = (value: number) => ({ 'v1 end': value })

test.each([
  [8, 80],
  [2800, 28.2],
  [151, 15],
  [36.5, 370],
])('a stock of %d last month and %d now is a slip, though no year came before', (last, now) => {
  const [finding] = told(stock(now), { '2020-07': stock(last) })
  expect([finding?.rule, finding?.class, finding?.cell]).toEqual(['SLIP', 'quasi_mandatory', 'C1'])
  // A month that was never sent is bridged, and the turn of the year is none to a stock.
  expect(told(stock(now), { '2020-05': stock(last) })).toHaveLength(1)
  expect(told(stock(now), { '2019-11': stock(last) }, '2020-01')).toHaveLength(1)
})

test('a young stock may grow fourfold, and one that agrees with any month before is no slip', () => {
  expect(told(stock(4), { '2020-07': stock(1) })).toEqual([])
  expect(told(stock(6), { '2020-07': stock(1) })).toHaveLength(1)
  // July was the slip, and was let pass.
  expect(told(stock(8.1), { '2020-06': stock(8), '2020-07': stock(80) })).toEqual([])
  // A stock lies nearer to last month than to last year.
  expect(told(stock(8.1), { '2019-08': stock(1), '2020-07': stock(8) })).toEqual([])
})

test('a slip that was let pass can be mended; the right figure cannot be spoilt unnoticed', () => {
  const past = (said: number, measure: string, june: number) => ({
    '2020-06': { [`v1 ${measure}`]: june },
    '2020-07': { [`v1 ${measure}`]: said },
  })
  const again = (value: number, measure: string, before: Readonly<Record<string, Figures>>) =>
    told({ [`v1 ${measure}`]: value }, before, '2020-07').map((f) => f.rule)
  expect(again(8, 'end', past(80, 'end', 8))).toEqual([])
  expect(again(80, 'end', past(8, 'end', 8))).toEqual(['SLIP'])
  expect(again(700, 'ytd', past(7000, 'ytd', 600))).toEqual([])
  expect(again(7000, 'ytd', past(700, 'ytd', 600))).toEqual(['SLIP'])
})

test('the factor is told the way people say it', () => {
  const july = { '2020-07': { 'v1 ytd': 700 } }
  const [low] = told({ 'v1 ytd': 80 }, july)
  expect(low?.found).toContain('推算数 800 的 1/10')
  expect(low?.expected.zh).toContain('小数点差 1 位（10 倍），请核对是否应为 800')
  expect(low?.expected.en).toContain('off by 1 place (a factor of 10)')
  const [high] = told({ 'v1 ytd': 80_000 }, july)
  expect(high?.found).toContain('推算数 800 的 100 倍')
  expect(high?.expected.zh).toContain('小数点差 2 位（100 倍），请核对是否应为 800')
})
