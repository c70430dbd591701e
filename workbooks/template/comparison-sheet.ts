/** Knows the sheet beside a template that lays this period's figures, as they are filled in, beside those of a period and a year ago. */
import type { Workbook, Worksheet } from 'exceljs'
import type { Bound } from '../../indicators/observation.ts'
import { periodKind, type Period } from '../../indicators/period.ts'
import type { PriorFigure, PriorFigures } from '../../indicators/prior-figures.ts'
import { cellAddress } from '../grid.ts'
import { A4_ACROSS } from '../paper.ts'
import { composePeriodText } from '../words/period-text.ts'
import { COMPARISON_MARK, COMPARISON_SHEET, COMPARISON_STAMP } from './comparison-stamp.ts'
import { STYLES, tableBorder, type StyleName } from './style.ts'

/** A cell of the form to which something was reported before. */
export interface ComparedCell {
  readonly name: string
  readonly code: string
  readonly unit: string
  /** What stands over its column. */
  readonly label: string
  /** Number format of the cell on the form. */
  readonly format: string
  readonly row: number
  readonly column: number
  readonly prior: PriorFigures
}

export interface Comparison {
  readonly period: Period
  /** Name of the form's sheet. */
  readonly form: string
  readonly cells: readonly ComparedCell[]
}

const WIDTHS = [38, 7, 14, 10, 15, 15, 15, 15, 15]
const FIRST_ROW = 5
/** The figure and the change against it. */
const COLUMNS_OF: Readonly<Record<keyof PriorFigures, readonly number[]>> = { last: [5, 8], lastYear: [6, 9] }
const LAST_COLUMN = WIDTHS.length

const periodOf = (cells: readonly ComparedCell[], which: keyof PriorFigures): string => {
  const found = cells.find((c) => c.prior[which])?.prior[which]
  return found ? `\n${composePeriodText(found.period)}` : ''
}

const yearAgoOf = (period: Period): string => (periodKind(period) === 'year' ? '上年' : '上年同期')

const titleOf = ({ period, cells }: Comparison): string =>
  `${cells.some((c) => c.prior.last) ? '上期和' : ''}${yearAgoOf(period)}数（供填报时对照）`

const headers = ({ period, cells }: Comparison): readonly string[] => [
  '指标名称',
  '代码',
  '栏目',
  '计量单位',
  `上期${periodOf(cells, 'last')}`,
  `${yearAgoOf(period)}${periodOf(cells, 'lastYear')}`,
  `本期\n${composePeriodText(period)}`,
  '比上期',
  `比${yearAgoOf(period)}`,
]

/** Of shares and growth the change is in points, of all else in per cent. */
const changeOf = (row: number, from: string, isRate: boolean) => {
  const [now, then] = [`G${row}`, `${from}${row}`]
  const change = isRate ? `${now}-${then}` : `(${now}/${then}-1)*100`
  const guard = isRate ? '' : `,${then}<>0`
  return { formula: `IF(AND(ISNUMBER(${now}),ISNUMBER(${then})${guard}),${change},"")` }
}
const POINTS = '+0.0"百分点"_ ;-0.0"百分点"_ ;0.0"百分点"_ '
const PERCENT = '+0.0"%"_ ;-0.0"%"_ ;0.0"%"_ '

const put = (
  sheet: Worksheet,
  at: { row: number; column: number },
  {
    value,
    style,
    format,
  }: { value: string | number | { formula: string }; style: StyleName; format?: string },
): void => {
  const cell = sheet.getCell(at.row, at.column)
  cell.value = value
  cell.style = { ...STYLES[style], ...(format === undefined ? {} : { numFmt: format }) }
}

const SIGNS: Readonly<Record<Bound, string>> = { exact: '', lower: '>', upper: '<', about: '约' }

/** As it would be filled in: only an exact figure is a number to reckon with. */
const priorText = ({ value, bound }: PriorFigure): string => `${SIGNS[bound]}${value}`

const figure = (prior: PriorFigure | undefined): number | string => {
  if (!prior) return '—'
  return prior.bound === 'exact' ? prior.value : priorText(prior)
}

