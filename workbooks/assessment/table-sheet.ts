/** Knows the sheet 年度评估表: the page that is handed in. */
import type { Row, Workbook, Worksheet } from 'exceljs'
import { CLASSES } from '../../indicators/assessment.ts'
import type { AssessmentRow } from '../../indicators/assessment-row.ts'
import type { AssessmentTable } from '../../indicators/assessment-table.ts'
import { findShownDecimals, formatFigure } from '../../indicators/figure-text.ts'
import { LIGHTS } from '../../indicators/light.ts'
import { STATUSES } from '../../indicators/observation.ts'
import { timeOf, yearOf, yearPeriod, type Day } from '../../indicators/period.ts'
import { cellAddress } from '../grid.ts'
import { figureFormat, linesOf, PERCENT_FORMAT, putCell, rowHeight, ruleRows, type Content } from './cells.ts'
import { COLUMN, COLUMNS, FIRST_ROW, putFoot, putHead } from './table-frame.ts'
import { addPage, SHEETS } from './page.ts'
import { LIGHT_FILLS } from './style.ts'

export interface TableSetting {
  readonly table: AssessmentTable
  /** 表号; a blank line when there is none. */
  readonly tableNumber?: string
  /** 编制单位. */
  readonly compiler?: string
  /** 制表日期. */
  readonly made: Day
  /** Reference to the computed path of an indicator on the computation sheet. */
  readonly pathReference: (row: AssessmentRow) => string
  /** Where the figures of an indicator come from, in short. */
  readonly sourceNote: (row: AssessmentRow) => string | null
}

const ORIGINS = { target: '规划', milestone: '年度', baseline: '基期', derived: '推算' } as const
const NUMERALS = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十']

/** A live formula where it gives what was judged; the judged figure alone where it does not; a dash for none. */
const live = (judged: number | null, formula: string, recomputed: boolean): Content =>
  judged === null || !recomputed ? judged : { formula, result: judged }

const growthBetween = (from: number, to: number, years: number): number =>
  ((to / from) ** (1 / years) - 1) * 100
const near = (a: number | null, b: number): boolean =>
  a !== null && Math.abs(a - b) < 1e-9 * Math.max(1, Math.abs(a))

interface Addresses {
  readonly base: string
  readonly path: string
  readonly actual: string
  readonly next: string
  readonly nextYear: string
}

const addressesOf = (row: number): Addresses => ({
  base: cellAddress(row, COLUMN.baseline),
  path: cellAddress(row, COLUMN.path),
  actual: cellAddress(row, COLUMN.actual),
  next: cellAddress(row, COLUMN.nextValue),
  nextYear: cellAddress(row, COLUMN.nextYear),
})

const achievedGrowth = (row: AssessmentRow, year: number, at: Addresses): Content => {
  const { achievedGrowth: judged, baseline, actual } = row
  if (!baseline || !actual) return judged
  const years = timeOf(yearPeriod(year)) - timeOf(baseline.period)
  const recomputed = near(judged, growthBetween(baseline.value, actual.value, years))
  return live(judged, `((${at.actual}/${at.base})^(1/${years})-1)*100`, recomputed)
}

const neededGrowth = ({ nextTarget, actual }: AssessmentRow, year: number, at: Addresses): Content => {
  if (!nextTarget || !actual) return nextTarget?.neededGrowth ?? null
  const judged = nextTarget.neededGrowth
  const recomputed = near(
    judged,
    growthBetween(actual.value, nextTarget.value, yearOf(nextTarget.period) - year),
  )
  return live(judged, `((${at.next}/${at.actual})^(1/(${at.nextYear}-${year}))-1)*100`, recomputed)
}

const levelFormula = ({ direction }: AssessmentRow, { actual, path }: Addresses): string =>
  direction === 'fall' ? `${path}/${actual}*100` : `${actual}/${path}*100`

const pathContent = (row: AssessmentRow, { pathReference }: TableSetting): Content => {
  if (!row.path) return null
  return row.path.origin === 'derived'
    ? { formula: pathReference(row), result: row.path.value }
    : row.path.value
}

