/** Knows A1 addresses: from text to row and column, and how a list of them is said. */
import { cellAddress, type MergedRange } from './grid.ts'

export const LAST_ROW = 1_048_576
export const LAST_COLUMN = 16_384

const ADDRESS = /^\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})$/

/** The 1-based number of column letters: `AB` → 28. */
export const columnNumber = (letters: string): number => {
  let column = 0
  for (let at = 0; at < letters.length; at++) column = column * 26 + (letters.charCodeAt(at) & 31)
  return column
}

/** Row and column of an address such as `B7` or `$B$7`; undefined when no sheet has such a cell. */
export const findAddress = (raw: string): { readonly row: number; readonly column: number } | undefined => {
  const match = ADDRESS.exec(raw)
  if (!match) return undefined
  const [column, row] = [columnNumber(match[1] ?? ''), Number(match[2])]
  return row <= LAST_ROW && column <= LAST_COLUMN ? { row, column } : undefined
}

/** The rectangle of `A1:C3` or `B2`, corners in any order; undefined when it is none. */
export const findRange = (raw: string): MergedRange | undefined => {
  const [first = '', last = first, ...more] = raw.split(':')
  const [a, b] = [findAddress(first), findAddress(last)]
  if (!a || !b || more.length > 0) return undefined
  return {
    top: Math.min(a.row, b.row),
    left: Math.min(a.column, b.column),
    bottom: Math.max(a.row, b.row),
    right: Math.max(a.column, b.column),
  }
}

/** `A1:C3`. */
export const rangeAddress = (range: MergedRange): string =>
  `${cellAddress(range.top, range.left)}:${cellAddress(range.bottom, range.right)}`

/** The first few addresses of many: `B2, B3, B4 … (12)`. */
export const listAddresses = (
  cells: readonly { readonly row: number; readonly column: number }[],
): string => {
  const first = cells
    .slice(0, 5)
    .map((c) => cellAddress(c.row, c.column))
    .join(', ')
  return cells.length > 5 ? `${first} … (${cells.length})` : first
}
