/** Knows how the rows of a found table become observations; every figure that is seen is either taken or rejected with a finding. */
import type { Finding } from '../../indicators/finding.ts'
import type { Form, FormItem } from '../../indicators/form.ts'
import {
  MEASURES,
  type Measure,
  type MissingReason,
  type ReadObservation,
  type Status,
} from '../../indicators/observation.ts'
import { text } from '../../indicators/text.ts'
import type { UnitOfMeasure } from '../../indicators/unit-of-measure.ts'
import type { Variable } from '../../indicators/variable.ts'
import type { FoundTable } from '../find-table.ts'
import { cellAddress, type Cell } from '../grid.ts'
import type { MatchedColumn } from '../tables/match-columns.ts'
import type { RowMatch } from '../tables/match-rows.ts'
import { addressOf, cellText } from '../tables/sheet-map.ts'
import { markKey, parseNumberText } from '../words/number-text.ts'
import { parseStatusText, statusWords } from '../words/status-text.ts'
import { isBlank, missingMark, readFigure } from './read-figure.ts'

/** An observation before unit, region and period are put to it. */
export type ReadValue = Omit<ReadObservation, 'region' | 'period' | 'synthetic'>

export interface TableReading {
  readonly values: readonly ReadValue[]
  /** Figures that were seen and not taken. */
  readonly rejected: number
  readonly findings: readonly Finding[]
}

export interface TableNeeds {
  readonly table: FoundTable
  readonly form: Form
  readonly variables: ReadonlyMap<string, Variable>
  readonly units: readonly UnitOfMeasure[]
  /** Whether the reporting unit answers for the item. */
  readonly answersFor: (item: FormItem) => boolean
  /** The text behind 计量单位： over the table. */
  readonly line: { readonly unit: string; readonly cell: string }
}

type ItemRow = Extract<RowMatch, { kind: 'item' }>

const NOTHING: TableReading = { values: [], rejected: 0, findings: [] }

const join = (readings: readonly TableReading[]): TableReading => ({
  values: readings.flatMap((r) => r.values),
  rejected: readings.reduce((sum, r) => sum + r.rejected, 0),
  findings: readings.flatMap((r) => r.findings),
})

interface Work extends TableNeeds {
  readonly marks: ReadonlyMap<string, MissingReason>
  readonly measures: readonly (MatchedColumn & { readonly measure: Measure })[]
  readonly statusColumn: MatchedColumn | undefined
  readonly noteColumn: MatchedColumn | undefined
  readonly itemRows: ReadonlySet<number>
  /** Columns in which no figure is looked for: names, units, codes, statuses, notes. */
  readonly words: ReadonlySet<number>
}

const prepare = (needs: TableNeeds): Work => {
  const { table, form } = needs
  const { columns, stub } = table.columns
  const statusColumn = columns.find((c) => c.formColumn.holds.kind === 'status')
  const noteColumn = columns.find((c) => c.formColumn.holds.kind === 'note')
  const words = [table.nameColumn, ...stub, statusColumn?.column, noteColumn?.column].filter(
    (c) => c !== undefined,
  )
  return {
    ...needs,
    marks: new Map(Object.entries(form.missingMarks).map(([mark, reason]) => [markKey(mark), reason])),
    measures: columns.flatMap((c) =>
      c.formColumn.holds.kind === 'measure' ? [{ ...c, measure: c.formColumn.holds.measure }] : [],
    ),
    statusColumn,
    noteColumn,
    itemRows: new Set(table.rows.flatMap((r) => (r.kind === 'item' ? [r.row] : []))),
    words: new Set(words),
  }
}

/** Whether a cell where no figure belongs holds one all the same. */
const looksLikeFigure = ({ content }: Cell): boolean =>
  content.type === 'number' ||
  content.type === 'error' ||
  content.type === 'uncalculated' ||
  (content.type === 'text' && parseNumberText(content.value) !== undefined)

/** Whether a measure cell holds something that was meant as a figure: everything but blanks, marks and dashes. */
const isMeant = (work: Work, cell: Cell | undefined): cell is Cell =>
  cell !== undefined &&
  !isBlank(cell) &&
  missingMark(cell, work.marks) === undefined &&
  markKey(cellText(cell)) !== '-'

const measureNames = (measures: readonly Measure[] | undefined): string =>
  (measures ?? []).map((m) => MEASURES[m].zh).join('、')

const figureCells = (work: Work, row: number): readonly Cell[] =>
  work.measures.map((c) => work.table.map.at(row, c.column)).filter((cell) => isMeant(work, cell))

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

const notTaken = (work: Work, item: FormItem, cell: Cell): TableReading => ({
  values: [],
  rejected: 1,
  findings: [
    at(work, addressOf(cell), {
      rule: 'form.not-taken',
      class: 'mandatory',
      found: cellText(cell),
      expected: text(
        `空格：「${item.name.trim()}」只填${measureNames(item.measures)}`,
        `nothing: ${item.name.trim()} takes ${(item.measures ?? []).join(', ')} only`,
      ),
    }),
  ],
})

