/** Knows how a sheet with several tables, side by side or one under the other, is cut so that each is read as if it stood alone. */
import type { Cell } from '../grid.ts'
import { isFooter } from '../words/footer-text.ts'
import { parseNumberText } from '../words/number-text.ts'
import { isStubLabel, type Header } from './header.ts'
import { cellText, mapSheet, type SheetMap } from './sheet-map.ts'

interface Area {
  readonly left: number
  readonly right: number
  readonly start: number
  readonly end: number
}

/** The columns of a table and the areas that hold it and what is said over it. */
interface Box {
  readonly left: number
  readonly right: number
  readonly areas: readonly Area[]
}

/** A sheet and the headers on it. */
interface Headed {
  readonly map: SheetMap
  readonly headers: readonly Header[]
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

/** One line of headers: they begin and end together. */
const inLine = (a: Header, b: Header): boolean => a.top <= b.bottom && b.top <= a.bottom

/** Whether two tables stand beside each other: their headers do, or the figures of one lie beside the header of the other. */
const standBeside = (map: SheetMap, a: Header, b: Header): boolean => {
  const [upper, lower] = a.top <= b.top ? [a, b] : [b, a]
  if (upper.name.column === lower.name.column) return false
  if (inLine(a, b)) return true
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

const neighboursOf = ({ map, headers }: Headed, header: Header): readonly Header[] =>
  headers.filter((other) => other !== header && standBeside(map, header, other))

/** Columns that hold something of a table at the left, or of this one: neither a blank between them nor only a heading. */
const usedColumns = ({ map, headers }: Headed, header: Header, neighbour: Header): ReadonlySet<number> => {
  const { dataStart, bottom, name } = header
  const lower = headers.filter((h) => h.top > bottom && h.name.column > neighbour.name.column)
  const below = Math.min(...lower.map((h) => h.top))
  // The heading of a table below is none of this one's rows.
  const end = Number.isFinite(below)
    ? headingStart(map, { left: name.column, right: map.sheet.columns, top: below, above: dataStart })
    : Infinity
  const cells = map.sheet.cells.filter(
    (c) =>
      (c.row >= dataStart && c.row < end) ||
      (c.row >= neighbour.dataStart && c.row < dataStart && isFigure(c)) ||
      (inLine(neighbour, header) && c.row >= neighbour.top && c.row <= neighbour.bottom),
  )
  return new Set(cells.map((c) => c.column))
}

/** The first column of a table: its names or the codes before them, and blank columns at their left; 1 where none stands there. */
const leftOf = (headed: Headed, header: Header): number => {
  const neighbours = neighboursOf(headed, header)
  const atLeft = neighbours
    .filter((n) => n.name.column < header.name.column)
    .toSorted((a, b) => b.name.column - a.name.column)
  const [neighbour] = atLeft
  if (!neighbour) return 1
  // Columns of codes before the names belong to the table at their right where the leftmost table has them there too.
  const leftmost = [header, ...neighbours].reduce((a, b) => (b.name.column < a.name.column ? b : a))
  const used = usedColumns(headed, header, neighbour)
  let left = header.name.column - stubsAtLeft(headed.map, leftmost)
  while (left - 1 > neighbour.name.column && !used.has(left - 1)) left -= 1
  return left
}

const columnsOf = (headed: Headed, header: Header): { readonly left: number; readonly right: number } => {
  const atRight = neighboursOf(headed, header).filter((n) => n.name.column > header.name.column)
  const end = Math.min(headed.map.sheet.columns + 1, ...atRight.map((n) => leftOf(headed, n)))
  return { left: leftOf(headed, header), right: end - 1 }
}

/** First and last row of a table and its own heading, and the table that ends above it. */
const rowsOf = (headed: Headed, header: Header, { left, right }: { left: number; right: number }) => {
  const { map, headers } = headed
  const { top, bottom, name } = header
  const neighbours = neighboursOf(headed, header)
  const others = headers.filter((other) => other !== header && !neighbours.includes(other))
  const meets = (other: Header): boolean =>
    (other.name.column >= left && other.name.column <= right) || neighbours.length === 0
  const above = others.findLast((o) => o.top < top && meets(o))
  const below = others.find((o) => o.top > bottom && meets(o))
  // A table that stands further left has figures there; the heading of this one begins over its own names.
  const own = Math.min(name.column, Math.max(left, name.column - stubsAtLeft(map, header)))
  const isFirst = others.every((o) => o.top >= top)
  return {
    above,
    start: isFirst ? 1 : headingStart(map, { left: own, right, top, above: above?.dataStart ?? 1 }),
    end: below ? below.top - 1 : map.sheet.rows,
  }
}

/** What stands over all neighbours is everybody's heading. */
const sharedArea = (headed: Headed, header: Header, above: Header | undefined): readonly Area[] => {
  const { map, headers } = headed
  const neighbours = neighboursOf(headed, header)
  const top = Math.min(header.top, ...neighbours.map((n) => n.top))
  // A table under another one does not share the heading of a neighbour that begins beside the upper one.
  if (above && top <= above.dataStart) return []
  const aboveAll = headers.findLast((o) => o !== header && !neighbours.includes(o) && o.top < top)
  const whole = { left: 1, right: map.sheet.columns }
  const start = aboveAll ? headingStart(map, { ...whole, top, above: aboveAll.dataStart }) : 1
  return [{ ...whole, start, end: top - 1 }]
}

const boxOf = (headed: Headed, header: Header): Box => {
  const columns = columnsOf(headed, header)
  const { above, start, end } = rowsOf(headed, header, columns)
  const inOneLine = neighboursOf(headed, header).filter((n) => inLine(n, header))
  return {
    ...columns,
    areas: [
      { ...columns, start, end },
      ...sharedArea(headed, header, above),
      ...inOneLine.map((n) => {
        const theirs = columnsOf(headed, n)
        return { ...theirs, start: rowsOf(headed, n, theirs).start, end: Math.min(header.top, n.top) - 1 }
      }),
    ],
  }
}

const holds = ({ left, right, start, end }: Area, { row, column }: Cell): boolean =>
  row >= start && row <= end && column >= left && column <= right

/** The rows of labels over other tables: they are no heading of this one. */
const headersOfOthers = (headed: Headed, header: Header): readonly Area[] =>
  headed.headers
    .filter((other) => other !== header)
    .map((other) => ({
      // Labels stand at the names and at their right.
      left: other.name.column - stubsAtLeft(headed.map, other),
      right: columnsOf(headed, other).right,
      start: other.top,
      end: other.dataStart - 1,
    }))

const cutBox = (headed: Headed, header: Header): SheetMap => {
  const { map } = headed
  const { left, right, areas } = boxOf(headed, header)
  const others = headersOfOthers(headed, header)
  const cells = map.sheet.cells.filter(
    (cell) =>
      areas.some((a) => holds(a, cell)) && (cell.row >= header.top || !others.some((o) => holds(o, cell))),
  )
  return mapSheet({ ...map.sheet, cells }, { left, right })
}

/** The tables of a sheet, each with its heading; the sheet itself where there is at most one. */
export const cutSheet = (map: SheetMap, found: readonly Header[]): readonly SheetMap[] => {
  const headers = distinct(found)
  if (headers.length < 2) return [map]
  return headers.map((header) => cutBox({ map, headers }, header))
}
