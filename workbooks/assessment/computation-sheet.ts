/** Knows the sheet 计算过程: for each indicator the knots and the formula of its path, and how its verdict follows. */
import type { Workbook, Worksheet } from 'exceljs'
import type { AssessmentRow, PathOfYear } from '../../indicators/assessment-row.ts'
import type { AssessmentTable } from '../../indicators/assessment-table.ts'
import { timeOf, yearPeriod } from '../../indicators/period.ts'
import { cellAddress } from '../grid.ts'
import {
  figureFormat,
  linesOf,
  putAcross,
  putCell,
  rowHeight,
  ruleRows,
  sheetReference,
  type ColumnPlan,
  type Content,
} from './cells.ts'
import { putOtherVintages } from './other-vintages.ts'
import { addPage, SHEETS } from './page.ts'

const COLUMNS: readonly ColumnPlan[] = [
  { head: '序号', width: 5, style: 'word' },
  { head: '指标名称', width: 27, style: 'text' },
  { head: '计量单位', width: 9, style: 'word' },
  { head: '基期值', width: 10, style: 'figure' },
  { head: '路径类型', width: 7, style: 'word' },
  { head: '前一点年份', width: 8, style: 'word' },
  { head: '前一点数值', width: 10, style: 'figure' },
  { head: '前一点性质', width: 8, style: 'word' },
  { head: '后一点年份', width: 8, style: 'word' },
  { head: '后一点数值', width: 10, style: 'figure' },
  { head: '后一点性质', width: 8, style: 'word' },
  { head: '评价年份', width: 8, style: 'word' },
  { head: '路径值', width: 12, style: 'figure' },
  { head: '推导（数值与版本、路径、算式、达到更好灯号所需数值）', width: 72, style: 'small' },
]
const PLACE = { baseline: 4, fromTime: 6, from: 7, toTime: 9, to: 10, time: 12, path: 13 } as const
const HEADER_ROW = 3

const SHAPES = { linear: '直线', geometric: '等比' } as const
const ORIGINS = { baseline: '基期', target: '规划', milestone: '年度' } as const

/** Row of an indicator on this sheet, from its place in the plan. */
const rowAt = ({ groups }: AssessmentTable, row: AssessmentRow): number =>
  HEADER_ROW + 1 + groups.flatMap((g) => [...g.rows]).indexOf(row)

/** Refers to the computed path of an indicator from another sheet. */
export const pathReference =
  (table: AssessmentTable) =>
  (row: AssessmentRow): string =>
    sheetReference(SHEETS.computation, rowAt(table, row), PLACE.path)

/** The path between its knots as a formula over the cells of its row; a geometric one needs positive ends. */
const pathContent = ({ value, origin, shape, from, to }: PathOfYear, row: number): Content => {
  if (origin !== 'derived') return value
  const at = (place: keyof typeof PLACE): string => cellAddress(row, PLACE[place])
  const part = `(${at('time')}-${at('fromTime')})/(${at('toTime')}-${at('fromTime')})`
  const geometric = shape === 'geometric' && from.value > 0 && to.value > 0
  return {
    formula: geometric
      ? `${at('from')}*(${at('to')}/${at('from')})^(${part})`
      : `${at('from')}+(${at('to')}-${at('from')})*${part}`,
    result: value,
  }
}

const contentsOf = (row: AssessmentRow, at: number, year: number): Content[] => {
  const { path } = row
  return [
    row.number,
    row.name,
    row.unit,
    row.baseline?.value ?? null,
    path && (path.origin === 'derived' ? SHAPES[path.shape] : '定值'),
    path && timeOf(path.from.period),
    path?.from.value ?? null,
    path && ORIGINS[path.from.origin],
    path && timeOf(path.to.period),
    path?.to.value ?? null,
    path && ORIGINS[path.to.origin],
    timeOf(yearPeriod(year)),
    path && pathContent(path, at),
    row.derivation.zh,
  ]
}

const putPath = (sheet: Worksheet, at: number, { row, year }: { row: AssessmentRow; year: number }): void => {
  const contents = contentsOf(row, at, year)
  const lines = COLUMNS.map((column, index) => {
    const content = contents[index] ?? null
    putCell(sheet.getCell(at, index + 1), content, column.style)
    return typeof content === 'string' ? linesOf(content, column.width, 10) : 1
  })
  sheet.getRow(at).height = rowHeight(Math.max(...lines), 10)
  for (const column of [PLACE.baseline, PLACE.from, PLACE.to])
    sheet.getCell(at, column).numFmt = figureFormat(row.decimals)
  sheet.getCell(at, PLACE.path).numFmt = figureFormat(row.path?.origin === 'derived' ? 4 : row.decimals)
}

/** Adds the sheet to the workbook. */
export const addComputationSheet = (workbook: Workbook, table: AssessmentTable): void => {
  const sheet = addPage(workbook, SHEETS.computation, { from: HEADER_ROW, to: HEADER_ROW })
  sheet.columns = COLUMNS.map(({ width }) => ({ width }))
  const across = { from: 1, to: COLUMNS.length }
  putAcross(sheet, { row: 1, ...across }, { content: `${table.year}年度计算过程`, style: 'title' })
  putAcross(
    sheet,
    { row: 2, ...across },
    {
      content: `等比：前值×(后值÷前值)^((评价年－前年)÷(后年－前年))；直线：前值＋(后值－前值)×(评价年－前年)÷(后年－前年)。计划数据版本 ${table.plan.version}。`,
      style: 'left',
    },
  )
  sheet.getRow(1).height = 30
  sheet.getRow(2).height = 18
  sheet.getRow(HEADER_ROW).height = 32
  COLUMNS.forEach(({ head }, index) => putCell(sheet.getCell(HEADER_ROW, index + 1), head, 'header'))
  const rows = table.groups.flatMap((g) => [...g.rows])
  rows.forEach((row) => putPath(sheet, rowAt(table, row), { row, year: table.year }))
  const end = HEADER_ROW + rows.length
  ruleRows(sheet, { from: HEADER_ROW, to: end, columns: COLUMNS.length })
  putOtherVintages(sheet, {
    start: end + 2,
    others: rows.flatMap((row) => row.alternatives.map((alternative) => ({ row, alternative }))),
    addressOf: (row, place) => cellAddress(rowAt(table, row), PLACE[place]),
  })
}