/** Reason for grey, marks, other vintages and the place of the figure. */
const remarkOf = (row: AssessmentRow, { sourceNote }: TableSetting): string => {
  const others = row.alternatives.map(
    (a) =>
      `另有版本 ${formatFigure(a.value, Math.max(2, row.decimals))}（${STATUSES[a.status].zh} ${a.known}）`,
  )
  const source = sourceNote(row)
  return [
    ...(row.reason ? [row.reason.zh] : []),
    ...row.remarks.map((r) => r.zh),
    ...others,
    ...(source === null ? [] : [`来源：${source}`]),
  ].join('；')
}

const vintageOf = ({ actual }: AssessmentRow): string | null =>
  actual && `${STATUSES[actual.status].zh}\n${actual.known}`

const contentsOf = (
  row: AssessmentRow,
  place: number,
  setting: TableSetting,
): Record<keyof typeof COLUMN, Content> => {
  const at = addressesOf(place)
  const { year } = setting.table
  return {
    number: row.number,
    name: row.name,
    unit: row.unit,
    code: row.code,
    baseline: row.baseline?.value ?? null,
    path: pathContent(row, setting),
    origin: row.path && ORIGINS[row.path.origin],
    actual: row.actual?.value ?? null,
    vintage: vintageOf(row),
    growth: achievedGrowth(row, year, at),
    progress: live(row.progress, `(${at.actual}-${at.base})/(${at.path}-${at.base})*100`, row.recomputable),
    level: live(row.level, levelFormula(row, at), row.recomputable),
    light: `${LIGHTS[row.light].symbol} ${row.lightWord.zh}`,
    class: CLASSES[row.class].zh,
    nextYear: row.nextTarget && yearOf(row.nextTarget.period),
    nextValue: row.nextTarget?.value ?? null,
    nextGrowth: neededGrowth(row, year, at),
    remark: remarkOf(row, setting),
  }
}

const formatRow = (printed: Row, row: AssessmentRow): void => {
  const format = (column: number, code: string): void => {
    printed.getCell(column).numFmt = code
  }
  const shown = findShownDecimals(row.actual?.value, row.path?.value, row.decimals)
  format(COLUMN.baseline, figureFormat(row.decimals))
  format(COLUMN.path, figureFormat(shown, row.path?.comparator))
  format(COLUMN.actual, figureFormat(shown))
  format(COLUMN.nextValue, figureFormat(row.decimals, row.nextTarget?.comparator))
  format(COLUMN.nextYear, '0')
  for (const column of [COLUMN.growth, COLUMN.progress, COLUMN.level, COLUMN.nextGrowth])
    format(column, PERCENT_FORMAT)
  printed.getCell(COLUMN.light).fill = LIGHT_FILLS[row.light]
}

const putRow = (
  sheet: Worksheet,
  row: AssessmentRow,
  setting: TableSetting & { readonly at: number },
): void => {
  const printed = sheet.getRow(setting.at)
  const contents = Object.values(contentsOf(row, setting.at, setting))
  const lines = COLUMNS.map((column, index) => {
    const content = contents[index] ?? null
    putCell(printed.getCell(index + 1), content, column.style)
    return typeof content === 'string' && column.style !== 'code' ? linesOf(content, column.width, 10) : 1
  })
  formatRow(printed, row)
  printed.height = rowHeight(Math.max(...lines), 10)
}

/** Puts the groups from `FIRST_ROW` on and returns the row after the last. */
const putGroups = (sheet: Worksheet, setting: TableSetting): number => {
  let at = FIRST_ROW
  setting.table.groups.forEach(({ category, rows }, index) => {
    sheet.mergeCells(at, 1, at, COLUMNS.length)
    putCell(sheet.getCell(at, 1), `${NUMERALS[index] ?? index + 1}、${category}`, 'category')
    sheet.getRow(at).height = 16
    at += 1
    for (const row of rows) {
      putRow(sheet, row, { ...setting, at })
      at += 1
    }
  })
  return at
}

/** Adds the sheet to the workbook. */
export const addTableSheet = (workbook: Workbook, setting: TableSetting): void => {
  const sheet = addPage(workbook, SHEETS.table, { from: 4, to: 6 })
  putHead(sheet, setting)
  const end = putGroups(sheet, setting)
  const after = putFoot(sheet, setting.table, end)
  ruleRows(sheet, { from: 4, to: after - 1, columns: COLUMNS.length })
}
