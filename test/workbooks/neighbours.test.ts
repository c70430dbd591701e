/** Knows sheets on which tables of several forms stand beside and under each other: each keeps its own heading and rows, or is refused. */
import { expect, test } from 'vitest'
import { readSubmission } from '../../workbooks/read-submission.ts'
import { gridOf, type Value } from './grid-builder.ts'
import { seedCatalogue as catalogue } from './seed-catalogue.ts'

const read = (rows: readonly (readonly Value[])[], merges: readonly string[] = []) =>
  readSubmission({ grid: gridOf({ rows, merges }), file: '报表.xlsx', catalogue, given: {} })

const about = (rows: readonly (readonly Value[])[], merges: readonly string[] = []) =>
  read(rows, merges).observations.flatMap((o) =>
    'value' in o.figure
      ? [`${o.cell} ${o.variable} ${o.region} ${o.period} ${o.measure} ${o.figure.value}`]
      : [],
  )

const blank = (count: number): null[] => Array.from({ length: count }, () => null)
/** A row that begins in a column further right. */
const at = (column: number, ...values: readonly Value[]): Value[] => [...blank(column - 1), ...values]

const DATABASE: readonly (readonly Value[])[] = [
  ['数据库：月度数据'],
  ['时间：最近36个月'],
  ['指标', '2020年4月', null, '2020年3月'],
  ['工业增加值同比增长(%)', 1.1, null, 1.2],
  [],
]
const PARTS: readonly Value[] = ['指标名称', '计量单位', '1-本月', '上年同期累计', '累计同比（%）']

test('the labels over another table are no heading: a part at the right keeps the heading over the left part', () => {
  const rows = [
    ...DATABASE.map((row) => [...row, ...(row.length > 1 ? [null, null, row[3] ?? null] : [])]).with(2, [
      '指标',
      '2020年4月',
      null,
      '2020年3月',
      null,
      null,
      '2020年2月',
    ]),
    ['数字经济五年倍增计划主要指标月报表（设区市）'],
    ['表号：浙数经月2表'],
    ['填报单位：杭州市统计局      2020年9月'],
    [...PARTS, null, null, ...PARTS],
    [
      '数字经济核心产业增加值',
      '亿元',
      1.02,
      1.03,
      1.05,
      null,
      null,
      '软件业务收入',
      '亿元',
      2.02,
      2.03,
      2.05,
    ],
  ]
  expect(about(rows).filter((a) => a.includes(' 330100 '))).toEqual([
    'C10 core_va 330100 2020-09 ytd 1.02',
    'D10 core_va 330100 2020-09 prior_ytd 1.03',
    'E10 core_va 330100 2020-09 growth_ytd 1.05',
    'J10 software_business_revenue 330100 2020-09 ytd 2.02',
    'K10 software_business_revenue 330100 2020-09 prior_ytd 2.03',
    'L10 software_business_revenue 330100 2020-09 growth_ytd 2.05',
  ])
})

test('a labelled column without figures belongs to the table at its left, not to the names at its right', () => {
  const rows = [
    ['数字经济五年倍增计划主要指标月报表（省级部门）'],
    ['表号：浙数经月1表'],
    ['填报单位：浙江省通信管理局      2021年12月'],
    ['指标名称', '期末', '本月', '累计同比（%）', '指标名称', '上年同期累计', '1-本月'],
    ['固定互联网宽带接入用户（万户）', 2.04, null, null, '固定互联网宽带接入用户（万户）', null, '—'],
    ['5G基站（个）', 4.04, null, null, '光纤接入用户（万户）'],
    [null, null, null, null, '5G基站（个）'],
    [],
    ['限上商品零售类值'],
    ['填报单位：湖北省统计局      2016年5月'],
    ['计量单位：亿元'],
    ['指标名称', '1-5月', null, '指标名称', '5月'],
    ['合计', 5.02, null, '合计', 5.01],
    ['通过公共网络实现的商品销售', 6.02, null, '通过公共网络实现的商品销售', 6.01],
  ]
  expect(about(rows).filter((a) => /^[AB][67] /.test(a))).toEqual([
    'B6 base_stations_5g 330000 2021-12 end 4.04',
  ])
})

const COUNTY: readonly (readonly Value[])[] = [
  ['限上法人消费品零售额增速（可比口径）'],
  ['表号：E41002'],
  ['填报单位：神农架林区统计局      2016年3月'],
  ['指标名称', '计量单位', '本年', null, '上年同期'],
  [null, null, '本月', '1-本月', '本月', '1-本月'],
  ['社会消费品零售总额', '万元', 1.01, 1.02, 1.03, 1.04],
  ['　城镇', '万元', 2.01, 2.02, 2.03, 2.04],
]
const DEPARTMENT: readonly (readonly Value[])[] = [
  ['数字经济五年倍增计划主要指标月报表（省级部门）'],
  ['表号：浙数经月1表'],
  ['填报单位：浙江省通信管理局      2021年12月'],
  ['指标名称', '计量单位', '期末'],
  ['固定互联网宽带接入用户', '万户', 2.04],
  ['光纤接入用户', '万户', 3.04],
]

test('a table that begins lower than its neighbour never takes over the neighbour’s sender and period', () => {
  const rows = Array.from({ length: 10 }, (_, row) => {
    const county = COUNTY[row - 3] ?? []
    return [...county, ...at(9 - county.length, ...(DEPARTMENT[row] ?? []))]
  })
  const merges = ['C7:D7', 'E7:F7']
  const told = about(rows, merges)
  expect(told.filter((a) => a.includes('above_quota'))).toEqual(
    told.filter((a) => a.includes(' 429021000000 2016-03 ') || a.includes(' 429021 2016-03 ')),
  )
  expect(told.filter((a) => a.includes('fibre_users'))).toEqual([
    expect.stringContaining('330000 2021-12 end 3.04'),
  ])
  const { findings } = read(rows, merges)
  expect(findings).toContainEqual(
    expect.objectContaining({ rule: 'form.heading', class: 'mandatory', cell: 'A6' }),
  )
})

const CITY_PARTS = ['指标名称', '计量单位', '代码', '本期', '本年累计']
const side = (right: readonly Value[]) => [
  ['数字经济五年倍增计划主要指标月报表（设区市）'],
  ['表号：浙数经月2表'],
  ['填报单位：嘉兴市统计局', null, null, '2020年8月'],
  [...CITY_PARTS, null, ...right],
  ['网络零售额', '亿元', '12', 100, 700, null, '跨境网络零售出口额', '亿元', '14', 10, 70],
]

test('a part at the right under the same labels is the same form, though it has few of its columns', () => {
  expect(about(side(CITY_PARTS)).map((a) => a.split(' ').slice(0, 2).concat(a.split(' ').slice(-2)))).toEqual(
    [
      ['D5', 'online_retail', 'current', '100'],
      ['E5', 'online_retail', 'ytd', '700'],
      ['J5', 'cb_online_retail_export', 'current', '10'],
      ['K5', 'cb_online_retail_export', 'ytd', '70'],
    ],
  )
})

test('a part at the right under labels of its own is told to differ from the form that the heading names', () => {
  const { findings } = read(side(['指标名称', '计量单位', '代码', '甲企业', '乙企业']))
  const { zh } = findings.find((f) => f.rule === 'form.table-unknown')?.expected ?? { zh: '' }
  expect(zh).toContain('与浙数经月2表')
})
