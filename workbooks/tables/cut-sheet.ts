/** Knows how a sheet with several tables, side by side or one under the other, is cut so that each is read as if it stood alone. */
import type { Cell } from '../grid.ts'
import { isFooter } from '../words/footer-text.ts'
import { parseNumberText } from '../words/number-text.ts'
import { isStubLabel, type Header } from './header.ts'
import { cellText, mapSheet, type SheetMap } from './sheet-map.ts'

/** Columns and rows of a table; `start` is the first row of its own heading, `shared` are the rows over it and its neighbours. */
interface Box {
  readonly header: Header
  readonly left: number
  readonly right: number
  readonly start: number
  readonly end: number
  readonly shared: { readonly start: number; readonly end: number }
}

const isSame = (a: Header, b: Header): boolean =>
  a.name.column === b.name.column && a.top <= b.dataStart && b.top <= a.dataStart

/** One header for each table, though several forms found it. */
const distinct = (headers: readonly Header[]): readonly Header[] =>
  headers
    .reduce<readonly Header[]>(
      (kept, header) => (kept.some((k) => isSame(k, header)) ? kept : [...kept, header]),
      [],
    )
    .toSorted((a, b) => a.top - b.top || a.name.column - b.name.column)

const isFigure = ({ content }: Cell): boolean =>
  (content.type === 'number' && !/^(?:19|20)\d{2}$/.test(String(content.value))) ||
  content.type === 'uncalculated' ||
  content.type === 'error' ||
  (content.type === 'text' && parseNumberText(content.value)?.unit === '')

const cellsWithin = (
  map: SheetMap,
  row: number,
  { left, right }: { left: number; right: number },
): readonly Cell[] => map.row(row).filter((c) => c.column >= left && c.column <= right)

/** Whether two tables stand beside each other: their headers do, or the figures of one lie beside the header of the other. */
const standBeside = (map: SheetMap, a: Header, b: Header): boolean => {
  const [upper, lower] = a.top <= b.top ? [a, b] : [b, a]
  if (upper.name.column === lower.name.column) return false
  if (lower.top <= upper.bottom) return true
  const columns =
    upper.name.column > lower.name.column
      ? { left: upper.name.column + 1, right: map.sheet.columns }
      : { left: upper.name.column + 1, right: lower.name.column - 1 }
  return map.rows
    .filter((row) => row >= lower.top && row <= lower.bottom)
    .some((row) => cellsWithin(map, row, columns).some(isFigure))
}

/** How many columns of codes, units or numbers stand at the left of the names, where nothing else can own them. */
const stubsAtLeft = (map: SheetMap, { name, top, bottom }: Header): number => {
  let count = 0
  const isStub = (column: number): boolean =>
    map.rows.some((row) => row >= top && row <= bottom && isStubLabel(cellText(map.labelAt(row, column))))
  while (name.column - count > 1 && isStub(name.column - count - 1)) count += 1
  return count
}

/** The heading of a lower table reaches up to the last figure or note of the table above it. */
const headingStart = (map: SheetMap, box: { left: number; right: number; top: number; above: number }) => {
  const end = map.rows
    .filter((row) => row >= box.above && row < box.top)
    .findLast((row) => {
      const cells = cellsWithin(map, row, box)
      return cells.some(isFigure) || isFooter(cellText(cells[0]))
    })
  return end === undefined ? box.above : end + 1
}

const neighboursOf = (map: SheetMap, header: Header, all: readonly Header[]): readonly Header[] =>
  all.filter((other) => other !== header && standBeside(map, header, other))

/** The first column of a table: its names or the codes before them, and empty columns at their left; 1 where none stands there. */
const leftOf = (map: SheetMap, header: Header, all: readonly Header[]): number => {
  const neighbours = neighboursOf(map, header, all)
  const limit = Math.max(
    0,
    ...neighbours.map((n) => n.name.column).filter((column) => column < header.name.column),
  )
  if (limit === 0) return 1
  // Columns of codes before the names belong to the table at their right where the leftmost table has them there too.
  const leftmost = [header, ...neighbours].reduce((a, b) => (b.name.column < a.name.column ? b : a))
  const { dataStart, bottom, name } = header
  const below = Math.min(...all.filter((h) => h.top > bottom && h.name.column > limit).map((h) => h.top))
  // The heading of a table below is none of this one's rows.
  const end = Number.isFinite(below)
    ? headingStart(map, { left: name.column, right: map.sheet.columns, top: below, above: dataStart })
    : Infinity
  const used = new Set(map.sheet.cells.filter((c) => c.row >= dataStart && c.row < end).map((c) => c.column))
  let left = header.name.column - stubsAtLeft(map, leftmost)
  while (left - 1 > limit && !used.has(left - 1)) left -= 1
  return left
}

const boxOf = (map: SheetMap, header: Header, all: readonly Header[]): Box => {
  const { name, top, bottom } = header
  const neighbours = neighboursOf(map, header, all)
  const nextRight = neighbours.filter((n) => n.name.column > name.column)
  const left = leftOf(map, header, all)
  const right = Math.min(map.sheet.columns + 1, ...nextRight.map((n) => leftOf(map, n, all))) - 1
  const others = all.filter((other) => other !== header && !neighbours.includes(other))
  const meets = (other: Header): boolean =>
    (other.name.column >= left && other.name.column <= right) || neighbours.length === 0
  const above = others.filter((o) => o.top < top && meets(o)).at(-1)
  const bandTop = Math.min(top, ...neighbours.map((n) => n.top))
  const aboveBand = others.filter((o) => o.top < bandTop).at(-1)
  const whole = { left: 1, right: map.sheet.columns, top: bandTop }
  const below = others.find((o) => o.top > bottom && meets(o))
  return {
    header,
    left,
    right,
    start: others.some((o) => o.top < top)
      ? headingStart(map, { left, right, top, above: above?.dataStart ?? 1 })
      : 1,
    end: below ? below.top - 1 : map.sheet.rows,
    shared: {
      start: aboveBand ? headingStart(map, { ...whole, above: aboveBand.dataStart }) : 1,
      // A table under another one does not share the heading of a neighbour that begins beside the upper one.
      end: above && bandTop <= above.dataStart ? 0 : bandTop - 1,
    },
  }
}

const cutBox = (map: SheetMap, { left, right, start, end, shared }: Box): SheetMap => {
  // What stands over all tables is everybody's heading; from the first header on each column belongs to one of them.
  const cells = map.sheet.cells.filter(
    ({ row, column }) =>
      (row >= shared.start && row <= shared.end) ||
      (row >= start && row <= end && column >= left && column <= right),
  )
  return mapSheet({ ...map.sheet, cells }, { left, right })
}

/** The tables of a sheet, each with its heading; the sheet itself where there is at most one. */
export const cutSheet = (map: SheetMap, found: readonly Header[]): readonly SheetMap[] => {
  const headers = distinct(found)
  if (headers.length < 2) return [map]
  return headers.map((header) => cutBox(map, boxOf(map, header, headers)))
}
