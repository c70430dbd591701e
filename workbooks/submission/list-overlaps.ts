/** Knows when two tables of one form speak of the same cell: nobody can tell which of them is meant, and neither is read. */
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
