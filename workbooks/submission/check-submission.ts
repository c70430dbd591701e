/** Knows what is odd about a submission as a whole: hidden places, columns of another period, results of other files, an expired form. */
import type { Finding } from '../../indicators/finding.ts'
import type { Form } from '../../indicators/form.ts'
import { lastDayOf, lastMonthOf, parseDay, yearOf, type Day, type Period } from '../../indicators/period.ts'
import type { ReportingUnit } from '../../indicators/reporting-unit.ts'
import { text } from '../../indicators/text.ts'
import { listAddresses } from '../addresses.ts'
import type { FoundTable } from '../find-table.ts'
import { columnLetters, type Cell, type Grid } from '../grid.ts'
import { isOwnSheet } from '../own-sheets.ts'
import type { MatchedColumn } from '../tables/match-columns.ts'
import { addressOf, type SheetMap } from '../tables/sheet-map.ts'
import { scanPeriods, type PeriodText } from '../words/period-text.ts'
import type { Heading } from './read-heading.ts'

/** Hidden sheets with content: said, not read. */
export const listHiddenSheets = (grid: Grid): readonly Finding[] =>
  grid.sheets
    .filter((s) => s.state !== 'visible' && s.cells.length > 0 && !isOwnSheet(s))
    .map((s) => ({
      rule: 'read.hidden-sheet',
      class: 'notice',
      sheet: s.name,
      cell: '',
      found: `隐藏的工作表有 ${s.cells.length} 个非空单元格`,
      expected: text('只读取可见的工作表，隐藏的未读取', 'only visible sheets are read; this one was not'),
    }))

/** Rows and columns that are hidden and hold figures that were read. */
export const listHiddenPlaces = ({ sheet }: SheetMap, cells: ReadonlySet<string>): readonly Finding[] => {
  const holding = sheet.cells.filter((c) => cells.has(addressOf(c)))
  const [hiddenRows, hiddenColumns] = [new Set(sheet.hiddenRows), new Set(sheet.hiddenColumns)]
  const rows = [...new Set(holding.map((c) => c.row).filter((r) => hiddenRows.has(r)))].map(
    (r) => `第 ${r} 行`,
  )
  const columns = [...new Set(holding.map((c) => c.column).filter((c) => hiddenColumns.has(c)))].map(
    (c) => `${columnLetters(c)} 列`,
  )
  return [...rows, ...columns].map((place) => ({
    rule: 'read.hidden',
    class: 'notice',
    sheet: sheet.name,
    cell: '',
    found: `${place}被隐藏，其中的数字已读取`,
    expected: text('取消隐藏后核对', 'shown, so that it can be checked'),
  }))
}

const contradicts = (
  words: PeriodText,
  { measure, period }: { measure: string; period: Period },
): boolean => {
  const year = yearOf(period) - (measure.startsWith('prior') ? 1 : 0)
  if (words.year !== undefined && words.year !== year) return true
  return words.span !== 'year' && words.month !== undefined && words.month !== lastMonthOf(period)
}

const columnPeriodFinding = (
  table: FoundTable,
  column: MatchedColumn,
  { period, isGiven }: { period: Period; isGiven: boolean },
): Finding => ({
  rule: 'form.column-period',
  class: isGiven ? 'verification' : 'mandatory',
  sheet: table.map.sheet.name,
  cell: addressOf(column.header),
  found: column.label,
  expected: text(
    `与报告期 ${period} 一致的栏目${isGiven ? '' : '；该栏数字未读取'}`,
    `a column of the period ${period}${isGiven ? '' : '; its figures were not read'}`,
  ),
})

/** A column that names another period is not read, unless the sender himself named the period. */
export const checkColumns = (
  table: FoundTable,
  period: Period | null,
  isGiven: boolean,
): { table: FoundTable; findings: readonly Finding[] } => {
  if (period === null) return { table, findings: [] }
  const wrong = table.columns.columns.filter(
    ({ formColumn: { holds }, periods }) =>
      holds.kind === 'measure' &&
      periods.some((words) => contradicts(words, { measure: holds.measure, period })),
  )
  const findings = wrong.map((column) => columnPeriodFinding(table, column, { period, isGiven }))
  if (isGiven) return { table, findings }
  const columns = table.columns.columns.filter((c) => !wrong.includes(c))
  const stray = wrong.map((c) => ({
    column: c.column,
    label: c.label,
    cell: addressOf(c.header),
    path: '',
    claims: c.formColumn,
  }))
  return {
    table: { ...table, columns: { ...table.columns, columns, stray: [...table.columns.stray, ...stray] } },
    findings,
  }
}

