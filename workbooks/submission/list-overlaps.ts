/** Knows when tables of one form leave a doubt that no single one shows: they speak of the same cell, or one is silent on its unit. */
import type { Finding } from '../../indicators/finding.ts'
import { holdsFigures } from '../../indicators/form.ts'
import { text } from '../../indicators/text.ts'
import type { FoundTable } from '../find-table.ts'
import { cellAddress } from '../grid.ts'
import { itemMeaning } from '../tables/form-names.ts'
import type { RowMatch } from '../tables/row-match.ts'
import { isBlank } from './read-figure.ts'

export interface Overlaps {
  readonly refused: ReadonlySet<FoundTable>
  readonly findings: readonly Finding[]
}

const subjectsOf = (row: RowMatch): readonly string[] => {
  if (row.kind === 'item') return [itemMeaning(row.item)]
  if (row.kind === 'region') return [row.region]
  return row.kind === 'rejected' ? [...row.items.map(itemMeaning), ...row.regions] : []
}

/** What the filled cells of a table speak of. */
const listKeys = ({ map, rows, columns }: FoundTable): ReadonlySet<string> =>
  new Set(
    rows.flatMap((row) =>
      subjectsOf(row).flatMap((subject) =>
        columns.columns
          .filter((c) => holdsFigures(c.formColumn) && !isBlank(map.at(row.row, c.column)))
          .map((c) => `${subject} ${c.formColumn.code} ${c.period ?? ''}`),
      ),
    ),
  )

const placeOf = ({ map, headerRows, nameColumn }: FoundTable): string =>
  `「${map.sheet.name}」${cellAddress(headerRows.bottom, nameColumn)}`

/** The tables that share a cell with another one, and the finding that names them all. */
export const listOverlaps = (tables: readonly FoundTable[]): Overlaps => {
  const keyed = tables.map((table) => ({ table, keys: listKeys(table) }))
  const times = new Map<string, number>()
  for (const { keys } of keyed) for (const key of keys) times.set(key, (times.get(key) ?? 0) + 1)
  const shared = keyed.filter(({ keys }) => [...keys].some((key) => (times.get(key) ?? 0) > 1))
  const [first] = shared
  if (!first) return { refused: new Set(), findings: [] }
  const { map, headerRows, nameColumn, form } = first.table
  const oneSheet = new Set(shared.map(({ table }) => table.map.sheet.name)).size === 1
  const name = `${form.tableNumber ?? form.code}「${form.title}」`
  const finding: Finding = {
    rule: oneSheet ? 'form.tables' : 'form.sheets',
    class: 'mandatory',
    sheet: map.sheet.name,
    cell: cellAddress(headerRows.bottom, nameColumn),
    found: shared.map(({ table }) => placeOf(table)).join('、'),
    expected: text(
      `${name}的同一指标、同一栏目只填在一张表内；所列各表均未读取，请删去多余的表`,
      `each cell of ${form.code} in one table only; none of these tables was read`,
    ),
  }
  return { refused: new Set(shared.map(({ table }) => table)), findings: [finding] }
}

/** A table and the words 计量单位： over it. */
interface UnitLine {
  readonly table: FoundTable
  readonly line: string
}

/** Whether every figure of the table finds its unit in a column, a label or behind a name. */
const statesUnits = ({ form, rows, columns }: FoundTable): boolean =>
  columns.unitColumn !== undefined ||
  (form.regions === undefined && rows.every((row) => row.kind !== 'item' || row.unit !== '')) ||
  columns.columns.every((c) => !holdsFigures(c.formColumn) || c.unit !== undefined)

/** Tables that state no unit while another of the form is in a unit other than the form's: which one is theirs? */
export const listUnitDoubts = (
  lines: readonly UnitLine[],
  isFormUnit: (line: string) => boolean,
): Overlaps => {
  const other = lines.find(({ line }) => line !== '' && !isFormUnit(line))
  const doubtful = other
    ? lines.filter(({ table, line }) => line === '' && !statesUnits(table)).map(({ table }) => table)
    : []
  return {
    refused: new Set(doubtful),
    findings: doubtful.map(({ map, headerRows, nameColumn }) => ({
      rule: 'form.unit-line',
      class: 'mandatory',
      sheet: map.sheet.name,
      cell: cellAddress(headerRows.bottom, nameColumn),
      found: `没有注明计量单位；本表另一部分注明为「${other?.line ?? ''}」`,
      expected: text(
        '每张表都注明计量单位；这一部分未读取',
        'a unit of measure over each table; this one was not read',
      ),
    })),
  }
}
