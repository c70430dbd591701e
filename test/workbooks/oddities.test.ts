/** Knows that what the reader finds odd becomes a finding, once, and never beside a better one. */
import ExcelJS from 'exceljs'
import { expect, test } from 'vitest'
import type { Grid, Oddity } from '../../workbooks/grid.ts'
import { readSubmission } from '../../workbooks/read-submission.ts'
import { gridOf } from './grid-builder.ts'
import { readGrid } from './reading.ts'
import { seedCatalogue as catalogue } from './seed-catalogue.ts'

const listRules = (grid: Grid) =>
  readSubmission({ grid, file: '报表.xlsx', catalogue, given: {} })
    .findings.filter((f) => f.rule.startsWith('read.'))
    .map((f) => [f.rule, f.class, f.sheet, f.cell].join(' '))

const county = (figures: readonly ExcelJS.CellValue[]): Promise<Grid> => {
  const book = new ExcelJS.Workbook()
  const sheet = book.addWorksheet('表1')
  sheet.addRows([
    ['限上法人消费品零售额增速（可比口径）'],
    ['表号：E41002'],
    ['填报单位：神农架林区统计局      2016年3月'],
    ['指标名称', '计量单位', '本年', null, '上年同期', null, '增长速度（%）', null],
    [null, null, '本月', '1-本月', '本月', '1-本月', '本月', '1-本月'],
    ['社会消费品零售总额', '万元', ...figures],
    ['　城镇', '万元', 100, 300, 90, 270, 11.1, 11.1],
    ['　　餐饮收入', '万元', 30, 90, 27, 81, 11.1, 11.1],
    ['　　商品零售', '万元', 70, 210, 63, 189, 11.1, 11.1],
  ])
  for (const range of ['C4:D4', 'E4:F4', 'G4:H4', 'A4:A5', 'B4:B5']) sheet.mergeCells(range)
  return book.xlsx.writeBuffer().then((bytes) => readGrid(new Uint8Array(bytes)))
}

test('numbers as text are said once a sheet; a bound and a share with its sign say more than a number can', async () => {
  const grid = await county(['１００', '300', 90, 270, '11.1%', 11.1])
  expect(listRules(grid)).toEqual(['read.number-as-text notice 表1 C6'])
})

test('a total that was saved before its parts were changed is to be explained', async () => {
  const grid = await county([
    { formula: 'C7', result: 101 },
    { formula: 'D7', result: 300 },
    90,
    270,
    11.1,
    11.1,
  ])
  expect(listRules(grid)).toEqual(['read.stale-result verification 表1 '])
})

test('a formula without a result is said at its cell and not again for the sheet', async () => {
  const grid = await county([{ formula: 'C7' }, 300, 90, 270, 11.1, 11.1])
  expect(listRules(grid)).toEqual(['read.number mandatory 表1 C6'])
})

test('macros are said, and oddities only of sheets that were read', async () => {
  const grid = await county([100, 300, 90, 270, 11.1, 11.1])
  const odd = (sheet: string): Oddity => ({ code: 'merges-overlap', sheet, zh: '重叠', en: 'overlap' })
  const other = gridOf({ name: '附', rows: [['草稿']] }).sheets
  const warned: Grid = {
    ...grid,
    kind: 'xlsm',
    sheets: [...grid.sheets, ...other],
    warnings: [odd('表1'), odd('附')],
  }
  expect(listRules(warned)).toEqual(['read.macros notice  ', 'read.merges-overlap notice 表1 '])
  const unread = { ...gridOf({ name: '表1', rows: [['草稿']] }), warnings: [odd('表1')] }
  expect(listRules(unread)).toEqual(['read.merges-overlap notice 表1 '])
})