const putRow = (sheet: Worksheet, row: number, { form, cells }: Comparison): void => {
  const one = cells[row - FIRST_ROW]
  if (!one) return
  const source = `'${form.replaceAll("'", "''")}'!${cellAddress(one.row, one.column)}`
  const isRate = one.unit === '%'
  const values = [one.name, one.code, one.label, one.unit]
  values.forEach((value, index) =>
    put(sheet, { row, column: index + 1 }, { value, style: index === 0 ? 'name' : 'stub' }),
  )
  const shown = { style: 'compared', format: one.format } as const
  put(sheet, { row, column: 5 }, { value: figure(one.prior.last), ...shown })
  put(sheet, { row, column: 6 }, { value: figure(one.prior.lastYear), ...shown })
  put(sheet, { row, column: 7 }, { value: { formula: `IF(${source}="","",${source})` }, ...shown })
  const change = { style: 'compared', format: isRate ? POINTS : PERCENT } as const
  put(sheet, { row, column: 8 }, { value: changeOf(row, 'E', isRate), ...change })
  put(sheet, { row, column: 9 }, { value: changeOf(row, 'F', isRate), ...change })
  sheet.getRow(row).height = 21
}

const putHeading = (sheet: Worksheet, comparison: Comparison): void => {
  const lines = [
    { value: titleOf(comparison), style: 'title', height: 34 },
    {
      value: '本表由统计局根据已接收的报送生成，不需填报；“本期”随报表的填写自动显示。',
      style: 'lineLeft',
      height: 20,
    },
  ] as const
  lines.forEach(({ value, style, height }, index) => {
    sheet.mergeCells(index + 1, 1, index + 1, LAST_COLUMN)
    put(sheet, { row: index + 1, column: 1 }, { value, style })
    sheet.getRow(index + 1).height = height
  })
  headers(comparison).forEach((value, index) => {
    put(sheet, { row: 3, column: index + 1 }, { value, style: 'header' })
    put(
      sheet,
      { row: 4, column: index + 1 },
      { value: index < 4 ? ('甲乙丙丁'[index] ?? '') : String(index - 3), style: 'letter' },
    )
  })
  sheet.getRow(3).height = 34
}

const setUp = (sheet: Worksheet, { cells }: Comparison): void => {
  const bottom = FIRST_ROW + cells.length - 1
  WIDTHS.forEach((width, index) => {
    sheet.getColumn(index + 1).width = width
  })
  for (let row = 3; row <= bottom; row++)
    for (let column = 1; column <= LAST_COLUMN; column++) {
      const cell = sheet.getCell(row, column)
      cell.style = {
        ...cell.style,
        border: tableBorder({ row, column }, { top: 3, bottom, columns: LAST_COLUMN }),
      }
    }
  sheet.getCell(COMPARISON_STAMP.row, COMPARISON_STAMP.column).value = COMPARISON_MARK
  sheet.getColumn(COMPARISON_STAMP.column).hidden = true
  // Of a year the period before is the year before: one of the two says it all.
  for (const column of cells.some((c) => c.prior.last) ? [] : COLUMNS_OF.last)
    sheet.getColumn(column).hidden = true
  for (const column of cells.some((c) => c.prior.lastYear) ? [] : COLUMNS_OF.lastYear)
    sheet.getColumn(column).hidden = true
  sheet.pageSetup = {
    ...A4_ACROSS,
    printArea: `A1:${cellAddress(bottom, LAST_COLUMN)}`,
  }
  sheet.views = [{ state: 'frozen', xSplit: 1, ySplit: FIRST_ROW - 1, showGridLines: false }]
}

/** Adds the sheet; nothing where nothing was reported before. */
export const addComparisonSheet = async (workbook: Workbook, comparison: Comparison): Promise<void> => {
  const { cells } = comparison
  if (cells.length === 0) return
  const sheet = workbook.addWorksheet(COMPARISON_SHEET)
  putHeading(sheet, comparison)
  const bottom = FIRST_ROW + cells.length - 1
  for (let row = FIRST_ROW; row <= bottom; row++) putRow(sheet, row, comparison)
  setUp(sheet, comparison)
  await sheet.protect('', { selectLockedCells: true, selectUnlockedCells: true, formatColumns: true })
}

/** What is shown while a cell is selected. */
export const priorPrompt = ({ last, lastYear }: PriorFigures): string =>
  [
    ...(last ? [`上期（${composePeriodText(last.period)}）：${priorText(last)}`] : []),
    ...(lastYear
      ? [`${yearAgoOf(lastYear.period)}（${composePeriodText(lastYear.period)}）：${priorText(lastYear)}`]
      : []),
    // The library writes a line break of an attribute as it is, and readers take it for a blank.
  ].join('；')
