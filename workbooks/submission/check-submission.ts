/** Knows what is odd about a submission as a whole: hidden places, columns of another period, absent items, an expired form. */
import type { Finding } from '../../indicators/finding.ts'
import type { Form, FormItem } from '../../indicators/form.ts'
import { lastDayOf, lastMonthOf, parseDay, yearOf, type Day, type Period } from '../../indicators/period.ts'
import type { ReportingUnit } from '../../indicators/reporting-unit.ts'
import { text } from '../../indicators/text.ts'
import type { FoundTable } from '../find-table.ts'
import { columnLetters, type Grid } from '../grid.ts'
import type { MatchedColumn } from '../tables/match-columns.ts'
import { addressOf, type SheetMap } from '../tables/sheet-map.ts'
import { STAMP_SHEET } from '../template/stamp.ts'
import { scanPeriods, type PeriodText } from '../words/period-text.ts'
import type { Heading } from './read-heading.ts'

/** Hidden sheets with content: said, not read. */
export const listHiddenSheets = (grid: Grid): readonly Finding[] =>
  grid.sheets
    .filter((s) => s.state !== 'visible' && s.name !== STAMP_SHEET && s.cells.length > 0)
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
    claims: c.formColumn,
  }))
  return {
    table: { ...table, columns: { ...table.columns, columns, stray: [...table.columns.stray, ...stray] } },
    findings,
  }
}

/** Items and columns of the form that stand nowhere on the sheet. */
export const listAbsences = (
  table: FoundTable,
  form: Form,
  answersFor: (item: FormItem) => boolean,
): readonly Finding[] => {
  const asked = form.items.filter(answersFor)
  const seen = new Set(
    table.rows.flatMap((r) => (r.kind === 'item' ? [r.item] : r.kind === 'rejected' ? r.items : [])),
  )
  const { columns, stray } = table.columns
  const found = new Set([...columns.map((c) => c.formColumn), ...stray.map((s) => s.claims)])
  const miss = (rule: string, name: string): Finding => ({
    rule,
    class: 'quasi_mandatory',
    sheet: table.map.sheet.name,
    cell: '',
    found: '表中没有',
    expected: text(name, name),
  })
  const needed = form.columns.filter(
    ({ holds }) => holds.kind === 'measure' && asked.some((i) => i.measures?.includes(holds.measure) ?? true),
  )
  return [
    ...asked
      .filter((i) => !seen.has(i))
      .map((i) => miss('form.item-missing', `${i.code ?? ''} ${i.name}`.trim())),
    ...needed.filter((c) => !found.has(c)).map((c) => miss('form.column-missing', c.labels.join(' / '))),
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

/** A printed 有效期至 that lies before the end of the period. */
export const listExpired = (sheet: string, heading: Heading, period: Period): readonly Finding[] => {
  const printed = heading.validUntil
  const day = printed && validDay(printed.text)
  if (!printed || day === undefined || day >= lastDayOf(period)) return []
  const expected = text(`在报告期 ${period} 内有效的表式`, `a form valid in the period ${period}`)
  return [
    {
      rule: 'form.expired',
      class: 'verification',
      sheet,
      cell: printed.cell,
      found: `有效期至 ${printed.text}`,
      expected,
    },
  ]
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