/** A merged figure is read only where it is seen in one place of one item. */
const mergeFinding = (work: Work, row: number, column: number): Finding | undefined => {
  const merge = work.table.map.mergeAt(row, column)
  if (!merge) return undefined
  const rows = [...work.itemRows].filter((r) => r >= merge.top && r <= merge.bottom)
  const columns = work.measures.filter((c) => c.column >= merge.left && c.column <= merge.right)
  const covered = merge.top !== row || merge.left !== column
  if (!covered && rows.length < 2 && columns.length < 2) return undefined
  return at(work, cellAddress(row, column), {
    rule: 'read.merged',
    class: 'mandatory',
    found: cellText(work.table.map.at(row, column)),
    expected: text(
      '未合并的单元格：每个指标、每个栏目各填一格',
      'cells that are not merged: one for each item and column',
    ),
  })
}

interface RowWords {
  readonly status: Status
  readonly note: string
}

const readCell = (
  work: Work,
  match: ItemRow,
  column: Work['measures'][number] & { readonly words: RowWords },
): TableReading => {
  const { table, form, variables, units, line } = work
  const { item, row } = match
  const { measure, words } = column
  const cell = table.map.at(row, column.column)
  if (item.measures && !item.measures.includes(measure))
    return isMeant(work, cell) ? notTaken(work, item, cell) : NOTHING
  const merged = mergeFinding(work, row, column.column)
  if (merged) return isMeant(work, cell) ? { values: [], rejected: 1, findings: [merged] } : NOTHING
  const variable = variables.get(item.variable)
  if (!variable) throw new Error(`variable ${item.variable} of form ${form.code} is not in the catalogue`)
  const sheet = table.map.sheet.name
  const rowUnit = { unit: match.unit, cell: match.unitCell }
  const reading = readFigure({
    sheet,
    cell,
    marks: work.marks,
    units,
    variable,
    item,
    measure,
    column,
    row: rowUnit,
    line,
  })
  if (reading.kind === 'blank') return NOTHING
  if (reading.kind === 'rejected') return { values: [], rejected: 1, findings: reading.findings }
  const { figure, unit, reported, findings } = reading
  const address = cellAddress(row, column.column)
  const value = { variable: variable.code, measure, figure, unit, reported, ...words, sheet, cell: address }
  return { values: [value], rejected: 0, findings }
}

const unknownStatus = (work: Work, cell: Cell): Finding =>
  at(work, addressOf(cell), {
    rule: 'read.status',
    class: 'mandatory',
    found: cellText(cell),
    expected: text(statusWords.join('、'), `one of ${statusWords.join(', ')}`),
  })

const notAnswerable = (work: Work, match: ItemRow): Finding =>
  at(work, cellAddress(match.row, work.table.nameColumn), {
    rule: 'form.not-answerable',
    class: 'mandatory',
    found: match.item.name.trim(),
    expected: text('空格：该指标由其他单位填报', 'nothing: another unit answers for this item'),
  })

const readItemRow = (work: Work, match: ItemRow): TableReading => {
  const { table, statusColumn, noteColumn, form } = work
  if (!work.answersFor(match.item))
    return rejectRow(
      work,
      match.row,
      figureCells(work, match.row).length > 0 ? notAnswerable(work, match) : undefined,
    )
  const statusCell = statusColumn && table.map.labelAt(match.row, statusColumn.column)
  const blank = isBlank(statusCell) || (statusCell && markKey(cellText(statusCell)) === '-')
  const status = blank ? form.defaultStatus : parseStatusText(cellText(statusCell))
  if (statusCell && status === undefined) return rejectRow(work, match.row, unknownStatus(work, statusCell))
  const note = noteColumn ? cellText(table.map.labelAt(match.row, noteColumn.column)).trim() : ''
  const words = { status: status ?? form.defaultStatus, note }
  return join(work.measures.map((column) => readCell(work, match, { ...column, words })))
}

const readUnknownRow = (work: Work, match: Extract<RowMatch, { kind: 'unknown' }>): TableReading => {
  const cells = work.table.map.row(match.row).filter((c) => !work.words.has(c.column) && looksLikeFigure(c))
  if (cells.length === 0) return NOTHING
  const finding = at(work, match.cell, {
    rule: 'form.row-unknown',
    class: 'verification',
    found: `${match.name === '' ? '（无指标名称）' : match.name}：${cells.slice(0, 5).map(cellText).join('、')}`,
    expected: text(
      '本表所列的指标；该行数字未读取',
      'an item of the form; the figures of the row were not read',
    ),
  })
  return { values: [], rejected: cells.length, findings: [finding] }
}

/** Figures beside the form's columns: one finding for each column, unless one already says what is wrong with it. */
const readStrayColumns = (work: Work): TableReading => {
  const known = new Set([...work.words, ...work.measures.map((c) => c.column)])
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
    if (match.kind === 'item') return readItemRow(work, match)
    return match.kind === 'unknown' ? readUnknownRow(work, match) : rejectRow(work, match.row, match.finding)
  })
  return join([...rows, readStrayColumns(work)])
}
