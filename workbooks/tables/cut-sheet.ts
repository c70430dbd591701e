/** Knows how a sheet with several tables, side by side or one under the other, is cut so that each is read as if it stood alone. */
import type { Cell } from '../grid.ts'
import { isFooter } from '../words/footer-text.ts'
import { parseNumberText } from '../words/number-text.ts'
import { isStubLabel, type Header } from './header.ts'
import { cellText, mapSheet, type SheetMap } from './sheet-map.ts'

/** Headers whose rows overlap: their tables stand side by side, from left to right. */
type Band = readonly Header[]

const isSame = (a: Header, b: Header): boolean =>
  a.name.column === b.name.column && a.top <= b.dataStart && b.top <= a.dataStart

/** One header for each table, though several forms found it. */
const distinct = (headers: readonly Header[]): readonly Header[] =>
  headers.reduce<readonly Header[]>(
    (kept, header) => (kept.some((k) => isSame(k, header)) ? kept : [...kept, header]),
    [],
  )

const bandsOf = (headers: readonly Header[]): readonly Band[] => {
  const bands: Header[][] = []
  for (const header of headers.toSorted((a, b) => a.top - b.top)) {
    const band = bands.find((b) => b.some((h) => h.top <= header.bottom && header.top <= h.bottom))
    if (band) band.push(header)
    else bands.push([header])
  }
  return bands.map((band) => band.toSorted((a, b) => a.name.column - b.name.column))
}

const isFigure = (cell: Cell): boolean =>
  cell.content.type === 'number' ||
  cell.content.type === 'uncalculated' ||
  cell.content.type === 'error' ||
  (cell.content.type === 'text' && parseNumberText(cell.content.value) !== undefined)

/** The heading of a lower table reaches up to the last figure or note of the table above it. */
const headingStart = (map: SheetMap, top: number, above: number): number => {
  const end = map.rows
    .filter((row) => row >= above && row < top)
    .findLast((row) => map.row(row).some(isFigure) || isFooter(cellText(map.row(row)[0])))
  return end === undefined ? above : end + 1
}

/** How many columns of codes, units or numbers stand at the left of the names in the leftmost table. */
const stubsAtLeft = (map: SheetMap, { name, top, bottom }: Header): number => {
  let count = 0
  const isStub = (column: number): boolean =>
    map.rows.some((row) => row >= top && row <= bottom && isStubLabel(cellText(map.labelAt(row, column))))
  while (name.column - count > 1 && isStub(name.column - count - 1)) count += 1
  return count
}

const cutBand = (
  map: SheetMap,
  band: Band,
  rows: { readonly start: number; readonly end: number },
): readonly SheetMap[] => {
  const [first] = band
  const stubs = first ? stubsAtLeft(map, first) : 0
  const lefts = band.map((header, i) => (i === 0 ? 1 : header.name.column - stubs))
  return band.map((header, i) => {
    const [left, right] = [lefts[i] ?? 1, (lefts[i + 1] ?? map.sheet.columns + 1) - 1]
    // What stands over the header is everybody's heading; under its first row each column belongs to one table.
    const cells = map.sheet.cells.filter(
      (c) =>
        c.row >= rows.start &&
        c.row <= rows.end &&
        (c.row < header.top || (c.column >= left && c.column <= right)),
    )
    return mapSheet({ ...map.sheet, cells }, { left, right })
  })
}

/** The tables of a sheet, each with its heading; the sheet itself where there is at most one. */
export const cutSheet = (map: SheetMap, headers: readonly Header[]): readonly SheetMap[] => {
  const bands = bandsOf(distinct(headers))
  if (bands.flat().length < 2) return [map]
  return bands.flatMap((band, i) => {
    const above = bands[i - 1]
    const top = Math.min(...band.map((h) => h.top))
    const next = bands[i + 1]
    const end = next ? Math.min(...next.map((h) => h.top)) - 1 : map.sheet.rows
    const start = above ? headingStart(map, top, Math.min(...above.map((h) => h.dataStart))) : 1
    return cutBand(map, band, { start, end })
  })
}
