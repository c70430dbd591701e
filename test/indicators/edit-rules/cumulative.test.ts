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
})
