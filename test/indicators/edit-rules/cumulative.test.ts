/** Knows what the rules of the monthly forms say of a cumulative figure beside the other months: one finding for one slip. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { judge, type Figures, variableOf } from './make-submission.ts'

const formSchema = z.object({ editRules: z.array(z.record(z.string(), z.unknown())) })
const rulesOf = (form: string) =>
  formSchema.parse(
    JSON.parse(readFileSync(new URL(`../../../seeds/forms/${form}.json`, import.meta.url), 'utf8')),
  ).editRules

const figures = (ytd: number, current?: number): Figures => ({
  'v1 ytd': ytd,
  ...(current === undefined ? {} : { 'v1 current': current }),
})

describe.each(['zj-city-monthly', 'zj-dept-monthly'])('%s', (form) => {
  const judgeMonth = (period: string, now: Figures, past: Readonly<Record<string, Figures>> = {}) =>
    judge({ rules: rulesOf(form), variables: [variableOf('v1', 'flow')], period, now, past })
  const told = (...asked: Parameters<typeof judgeMonth>) =>
    judgeMonth(...asked).map((f) => `${f.rule} ${f.class} ${f.cell}`)
  const august = { '2020-08': figures(800, 100) }

  test('a cumulative figure that is not last month and this month is to be explained', () => {
    expect(judgeMonth('2020-09', figures(1900, 100), august)).toMatchObject([
      {
        rule: 'SUM',
        class: 'verification',
        cell: 'C1',
        found: '上月累计 800 ＋ 本期 100，本年累计 1900，相差 1000',
      },
    ])
    expect(told('2020-09', figures(900, 100), august)).toEqual([])
    expect(told('2020-09', figures(1900, 100), { '2020-07': figures(700, 100) })).toEqual([])
    expect(told('2020-09', figures(1900), august)).toEqual([])
  })

  test('what a named slip breaks is not told beside it, and a broken sum tells the fall too', () => {
    expect(told('2020-09', figures(90, 100), august)).toEqual(['SLIP quasi_mandatory C1'])
    expect(told('2020-09', figures(9000, 100), august)).toEqual(['SLIP quasi_mandatory C1'])
    expect(told('2020-09', figures(100, 100), august)).toEqual([
      'SLIP quasi_mandatory C1',
      'MONTH quasi_mandatory C1',
    ])
    expect(told('2020-09', figures(400, 500), august)).toEqual([
      'MONTH quasi_mandatory C1',
      'SUM verification C1',
    ])
    expect(told('2020-09', figures(700, 100), august)).toEqual(['SUM verification C1'])
    expect(told('2020-09', figures(700), august)).toEqual(['FALL verification C1'])
  })

  test('a correction that no longer fits the month in force after it names that submission', () => {
    const past = { '2020-07': figures(2100, 300), '2020-08': figures(2400, 300) }
    const [finding] = judgeMonth('2020-07', figures(2500), past)
    expect(told('2020-07', figures(2500), past)).toEqual(['SUM verification C1'])
    expect(finding?.found).toBe(
      '本期累计 2500 ＋ 其后 2020-08 的本期 300，2020-08 在用的本年累计 2400，相差 -400（报送 s0，s0.xls C1）',
    )
    expect(finding?.expected.zh).toContain('一并更正 2020-08 的报送')
    expect(told('2020-07', figures(2150), past)).toEqual(['SUM verification C1'])
    // Without the amount of the month only a fall can be seen; a month that was left out is bridged.
    const september = { '2020-07': figures(2100), '2020-09': figures(2400) }
    const [fall] = judgeMonth('2020-07', figures(2500), september)
    expect(fall?.rule).toBe('FALL')
    expect(fall?.found).toBe('本年累计 2500 亿元，大于其后 2020-09 在用的累计 2400（报送 s0，s0.xls C1）')
    expect(told('2020-07', figures(2150), september)).toEqual([])
  })

  test('what is only said again is not held against later months, and both sides are one finding', () => {
    const odd = { '2020-07': figures(2500), '2020-08': figures(2400, 300) }
    expect(told('2020-07', figures(2500), odd)).toEqual([])
    const between = { '2020-06': figures(2000), '2020-07': figures(2100), '2020-08': figures(2400) }
    const [both, ...rest] = judgeMonth('2020-07', figures(2600, 300), {
      ...between,
      '2020-08': figures(2400, 300),
    })
    expect(rest).toEqual([])
    expect(both?.found.split('；').map((f) => f.slice(0, 4))).toEqual(['上月累计', '本期累计'])
    expect(both?.expected.en).toContain('; this figure + the amount of 2020-08')
    // The next year begins anew.
    expect(told('2020-12', figures(9000), { '2021-01': figures(100, 100) })).toEqual([])
  })
})
