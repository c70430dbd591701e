/** Knows when a column of growths is doubted as a whole: no row bears it out, and everything in it lies below 1. */
import { expect, test } from 'vitest'
import { parsePeriod } from '../../indicators/period.ts'
import { readSubmission } from '../../workbooks/read-submission.ts'
import { gridOf, type Value } from './grid-builder.ts'
import { catalogue } from './small-catalogue.ts'

const read = (growths: readonly Value[]) => {
  const names = ['软件业务收入', '软件产品收入', '网络零售额']
  const rows: Value[][] = [
    ['浙数经月1表'],
    ['填报单位：浙江省经济和信息化厅'],
    ['指标名称', '计量单位', '本月', '1-本月', '期末', '累计同比（%）'],
    ...names.map((name, i): Value[] => [name, '亿元', 100 + i, 900 + i, null, growths[i] ?? null]),
  ]
  const given = { period: parsePeriod('2020-07') }
  const { findings, observations } = readSubmission({
    grid: gridOf({ rows }),
    file: 'a.xlsx',
    catalogue,
    given,
  })
  expect(observations.filter((o) => o.measure === 'growth_ytd')).toHaveLength(
    growths.filter((g) => g !== null).length,
  )
  return findings.filter((f) => f.rule === 'read.growth')
}

test('0.167, 0.05 and -0.077 one under the other are one finding for the column', () => {
  expect(read([0.167, 0.05, -0.077])).toMatchObject([
    {
      class: 'verification',
      cell: 'F4',
      found: '本列增速 3 个数都小于 1，按 % 读取：F4 0.167、F5 0.05、F6 -0.077',
    },
  ])
})

test.each([
  ['one of them is no ratio', [0.167, 0.05, 7.7]],
  ['two alone may both have stood still', [0.167, 0.05, null]],
  ['nothing moved', [0, 0, 0]],
  ['signs of per cent were typed', ['0.2%', '0.1%', '0.3%']],
])('no doubt where %s', (_, growths) => {
  expect(read(growths)).toEqual([])
})
