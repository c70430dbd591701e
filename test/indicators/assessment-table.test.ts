/** Knows that the annual table has every row, claims nothing without a figure, and counts what it shows. */
import { describe, expect, test } from 'vitest'
import { tabulateAssessments, type AssessmentTable } from '../../indicators/assessment-table.ts'
import type { AssessmentRow } from '../../indicators/assessment-row.ts'
import { parseDay } from '../../indicators/period.ts'
import type { Plan } from '../../indicators/plan.ts'
import { assessed, assessments2020, plan, share2019 } from './sample.ts'

const asOf = parseDay('2021-12-31')
const table = tabulateAssessments({ plan, year: 2020, assessments: assessments2020(), asOf })
const rowOf = (of: AssessmentTable, code: string): AssessmentRow => {
  const row = of.groups.flatMap((g) => g.rows).find((r) => r.code === code)
  if (!row) throw new Error(`no row for ${code}`)
  return row
}

test('every indicator has its row, category by category in the order of the plan, and the totals add up', () => {
  expect(table.groups.map((g) => [g.category, g.rows.length])).toEqual([
    ['总体规模', 2],
    ['数字产业化', 11],
    ['产业数字化', 7],
    ['基础设施', 4],
  ])
  const rows = table.groups.flatMap((g) => g.rows)
  expect(rows.map((r) => r.code)).toEqual(plan.indicators.map((i) => i.code))
  expect(rows.map((r) => r.number)).toEqual(rows.map((_, i) => String(i + 1).padStart(2, '0')))
  expect(table.totals.lights).toEqual({ green: 3, blue: 1, yellow: 1, red: 0, grey: 19 })
  expect(table.totals.classes).toMatchObject({
    as_expected: 3,
    ahead: 1,
    behind: 1,
    scope_review: 1,
    no_data: 18,
  })
  expect(table.totalsByBinding).toEqual([])
  expect(table.synthetic).toBe(true)
})

test('a target year takes the printed target; the growth needed leads to the next one', () => {
  const row = rowOf(table, 'digital_economy_va')
  expect(row.path).toMatchObject({ value: 30000, origin: 'target', comparator: '=' })
  expect(row.nextTarget).toMatchObject({ period: '2022', value: 40000 })
  expect(row.nextTarget?.neededGrowth).toBeCloseTo(((40000 / 30218) ** 0.5 - 1) * 100, 10)
  expect(row.recomputable).toBe(true)
  expect(rowOf(table, 'internet_penetration').path?.comparator).toBe('>=')
})

test('between targets the path is derived and says from which knots', () => {
  const of2019 = tabulateAssessments({ plan, year: 2019, assessments: [share2019()], asOf })
  const row = rowOf(of2019, 'digital_economy_gdp_share')
  expect(row.path).toMatchObject({
    origin: 'derived',
    shape: 'linear',
    from: { value: 39.9 },
    to: { value: 47 },
  })
  expect(row.path?.value).toBeCloseTo(44.63333, 5)
  expect([row.progress?.toFixed(2), row.level?.toFixed(2), row.light]).toEqual(['71.83', '97.01', 'yellow'])
  expect(rowOf(of2019, 'digital_economy_va')).toMatchObject({ light: 'grey', path: { shape: 'geometric' } })
})

describe('grey rows say why and claim nothing', () => {
  test('without any value', () => {
    expect(rowOf(table, 'cnc_rate')).toMatchObject({
      actual: null,
      progress: null,
      light: 'grey',
      class: 'no_data',
    })
    expect(rowOf(table, 'cnc_rate').reason?.zh).toContain('没有可比的公布值')
  })

  test('a scope under review shows its figure but no P and L', () => {
    const row = rowOf(table, 'software_revenue')
    expect(row).toMatchObject({ light: 'grey', class: 'scope_review', progress: null, level: null })
    expect(row.actual?.value).toBe(7036)
    expect([row.lightWord.zh, row.reason?.zh.slice(0, 4)]).toEqual(['口径变动待核', '口径变动'])
  })

  test('a verdict on another year, or on a part of the year, is not the verdict on the year', () => {
    const part = assessed('cloud_firms', {
      period: '2020-07',
      basis: 'end',
      known: '2020-08-18',
      value: 38,
      planned: 35,
      light: 'green',
      class: 'as_expected',
    })
    const other = tabulateAssessments({ plan, year: 2020, assessments: [share2019(), part], asOf })
    expect(rowOf(other, 'digital_economy_gdp_share')).toMatchObject({
      actual: null,
      light: 'grey',
      progress: null,
    })
    expect(rowOf(other, 'digital_economy_gdp_share').reason?.zh).toContain('最近一期为2019年')
    expect(rowOf(other, 'cloud_firms').reason?.zh).toContain('2020年7月')
    expect(other.totals.lights.grey).toBe(24)
  })

  test('an indicator that nobody judged still has its row', () => {
    const none = tabulateAssessments({ plan, year: 2020, assessments: [], asOf })
    expect(none.totals).toMatchObject({ count: 24, lights: { grey: 24 } })
    expect(rowOf(none, 'unicorns').reason?.zh).toBe('至 2021-12-31 无可比数据')
  })
})

test('P that does not follow from the row is said to be so', () => {
  const odd = { ...share2019(), progress: 70 }
  const row = rowOf(
    tabulateAssessments({ plan, year: 2019, assessments: [odd], asOf }),
    'digital_economy_gdp_share',
  )
  expect(row.recomputable).toBe(false)
  expect(row.remarks.map((r) => r.zh).join('')).toContain('不能由本行直接复算')
})

test('bounds and made-up figures are marked in the row and explained in the notes', () => {
  expect(rowOf(table, 'cloud_firms').remarks.map((r) => r.zh)).toEqual(['下限'])
  expect(rowOf(table, 'industrial_robots').remarks.map((r) => r.zh)).toEqual(['合成数据'])
  const notes = table.notes.map((n) => n.zh).join('\n')
  for (const word of ['初步6项', '增量完成度 P＝', '10至30个百分点', '推算', '均匀假定', '下限', '合成数据'])
    expect(notes).toContain(word)
})

test('约束性 and 预期性 are counted apart where the plan has them', () => {
  const divided: Plan = {
    ...plan,
    indicators: plan.indicators.map((i, n) => ({ ...i, binding: n < 2 ? 'binding' : 'expected' })),
  }
  const { totalsByBinding } = tabulateAssessments({
    plan: divided,
    year: 2020,
    assessments: assessments2020(),
    asOf,
  })
  expect(totalsByBinding.map((t) => [t.binding, t.totals.count, t.totals.lights.green])).toEqual([
    ['binding', 2, 1],
    ['expected', 22, 2],
  ])
})
