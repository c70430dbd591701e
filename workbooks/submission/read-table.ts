/** Knows how the rows of a found table become observations; every figure that is seen is either taken or rejected with a finding. */
import type { Finding } from '../../indicators/finding.ts'
import { holdsFigures, itemsOfColumn, type FormItem } from '../../indicators/form.ts'
import type { MissingReason, Status } from '../../indicators/observation.ts'
import type { Region } from '../../indicators/reporting-unit.ts'
import { text } from '../../indicators/text.ts'
import type { UnitOfMeasure } from '../../indicators/unit-of-measure.ts'
import type { Variable } from '../../indicators/variable.ts'
import type { FoundTable } from '../find-table.ts'
import { cellAddress, type Cell } from '../grid.ts'
import type { MatchedColumn } from '../tables/match-columns.ts'
import type { RowMatch } from '../tables/row-match.ts'
import { addressOf, cellText } from '../tables/sheet-map.ts'
import { markKey, parseNumberText } from '../words/number-text.ts'
import { parseStatusText, statusWords } from '../words/status-text.ts'
import { isMeant, NOTHING, readCell, type CellNeeds, type TableReading } from './read-cell.ts'
import { confirmedFinding } from './list-unmatched.ts'
import { isBlank, type LastKnown } from './read-figure.ts'
import type { UnitStatement } from './unit-conflict.ts'

export interface TableNeeds {
  readonly table: FoundTable
  readonly variables: ReadonlyMap<string, Variable>
  readonly units: readonly UnitOfMeasure[]
  readonly regions: readonly Region[]
  /** Whether the reporting unit answers for the item. */
  readonly answersFor: (item: FormItem) => boolean
  /** The texts behind 计量单位： over the table. */
  readonly lines: readonly UnitStatement[]
  readonly known: LastKnown
}

type Understood = Extract<RowMatch, { kind: 'item' | 'region' }>

const join = (readings: readonly TableReading[]): TableReading => ({
  values: readings.flatMap((r) => r.values),
  rejected: readings.reduce((sum, r) => sum + r.rejected, 0),
  findings: readings.flatMap((r) => r.findings),
  conflicts: readings.flatMap((r) => r.conflicts ?? []),
})

interface Work extends CellNeeds {
  readonly regions: readonly Region[]
  readonly answersFor: (item: FormItem) => boolean
  readonly statusColumn: MatchedColumn | undefined
  readonly noteColumn: MatchedColumn | undefined
  /** Columns in which no figure is looked for: names, units, codes, statuses, notes. */
  readonly words: ReadonlySet<number>
}

/** The missing marks of a form by the key of the mark. */
const marksOf = ({ form }: FoundTable): ReadonlyMap<string, MissingReason> =>
  new Map(Object.entries(form.missingMarks).map(([mark, reason]) => [markKey(mark), reason]))

const isUnderstood = (row: RowMatch): row is Understood => row.kind === 'item' || row.kind === 'region'

const prepare = (needs: TableNeeds): Work => {
  const { table } = needs
  const { columns, stub } = table.columns
  const statusColumn = columns.find((c) => c.formColumn.holds.kind === 'status')
  const noteColumn = columns.find((c) => c.formColumn.holds.kind === 'note')
  const words = [table.nameColumn, ...stub, statusColumn?.column, noteColumn?.column].filter(
    (c) => c !== undefined,
  )
  return {
    ...needs,
    form: table.form,
    marks: marksOf(table),
    figures: columns.filter((c) => holdsFigures(c.formColumn)),
    statusColumn,
    noteColumn,
    understood: new Set(table.rows.filter(isUnderstood).map((r) => r.row)),
    words: new Set(words),
  }
}

/** Whether a cell where no figure belongs holds one all the same. */
const looksLikeFigure = ({ content }: Cell): boolean =>
  content.type === 'number' ||
  content.type === 'error' ||
  content.type === 'uncalculated' ||
  (content.type === 'text' && parseNumberText(content.value) !== undefined)

const figureCells = (work: Work, row: number): readonly Cell[] =>
  work.figures.map((c) => work.table.map.at(row, c.column)).filter((cell) => isMeant(cell, work.marks))

const rejectRow = (work: Work, row: number, finding: Finding | undefined): TableReading => ({
  values: [],
  rejected: figureCells(work, row).length,
  findings: finding ? [finding] : [],
})

const at = (work: Work, cell: string, rest: Omit<Finding, 'sheet' | 'cell'>): Finding => ({
  sheet: work.table.map.sheet.name,
  cell,
  ...rest,
})

const unknownStatus = (work: Work, cell: Cell): Finding =>
  at(work, addressOf(cell), {
    rule: 'read.status',
    class: 'mandatory',
    found: cellText(cell),
    expected: text(statusWords.join('、'), `one of ${statusWords.join(', ')}`),
  })

const notAnswerable = (work: Work, row: number, item: FormItem): Finding =>
  at(work, cellAddress(row, work.table.nameColumn), {
    rule: 'form.not-answerable',
    class: 'mandatory',
    found: item.name.trim(),
    expected: text('空格：该指标由其他单位填报', 'nothing: another unit answers for this item'),
  })

