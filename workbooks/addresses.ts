/** Knows A1 addresses: from text to row and column, and how a list of them is said. */
import { cellAddress, type MergedRange } from './grid.ts'

export const LAST_ROW = 1_048_576
export const LAST_COLUMN = 16_384

/** The 1-based number of column letters: `AB` → 28. */
export const columnNumber = (letters: string): number => {
  let column = 0
  for (let at = 0; at < letters.length; at++) column = column * 26 + (letters.charCodeAt(at) & 31)
  return column
}

const DOLLAR = 0x24
const [LONGEST_COLUMN, LONGEST_ROW] = [3, 7]
/** More than any column: a place is kept in one number, so that none is made for those that are no address. */
const COLUMNS = 32_768

/** Row × `COLUMNS` + column of the address that stands at these characters; 0 when no sheet has such a cell. */
const placeAt = (raw: string, start: number, end: number): number => {
  let at = raw.charCodeAt(start) === DOLLAR ? start + 1 : start
  const letters = at
  let column = 0
  for (; at < end && at - letters < LONGEST_COLUMN; at++) {
    const letter = raw.charCodeAt(at) | 0x20
    if (letter < 0x61 || letter > 0x7a) break
    column = column * 26 + (letter - 0x60)
  }
  if (at === letters || column > LAST_COLUMN) return 0
  if (raw.charCodeAt(at) === DOLLAR) at++
  const digits = at
  let row = 0
  for (; at < end && at - digits < LONGEST_ROW; at++) {
    const digit = raw.charCodeAt(at) - 0x30
    if (digit < 0 || digit > 9 || (digit === 0 && at === digits)) return 0
    row = row * 10 + digit
  }
  return at < end || row > LAST_ROW || row === 0 ? 0 : row * COLUMNS + column
}

/** Row and column of an address such as `B7` or `$B$7`; undefined when no sheet has such a cell. */
export const findAddress = (raw: string): { readonly row: number; readonly column: number } | undefined => {
  const place = placeAt(raw, 0, raw.length)
  return place === 0 ? undefined : { row: Math.floor(place / COLUMNS), column: place % COLUMNS }
}

/** The rectangle of `A1:C3` or `B2`, corners in any order; undefined when it is none. */
export const findRange = (raw: string): MergedRange | undefined => {
  const colon = raw.indexOf(':')
  const first = placeAt(raw, 0, colon < 0 ? raw.length : colon)
  const last = colon < 0 ? first : placeAt(raw, colon + 1, raw.length)
  if (first === 0 || last === 0) return undefined
  const [left, right] = [first % COLUMNS, last % COLUMNS]
  return {
    top: Math.floor(Math.min(first, last) / COLUMNS),
    left: Math.min(left, right),
    bottom: Math.floor(Math.max(first, last) / COLUMNS),
    right: Math.max(left, right),
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
