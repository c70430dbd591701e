/** Knows when two units that are stated for one figure are told, which of them was taken, and when the second is none of its business. */
import { expect, test } from 'vitest'
import { parsePeriod } from '../../indicators/period.ts'
import { readSubmission } from '../../workbooks/read-submission.ts'
import { gridOf, type Value } from './grid-builder.ts'
import { catalogue } from './small-catalogue.ts'

interface Written {
  readonly title?: string
  readonly line?: string
  readonly name?: string
  readonly unit?: string
  readonly figure?: Value
  readonly otherUnit?: string
}

const read = ({
  title = '',
  line,
  name = '软件业务收入',
  unit = '亿元',
  figure = 100,
  otherUnit,
}: Written) => {
  const rows: Value[][] = [
    [`数字经济主要指标月报表${title}`],
    ['浙数经月1表'],
    ['填报单位：浙江省经济和信息化厅', null, line ?? null],
    ['指标名称', '计量单位', '本月', '1-本月', '期末', '累计同比（%）'],
    [name, unit, figure, 900, null, 7.7],
    ['网络零售额', otherUnit ?? unit, 60, 500, null, 8],
    ['企业上云数', '万家', null, null, 35, null],
  ]
  const given = { period: parsePeriod('2020-07') }
  const { findings, observations } = readSubmission({
    grid: gridOf({ rows }),
    file: 'a.xlsx',
    catalogue,
    given,
  })
  const told = findings.filter((f) => f.rule === 'read.several-units')
  const [first] = observations
  return {
    value: first && 'value' in first.figure ? first.figure.value : undefined,
    told: told.map((f) => `${f.class} ${f.cell}：${f.found}；${f.expected.zh}`),
  }
}

test('a unit behind the name and another in the column of units', () => {
  expect(read({ name: '软件业务收入（万元）' })).toEqual({
    value: 100,
    told: [
      'quasi_mandatory A5：A5 写「万元」，B5 写「亿元」；同一个数只有一个计量单位；C5、D5 已按「亿元」读取，请核对',
    ],
  })
})

test.each([
  ['单位：万元', { line: '单位：万元' }, 'C3'],
  ['计量单位：万元', { line: '计量单位：万元' }, 'C3'],
  ['（单位：万元） behind the title', { title: '（单位：万元）' }, 'A1'],
])('%s over rows that all say 亿元', (_, written, cell) => {
  expect(read(written)).toEqual({
    value: 100,
    told: [
      `quasi_mandatory ${cell}：${cell} 写「万元」，B5、B6 写「亿元」；同一个数只有一个计量单位；C5、D5、C6、D6 已按「亿元」读取，请核对`,
    ],
  })
})

test('two lines over a table that has no column of units: the first one is taken', () => {
  expect(read({ title: '（单位：万元）', line: '计量单位：亿元', unit: '' })).toEqual({
    value: 0.01,
    told: [
      'quasi_mandatory C3：C3 写「亿元」，A1 写「万元」；同一个数只有一个计量单位；C5、D5、C6、D6 已按「万元」读取，请核对',
    ],
  })
})

test.each([
  ['both places say the same', { name: '软件业务收入（亿元）', line: '单位：亿元' }],
  ['the line names the unit among others', { line: '计量单位：亿元、万家、%' }],
  ['the line holds for another row of its own', { line: '单位：万元', otherUnit: '万元' }],
  ['the unit was typed behind the number', { line: '单位：亿元', figure: '100亿元' }],
])('nothing is told where %s', (_, written) => {
  expect(read(written)).toEqual({ value: 100, told: [] })
})
