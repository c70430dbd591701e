/** Knows that columns of this year and of the year before are told by the years over them. */
import { expect, test } from 'vitest'
import { readSubmission } from '../../workbooks/read-submission.ts'
import { gridOf, type Value } from './grid-builder.ts'
import { seedCatalogue as catalogue } from './seed-catalogue.ts'

const read = (rows: readonly (readonly Value[])[], merges: readonly string[] = []) =>
  readSubmission({
    grid: gridOf({
      rows: [
        ['数字经济五年倍增计划主要指标月报表（设区市）'],
        ['表号：浙数经月2表'],
        ['填报单位：宁波市统计局', null, null, '2020年8月'],
        ...rows,
      ],
      merges,
    }),
    file: '月报.xlsx',
    catalogue,
    given: {},
  })
type Reading = ReturnType<typeof read>

const figures = ({ observations }: Reading): Record<string, unknown> =>
  Object.fromEntries(
    observations.map((o) => [o.measure, 'value' in o.figure ? o.figure.value : o.figure.missing]),
  )
const rules = ({ findings }: Reading): readonly string[] =>
  findings.map((f) => f.rule).filter((rule) => !rule.endsWith('-missing'))

const STUB = ['指标名称', '计量单位', '代码']
const ITEM = ['网络零售额', '亿元', '12']

test('the same span of the year before is 上年同期累计, on whichever side it stands', () => {
  const after = read([
    [...STUB, '本期', '2020年1-8月', '2019年1-8月'],
    [...ITEM, 100, 700, 600],
  ])
  const before = read([
    [...STUB, '本期', '2019年1-8月', '2020年1-8月'],
    [...ITEM, 100, 600, 700],
  ])
  for (const reading of [after, before]) {
    expect(figures(reading)).toEqual({ current: 100, ytd: 700, prior_ytd: 600 })
    expect(rules(reading)).toEqual([])
  }
})

test('two columns of one year, or of years that do not follow each other, stay one too many', () => {
  for (const labels of [
    ['2020年1-8月', '2020年1-8月'],
    ['2018年1-8月', '2020年1-8月'],
    ['2019年1-7月', '2020年1-8月'],
  ]) {
    const reading = read([
      [...STUB, '本期', ...labels],
      [...ITEM, 100, 600, 700],
    ])
    expect(rules(reading)).toEqual(['form.column-twice', 'form.column-twice'])
    expect(figures(reading)).toEqual({ current: 100 })
  }
})

const MERGES = ['A4:A5', 'B4:B5', 'C4:C5', 'D4:E4', 'F4:G4']
const twoLines = (last: string) =>
  read(
    [
      [...STUB, '本年', null, '上年', null],
      [null, null, null, '本期', '累计', '本期', last],
      [...ITEM, 100, 700, 90, 600],
    ],
    MERGES,
  )

test('本年 and 上年 over 本期 and 累计 are read as the one label that they make', () => {
  for (const last of ['累计', '同期累计']) {
    const reading = twoLines(last)
    expect(figures(reading)).toEqual({ current: 100, ytd: 700, prior_ytd: 600 })
    expect(rules(reading)).toEqual(['form.column-unknown'])
  }
})

test('what is said of last year is not offered as a figure of this year', () => {
  const reading = read([
    [...STUB, '本期', '上年平均', '本年平均'],
    [...ITEM, 100, 600, 700],
  ])
  const offered = reading.unmatched.map(({ label, candidates }) => [label, candidates.map((c) => c.name)])
  expect(offered).toEqual([
    ['上年平均', expect.not.arrayContaining(['本年累计'])],
    ['本年平均', expect.not.arrayContaining(['上年同期累计'])],
  ])
  expect(offered.map(([, names]) => names)).toEqual([
    expect.arrayContaining(['上年同期累计']),
    expect.arrayContaining(['本年累计']),
  ])
})
