/** Knows how one place of a table becomes a value: of which item, region, period and measure it speaks, and whether it may be read. */
import type { RegionCode } from '../../indicators/codes.ts'
import type { Finding } from '../../indicators/finding.ts'
import { findMeasure, type Form, type FormItem } from '../../indicators/form.ts'
import {
  MEASURES,
  type MissingReason,
  type ReadObservation,
  type Status,
} from '../../indicators/observation.ts'
import type { Period } from '../../indicators/period.ts'
import { text } from '../../indicators/text.ts'
import type { UnitOfMeasure } from '../../indicators/unit-of-measure.ts'
import type { Variable } from '../../indicators/variable.ts'
import type { FoundTable } from '../find-table.ts'
import { cellAddress, type Cell } from '../grid.ts'
import type { MatchedColumn } from '../tables/match-columns.ts'
import { addressOf, cellText } from '../tables/sheet-map.ts'
import { markKey } from '../words/number-text.ts'
import type { UnitConflict, UnitStatement } from './unit-conflict.ts'
import { isBlank, missingMark, readFigure, type LastKnown } from './read-figure.ts'

/** An observation before the submission's own region and period are put to what states neither. */
export type ReadValue = Omit<ReadObservation, 'region' | 'period' | 'synthetic'> & {
  readonly region?: RegionCode
  readonly period?: Period
}

export interface TableReading {
  readonly values: readonly ReadValue[]
  /** Figures that were seen and not taken. */
  readonly rejected: number
  readonly findings: readonly Finding[]
  readonly conflicts?: readonly UnitConflict[]
}

export const NOTHING: TableReading = { values: [], rejected: 0, findings: [] }

export interface CellNeeds {
  readonly table: FoundTable
  readonly form: Form
  readonly variables: ReadonlyMap<string, Variable>
  readonly units: readonly UnitOfMeasure[]
  readonly marks: ReadonlyMap<string, MissingReason>
  /** Columns of figures. */
  readonly figures: readonly MatchedColumn[]
  /** Rows that are understood, and so may each own a merged figure. */
  readonly understood: ReadonlySet<number>
  /** The texts behind 计量单位： over the table. */
  readonly lines: readonly UnitStatement[]
  readonly known: LastKnown
}

/** What a figure speaks of, and the words of its row. */
export interface Place {
  readonly row: number
  readonly column: MatchedColumn
  readonly item: FormItem
  readonly region?: RegionCode
  readonly unit: UnitStatement
  readonly nameUnit?: UnitStatement | undefined
  readonly status: Status
  readonly note: string
}

/** Whether a cell holds something that was meant as a figure: everything but blanks, marks and dashes. */
export const isMeant = (cell: Cell | undefined, marks: ReadonlyMap<string, MissingReason>): cell is Cell =>
  cell !== undefined &&
  !isBlank(cell) &&
  missingMark(cell, marks) === undefined &&
  markKey(cellText(cell)) !== '-'

const rejectedCell = (finding: Finding): TableReading => ({ values: [], rejected: 1, findings: [finding] })

const notTaken = (sheet: string, item: FormItem, cell: Cell): Finding => ({
  rule: 'form.not-taken',
  class: 'mandatory',
  sheet,
  cell: addressOf(cell),
  found: cellText(cell),
  expected: text(
    `空格：「${item.name.trim()}」只填${(item.measures ?? []).map((m) => MEASURES[m].zh).join('、')}`,
    `nothing: ${item.name.trim()} takes ${(item.measures ?? []).join(', ')} only`,
  ),
})

/** A merged figure is read only where it is seen in one place of one row. */
const mergeFinding = ({ table, understood, figures }: CellNeeds, row: number, column: number) => {
  const merge = table.map.mergeAt(row, column)
  if (!merge) return undefined
  const rows = [...understood].filter((r) => r >= merge.top && r <= merge.bottom)
  const columns = figures.filter((c) => c.column >= merge.left && c.column <= merge.right)
  const covered = merge.top !== row || merge.left !== column
  if (!covered && rows.length < 2 && columns.length < 2) return undefined
  const finding: Finding = {
    rule: 'read.merged',
    class: 'mandatory',
    sheet: table.map.sheet.name,
    cell: cellAddress(row, column),
    found: cellText(table.map.at(row, column)),
    expected: text(
      '未合并的单元格：每个指标、每个栏目各填一格',
      'cells that are not merged: one for each item and column',
    ),
  }
  return finding
}

/** Reads the cell at a place. */
export const readCell = (needs: CellNeeds, place: Place): TableReading => {
  const { table, form, variables, units, marks, lines, known } = needs
  const { row, column, item, region, unit, nameUnit, status, note } = place
  const sheet = table.map.sheet.name
  const cell = table.map.at(row, column.column)
  const measure = findMeasure(item, column.formColumn)
  if (measure === undefined) return isMeant(cell, marks) ? rejectedCell(notTaken(sheet, item, cell)) : NOTHING
  const merged = mergeFinding(needs, row, column.column)
  if (merged) return isMeant(cell, marks) ? rejectedCell(merged) : NOTHING
  const variable = variables.get(item.variable)
  if (!variable) throw new Error(`variable ${item.variable} of form ${form.code} is not in the catalogue`)
  const about = {
    ...(region === undefined ? {} : { region }),
    ...(column.period === undefined ? {} : { period: column.period }),
  }
  const reading = readFigure({
    sheet,
    cell,
    marks,
    units,
    variable,
    item,
    measure,
    column,
    row: unit,
    ...(nameUnit ? { name: nameUnit } : {}),
    lines,
    ...known({ variable: variable.code, measure, ...about }),
  })
  if (reading.kind === 'blank') return NOTHING
  if (reading.kind === 'rejected') return { values: [], rejected: 1, findings: reading.findings }
  const { figure, findings, reported, conflicts } = reading
  const value = {
    variable: variable.code,
    measure,
    ...about,
    figure,
    unit: reading.unit,
    reported,
    status,
    note,
    sheet,
    cell: cellAddress(row, column.column),
  }
  return { values: [value], rejected: 0, findings, conflicts }
}
