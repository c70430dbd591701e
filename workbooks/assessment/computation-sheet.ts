/** Knows the sheet 计算过程: for each indicator the knots and the formula of its path, its derivation, and every other vintage. */
import type { Workbook, Worksheet } from 'exceljs'
import type { AssessmentRow, PathOfYear } from '../../indicators/assessment-row.ts'
import type { AssessmentTable } from '../../indicators/assessment-table.ts'
import { STATUSES } from '../../indicators/observation.ts'
import { timeOf, yearPeriod } from '../../indicators/period.ts'
import { cellAddress } from '../grid.ts'
import { figureFormat, linesOf, PERCENT_FORMAT, putAcross, putCell, rowHeight, ruleRows, sheetReference, type ColumnPlan, type Content } from './cells.ts'
import { addPage, SHEETS } from './page.ts'

const COLUMNS: readonly ColumnPlan[] = [
  { head: '序号', width: 5, style: 'word' },
  { head: '指标名称', width: 27, style: 'text' },
  { head: '计量单位', width: 9, style: 'word' },
  { head: '路径类型', width: 8, style: 'word' },
  { head: '前一点年份', width: 8, style: 'word' },
  { head: '前一点数值', width: 10, style: 'figure' },
  { head: '前一点性质', width: 8, style: 'word' },
  { head: '后一点年份', width: 8, style: 'word' },
  { head: '后一点数值', width: 10, style: 'figure' },
  { head: '后一点性质', width: 8, style: 'word' },
  { head: '评价年份', width: 8, style: 'word' },
  { head: '路径值', width: 12, style: 'figure' },
  { head: '推导（数值、版本、路径、算式）', width: 75, style: 'small' },
]
const PATH_COLUMN = 12
const HEADER_ROW = 3
const OTHER_HEADS = [
  '序号',
  '指标名称',
  '计量单位',
  '版本',
  '公布日期',
  '采用值',
  '',
  '',
  '其他版本值',
  '',
  'P（%）',
  'L（%）',
  '其他版本的算式',
]

const SHAPES = { linear: '直线', geometric: '等比' } as const
const ORIGINS = { baseline: '基期', target: '规划', milestone: '年度' } as const

const rowsOf = ({ groups }: AssessmentTable): AssessmentRow[] => groups.flatMap((g) => [...g.rows])

/** Where the path of an indicator stands, for the formulas of the page. */
export const pathReference =
  (table: AssessmentTable) =>
  (row: AssessmentRow): string =>
    sheetReference(SHEETS.computation, HEADER_ROW + 1 + rowsOf(table).indexOf(row), PATH_COLUMN)

/** The path between its knots as a formula over the cells of its row; a geometric one needs positive ends. */
const pathContent = ({ value, origin, shape, from, to }: PathOfYear, row: number): Content => {
  if (origin !== 'derived') return value
  const at = (column: number): string => cellAddress(row, column)
  const part = `(${at(11)}-${at(5)})/(${at(8)}-${at(5)})`
  const formula =
    shape === 'geometric' && from.value > 0 && to.value > 0
      ? `${at(6)}*(${at(9)}/${at(6)})^(${part})`
      : `${at(6)}+(${at(9)}-${at(6)})*${part}`
  return { formula, result: value }
}

const contentsOf = (row: AssessmentRow, at: number, year: number): Content[] => {
  const { path } = row
  return [
    row.number,
    row.name,
    row.unit,
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

const putContents = (sheet: Worksheet, at: number, contents: readonly Content[]): void => {
  const lines = COLUMNS.map((column, index) => {
    const content = contents[index] ?? null
    putCell(sheet.getCell(at, index + 1), content, column.style)
    return typeof content === 'string' ? linesOf(content, column.width, 9) : 1
  })
  sheet.getRow(at).height = rowHeight(Math.max(...lines), 9)
}

const putPaths = (sheet: Worksheet, table: AssessmentTable): number => {
  const rows = rowsOf(table)
  rows.forEach((row, index) => {
    const at = HEADER_ROW + 1 + index
    putContents(sheet, at, contentsOf(row, at, table.year))
    for (const column of [6, 9]) sheet.getCell(at, column).numFmt = figureFormat(row.decimals)
    sheet.getCell(at, PATH_COLUMN).numFmt = figureFormat(row.path?.origin === 'derived' ? 4 : row.decimals)
  })
  return HEADER_ROW + 1 + rows.length
}

interface Other {
  readonly row: AssessmentRow
  readonly alternative: AssessmentRow['alternatives'][number]
}

const percentOf = (part: number, whole: number): number | null => (whole === 0 ? null : (part / whole) * 100)

/** P and L as they would be on the other vintage, in live formulas over the page's baseline and path. */
const otherYardsticks = ({ row, alternative }: Other, at: number, page: (row: AssessmentRow, column: 'baseline' | 'path') => string): [Content, Content] => {
  const { path, baseline, direction } = row
  if (!path) return [null, null]
  const [value, base] = [cellAddress(at, 9), page(row, 'baseline')]
  const planned = page(row, 'path')
  const p = baseline && percentOf(alternative.value - baseline.value, path.value - baseline.value)
  const falls = direction === 'fall'
  const l = falls ? percentOf(path.value, alternative.value) : percentOf(alternative.value, path.value)
  return [
    p === null || p === undefined ? null : { formula: `(${value}-${base})/(${planned}-${base})*100`, result: p },
    l === null ? null : { formula: falls ? `${planned}/${value}*100` : `${value}/${planned}*100`, result: l },
  ]
}
