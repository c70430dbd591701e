/** Knows where a table of regions begins: its names are known, so that its column of names needs no heading. */
import type { Cell } from '../grid.ts'
import { nameKey } from '../words/name-text.ts'
import { markKey, parseNumberText } from '../words/number-text.ts'
import { parsePeriodText } from '../words/period-text.ts'
import type { FormNames } from './form-names.ts'
import { isLetterRow, readLetters, type Header } from './header.ts'
import { cellText, type SheetMap } from './sheet-map.ts'

/** One name of a region may stand anywhere; a table has more. */
const FEWEST_REGIONS = 2
const MOST_RUNS = 20
/** So many rows with names that nobody knows may stand over the first that is known. */
const MOST_UNKNOWN = 5

const isFilled = (cell: Cell): boolean => cellText(cell).trim() !== ''

const isLabel = (cell: Cell): boolean => {
  if (cell.content.type === 'text')
    return parseNumberText(cell.content.value)?.unit !== '' || parsePeriodText(cellText(cell)) !== undefined
  return cell.content.type === 'date' || /^(?:19|20)\d{2}$/.test(cellText(cell))
}

/** Words or periods at the right of the names, and no figure: labels of columns. */
const isLabelRow = (map: SheetMap, row: number, nameColumn: number): boolean => {
  const cells = map.row(row).filter((c) => c.column > nameColumn && isFilled(c))
  return cells.some((c) => markKey(cellText(c)) !== '-') && cells.every(isLabel)
}

const labelsBetween = (map: SheetMap, before: Cell, cell: Cell): boolean => {
  for (let row = before.row + 1; row < cell.row; row++) if (isLabelRow(map, row, cell.column)) return true
  return false
}

/** Region rows of one column, cut where labels stand between two of them. */
const listRuns = (map: SheetMap, cells: readonly Cell[]): readonly (readonly Cell[])[] => {
  const runs: Cell[][] = []
  for (const cell of cells.toSorted((a, b) => a.row - b.row)) {
    const run = runs.at(-1)
    const before = run?.at(-1)
    if (run && before && !labelsBetween(map, before, cell)) run.push(cell)
    else runs.push([cell])
  }
  return runs
}

/** A name that is no region, with figures beside it: a row of the table all the same. */
const isUnknownRow = (map: SheetMap, row: number, nameColumn: number): boolean => {
  const cells = map.row(row).filter(isFilled)
  return (
    cells.some((c) => c.column === nameColumn && c.content.type === 'text') &&
    !isLetterRow(cells, nameColumn) &&
    cells.some((c) => c.column > nameColumn && !isLabel(c))
  )
}

const headerAbove = (map: SheetMap, first: Cell): readonly Header[] => {
  const filled = map.rows.filter((row) => row < first.row && map.row(row).some(isFilled)).toReversed()
  const unknown = filled.slice(0, MOST_UNKNOWN).findIndex((row) => !isUnknownRow(map, row, first.column))
  const above = filled.slice(Math.max(0, unknown))
  const cells = above[0] === undefined ? [] : map.row(above[0]).filter(isFilled)
  const lettered = isLetterRow(cells, first.column)
  const bottom = above[lettered ? 1 : 0]
  if (bottom === undefined || !isLabelRow(map, bottom, first.column)) return []
  const heading = cellText(map.labelAt(bottom, first.column))
  return [
    {
      name: { row: bottom, column: first.column, content: { type: 'text', value: heading } },
      top: bottom,
      bottom,
      dataStart: (above[0] ?? bottom) + 1,
      letters: lettered ? readLetters(cells) : new Map(),
    },
  ]
}

/** The headers over every run of region names. */
export const findRegionHeaders = (map: SheetMap, { regions }: FormNames): readonly Header[] => {
  const cells = [...regions.keys()].flatMap((key) => map.named(key))
  return [...Map.groupBy(cells, (c) => c.column).values()]
    .flatMap((column) => listRuns(map, column).slice(0, MOST_RUNS))
    .filter((run) => new Set(run.map((c) => regions.get(nameKey(cellText(c))))).size >= FEWEST_REGIONS)
    .flatMap(([first]) => (first ? headerAbove(map, first) : []))
    .toSorted((a, b) => a.top - b.top || a.name.column - b.name.column)
}
