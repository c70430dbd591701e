/** Knows a sheet by its addresses: which cell stands where, what its text is, which merge covers it, and which cells bear a name. */
import { cellAddress, type Cell, type CellValue, type MergedRange, type Sheet } from '../grid.ts'
import { nameKey } from '../words/name-text.ts'

export interface SheetMap {
  readonly sheet: Sheet
  /** The rows that hold cells, from top to bottom. */
  readonly rows: readonly number[]
  /** First and last column of the table; a sheet that was not cut into tables has all. */
  readonly span: { readonly left: number; readonly right: number }
  readonly at: (row: number, column: number) => Cell | undefined
  readonly row: (row: number) => readonly Cell[]
  /** The merge that covers the place, the place of its first cell included. */
  readonly mergeAt: (row: number, column: number) => MergedRange | undefined
  /** The cell whose text a reader sees at the place: a merged label speaks for every place it covers. */
  readonly labelAt: (row: number, column: number) => Cell | undefined
  /** The text cells whose name has this key, row by row; only names, no long texts. */
  readonly named: (key: string) => readonly Cell[]
}

const LONGEST_NAME = 60

/** What a person reads in the cell. */
export const contentText = (content: CellValue): string => {
  if (content.type === 'uncalculated') return ''
  return content.type === 'boolean' ? (content.value ? 'TRUE' : 'FALSE') : String(content.value)
}

/** The same for a cell that may not be there. */
export const cellText = (cell: Cell | undefined): string => (cell ? contentText(cell.content) : '')

/** Address of a cell. */
export const addressOf = (cell: { readonly row: number; readonly column: number }): string =>
  cellAddress(cell.row, cell.column)

const covers = (m: MergedRange, row: number, column: number): boolean =>
  row >= m.top && row <= m.bottom && column >= m.left && column <= m.right

const namesOf = (sheet: Sheet): ReadonlyMap<string, readonly Cell[]> =>
  Map.groupBy(
    sheet.cells.filter((c) => c.content.type === 'text' && c.content.value.length <= LONGEST_NAME),
    (c) => nameKey(cellText(c)),
  )

/** Makes the map; merges are looked up row by row and only for the rows that are asked for. */
export const mapSheet = (sheet: Sheet, span = { left: 1, right: sheet.columns }): SheetMap => {
  const byRow = new Map<number, Map<number, Cell>>()
  for (const cell of sheet.cells) {
    const row = byRow.get(cell.row) ?? new Map<number, Cell>()
    byRow.set(cell.row, row.set(cell.column, cell))
  }
  // Only the row asked for last is kept: thousands of merges over thousands of rows would not fit.
  let last: { readonly row: number; readonly merges: readonly MergedRange[] } = { row: 0, merges: [] }
  const mergesIn = (row: number): readonly MergedRange[] => {
    if (last.row !== row) last = { row, merges: sheet.merges.filter((m) => row >= m.top && row <= m.bottom) }
    return last.merges
  }
  let names: ReturnType<typeof namesOf> | undefined
  const at = (row: number, column: number): Cell | undefined => byRow.get(row)?.get(column)
  const mergeAt = (row: number, column: number): MergedRange | undefined =>
    mergesIn(row).find((m) => covers(m, row, column))
  return {
    sheet,
    rows: [...byRow.keys()].toSorted((a, b) => a - b),
    span,
    at,
    row: (row) => [...(byRow.get(row)?.values() ?? [])].toSorted((a, b) => a.column - b.column),
    mergeAt,
    labelAt: (row, column) => {
      const merge = mergeAt(row, column)
      return merge ? at(merge.top, merge.left) : at(row, column)
    },
    named: (key) => (names ??= namesOf(sheet)).get(key) ?? [],
  }
}