/** Status and note of a row; a status that nobody knows leaves the row unread. */
const readWords = (work: Work, row: number): { status: Status; note: string } | { unknown: Cell } => {
  const { table, statusColumn, noteColumn, form } = work
  const cell = statusColumn && table.map.labelAt(row, statusColumn.column)
  const blank = isBlank(cell) || (cell && markKey(cellText(cell)) === '-')
  const status = blank ? form.defaultStatus : parseStatusText(cellText(cell))
  if (cell && status === undefined) return { unknown: cell }
  const note = noteColumn ? cellText(table.map.labelAt(row, noteColumn.column)).trim() : ''
  return { status: status ?? form.defaultStatus, note }
}

const confirmedRow = ({ table, regions }: Work, match: Understood): readonly Finding[] => {
  if (!match.confirmed) return []
  const { map, nameColumn } = table
  const name =
    match.kind === 'item'
      ? match.item.name.trim()
      : (regions.find((r) => r.code === match.region)?.name ?? match.region)
  const label = cellText(map.labelAt(match.row, nameColumn)).trim()
  const place = { sheet: map.sheet.name, cell: cellAddress(match.row, nameColumn), label, name }
  return [confirmedFinding(match.confirmed, place)]
}

/** The items that a place may speak of: the row's own, or the one that the column names over a region. */
const itemAt = (work: Work, match: Understood, column: MatchedColumn): FormItem | undefined =>
  match.kind === 'item' ? match.item : itemsOfColumn(work.form, column.formColumn)[0]

/** An item of a table of regions that another unit answers for. */
const foreignItem = (work: Work): FormItem | undefined =>
  work.form.items.find((item) => !work.answersFor(item))

const readUnderstood = (work: Work, match: Understood): TableReading => {
  if (match.kind === 'item' && !work.answersFor(match.item)) {
    const meant = figureCells(work, match.row).length > 0
    return rejectRow(work, match.row, meant ? notAnswerable(work, match.row, match.item) : undefined)
  }
  const foreign = match.kind === 'region' ? foreignItem(work) : undefined
  if (foreign) return rejectRow(work, match.row, notAnswerable(work, match.row, foreign))
  const words = readWords(work, match.row)
  if ('unknown' in words) return rejectRow(work, match.row, unknownStatus(work, words.unknown))
  const unit = match.kind === 'item' ? { unit: match.unit, cell: match.unitCell } : { unit: '', cell: '' }
  const nameUnit = match.kind === 'item' ? match.nameUnit : undefined
  const region = match.kind === 'region' ? { region: match.region } : {}
  const cells = work.figures.flatMap((column) => {
    const item = itemAt(work, match, column)
    return item ? [readCell(work, { row: match.row, column, item, unit, nameUnit, ...region, ...words })] : []
  })
  return join([...cells, { ...NOTHING, findings: confirmedRow(work, match) }])
}

const readUnknownRow = (work: Work, match: Extract<RowMatch, { kind: 'unknown' }>): TableReading => {
  const cells = work.table.map.row(match.row).filter((c) => !work.words.has(c.column) && looksLikeFigure(c))
  if (cells.length === 0) return NOTHING
  const finding = at(work, match.cell, {
    rule: 'form.row-unknown',
    class: 'verification',
    found: `${match.name === '' ? '（无名称）' : match.name}：${cells.slice(0, 5).map(cellText).join('、')}`,
    expected: text(
      `本表所列的${work.form.regions ? '地区' : '指标'}；该行数字未读取`,
      `${work.form.regions ? 'a region' : 'an item'} of the form; the figures of the row were not read`,
    ),
  })
  return { values: [], rejected: cells.length, findings: [finding] }
}

/** Figures beside the form's columns: one finding for each column, unless one already says what is wrong with it. */
const readStrayColumns = (work: Work): TableReading => {
  const known = new Set([...work.words, ...work.figures.map((c) => c.column)])
  const cells = work.table.rows
    .filter((r) => r.kind !== 'unknown')
    .flatMap((r) => work.table.map.row(r.row).filter((c) => !known.has(c.column) && looksLikeFigure(c)))
  const findings = [...Map.groupBy(cells, (c) => c.column)].flatMap(([column, [first]]) => {
    const stray = work.table.columns.stray.find((s) => s.column === column)
    if (stray?.claims || !first) return []
    const expected = text('本表所列的栏目；该列数字未读取', 'a column of the form; its figures were not read')
    const found = stray ? stray.label : `（无栏目名称）${cellText(first)}`
    return [
      at(work, stray?.cell ?? addressOf(first), {
        rule: 'form.column-unknown',
        class: 'verification',
        found,
        expected,
      }),
    ]
  })
  return { values: [], rejected: cells.length, findings }
}

/** Reads every row; rejected figures are counted, missing marks and blanks are not figures. */
export const readTable = (needs: TableNeeds): TableReading => {
  const work = prepare(needs)
  const rows = needs.table.rows.map((match) => {
    if (isUnderstood(match)) return readUnderstood(work, match)
    return match.kind === 'unknown' ? readUnknownRow(work, match) : rejectRow(work, match.row, match.finding)
  })
  return join([...rows, readStrayColumns(work)])
}
