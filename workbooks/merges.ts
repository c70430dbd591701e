/** Knows merged ranges as rectangles, never as the cells under them: which overlap, and which values they cover. */
import type { Cell, Cells, MergedRange } from './grid.ts'

/** The ranges that the current row crosses, from left to right; no two of them share a column. */
interface Crossing {
  ranges: MergedRange[]
  /** The row after which one of them ends, so that most rows need no look. */
  firstBottom: number
}

/** Index of the first crossing range that starts at or right of a column. */
const indexFrom = (ranges: readonly MergedRange[], column: number): number => {
  let [low, high] = [0, ranges.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ranges[middle]?.left ?? 0) < column) low = middle + 1
    else high = middle
  }
  return low
}

const enterRow = (crossing: Crossing, row: number): void => {
  if (row <= crossing.firstBottom) return
  crossing.ranges = crossing.ranges.filter((r) => r.bottom >= row)
  crossing.firstBottom = crossing.ranges.reduce(
    (least, r) => Math.min(least, r.bottom),
    Number.POSITIVE_INFINITY,
  )
}

/** Adds a range; false when it shares a column with one that is there. */
const addCrossing = (crossing: Crossing, range: MergedRange): boolean => {
  const at = indexFrom(crossing.ranges, range.left)
  const [before, after] = [crossing.ranges[at - 1], crossing.ranges[at]]
  if ((before && before.right >= range.left) || (after && after.left <= range.right)) return false
  crossing.ranges.splice(at, 0, range)
  crossing.firstBottom = Math.min(crossing.firstBottom, range.bottom)
  return true
}

const openCrossing = (): Crossing => ({ ranges: [], firstBottom: Number.POSITIVE_INFINITY })

/** Ranges from top to bottom, without those of one cell and those that overlap one before them. */
export const orderMerges = (
  merges: readonly MergedRange[],
): { readonly kept: readonly MergedRange[]; readonly overlapping: readonly MergedRange[] } => {
  const crossing = openCrossing()
  const [kept, overlapping]: [MergedRange[], MergedRange[]] = [[], []]
  const real = merges.filter((r) => r.top !== r.bottom || r.left !== r.right)
  for (const range of real.toSorted((a, b) => a.top - b.top || a.left - b.left)) {
    enterRow(crossing, range.top)
    ;(addCrossing(crossing, range) ? kept : overlapping).push(range)
  }
  return { kept, overlapping }
}

/** Cells that lie under a merged range without being its corner: Excel hides them, so a person never sees them. */
export const findCovered = (cells: Cells, merges: readonly MergedRange[]): readonly Cell[] => {
  if (merges.length === 0) return []
  const crossing = openCrossing()
  let next = 0
  let row = 0
  return cells.filter((cell) => {
    if (cell.row !== row) {
      row = cell.row
      enterRow(crossing, row)
      for (let range = merges[next]; range && range.top <= row; range = merges[++next])
        if (range.bottom >= row) addCrossing(crossing, range)
    }
    const range = crossing.ranges[indexFrom(crossing.ranges, cell.column + 1) - 1]
    return (
      range !== undefined && range.right >= cell.column && (range.top !== row || range.left !== cell.column)
    )
  })
}