/** A formula that points outside the workbook: to another file, to a sheet that is not there, or to its own cell. */
const pointsOutside = ({ formula, row, column }: Cell, own: string, sheets: readonly string[]): boolean => {
  if (formula === undefined) return false
  if (formula.includes('[')) return true
  return [...formula.matchAll(/(?:'((?:[^']|'')+)'|([^\s'!(),+*/<>=&^-]+))!(\$?[A-Z]{1,3}\$?\d+)/g)].some(
    (m) => {
      const name = m[1]?.replaceAll("''", "'") ?? m[2] ?? ''
      return (
        !sheets.includes(name) || (name === own && m[3]?.replaceAll('$', '') === addressOf({ row, column }))
      )
    },
  )
}

/** Figures that other files computed: what is read is the result that was saved with them. */
export const listSavedResults = (
  { sheet }: SheetMap,
  cells: ReadonlySet<string>,
  sheets: readonly string[],
): readonly Finding[] => {
  const saved = sheet.cells
    .filter((c) => c.formula !== undefined && cells.has(addressOf(c)))
    .filter((c) => pointsOutside(c, sheet.name, sheets))
  const [first] = saved
  if (!first) return []
  return [
    {
      rule: 'read.saved-result',
      class: 'notice',
      sheet: sheet.name,
      cell: addressOf(first),
      found: `${saved.length} 个数字是引用其他工作簿的公式：${listAddresses(saved)}`,
      expected: text(
        '数值；已按保存时的计算结果读取，无法重新计算',
        'values; the results that were saved were read, they cannot be computed anew',
      ),
    },
  ]
}

const monthEnd = (words: string): Day | undefined => {
  const [only] = scanPeriods(words).found
  return only?.period === undefined ? undefined : lastDayOf(only.period)
}

const validDay = (words: string): Day | undefined => {
  const day = /^(\d{4})[-年./](\d{1,2})[-月./](\d{1,2})日?$/.exec(words.replace(/\s+/g, ''))
  if (day) {
    const month = monthEnd(`${day[1]}-${day[2]?.padStart(2, '0')}`)
    const exact = `${day[1]}-${day[2]?.padStart(2, '0')}-${day[3]?.padStart(2, '0')}`
    return month !== undefined && exact <= month ? parseDay(exact) : month
  }
  return monthEnd(words)
}

/** What the sheet prints of its validity, or the form that it was recognised as. */
const validityOf = (heading: Heading, form: Form): { day: Day; words: string; cell: string } | undefined => {
  const printed = heading.validUntil
  const day = printed && validDay(printed.text)
  if (printed && day) return { day, words: printed.text, cell: printed.cell }
  return (
    form.validUntil && { day: form.validUntil, words: `${form.validUntil}（表式数据，表上没有印）`, cell: '' }
  )
}

/** A 有效期至 that lies before the end of the period. */
export const listExpired = (
  { map: { sheet }, form }: FoundTable,
  heading: Heading,
  period: Period,
): readonly Finding[] => {
  const validity = validityOf(heading, form)
  if (!validity || validity.day >= lastDayOf(period)) return []
  const { words, cell } = validity
  const expected = text(`在报告期 ${period} 内有效的表式`, `a form valid in the period ${period}`)
  const found = `有效期至 ${words}`
  return [{ rule: 'form.expired', class: 'verification', sheet: sheet.name, cell, found, expected }]
}

/** A unit that sends a form of another level. */
export const listWrongLevel = (sheet: string, form: Form, unit: ReportingUnit | null): readonly Finding[] =>
  unit === null || unit.level === form.level
    ? []
    : [
        {
          rule: 'form.level',
          class: 'verification',
          sheet,
          cell: '',
          found: unit.name,
          expected: text(`报送${form.tableNumber ?? form.title}的单位`, `a unit that sends ${form.code}`),
        },
      ]
