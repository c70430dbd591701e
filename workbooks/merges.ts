/** Knows merged ranges as rectangles, never as the cells under them: which overlap, and which values they cover. */
import type { MergedRange } from './grid.ts'

/** The ranges that the current row crosses, from left to right; no two of them share a column. */
interface Crossing {
  readonly ranges: MergedRange[]
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
  const { ranges } = crossing
  let kept = 0
  crossing.firstBottom = Number.POSITIVE_INFINITY
  for (const range of ranges) {
    if (range.bottom < row) continue
    ranges[kept++] = range
    crossing.firstBottom = Math.min(crossing.firstBottom, range.bottom)
  }
  ranges.length = kept
}

/** Adds a range; false when it shares a column with one that is there. */
const addCrossing = (crossing: Crossing, range: MergedRange): boolean => {
  const { ranges } = crossing
  const at = indexFrom(ranges, range.left)
  if ((ranges[at - 1]?.right ?? 0) >= range.left) return false
  if ((ranges[at]?.left ?? Number.POSITIVE_INFINITY) <= range.right) return false
  ranges.splice(at, 0, range)
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

/** Where cells stand, row by row, left to right. */
export interface Places {
  readonly length: number
  readonly rows: ArrayLike<number>
  readonly columns: ArrayLike<number>
}

/** Which cells lie under a merged range without being its corner: Excel hides them, so a person never sees them. */
export const findCovered = (cells: Places, merges: readonly MergedRange[]): readonly number[] => {
  const covered: number[] = []
  const crossing = openCrossing()
  let [next, row] = [0, 0]
  for (let at = 0; merges.length > 0 && at < cells.length; at++) {
    const column = cells.columns[at] ?? 0
    if (cells.rows[at] !== row) {
      row = cells.rows[at] ?? 0
      enterRow(crossing, row)
      for (let range = merges[next]; range && range.top <= row; range = merges[++next])
        if (range.bottom >= row) addCrossing(crossing, range)
    }
    if (crossing.ranges.length === 0) continue
    const range = crossing.ranges[indexFrom(crossing.ranges, column + 1) - 1]
    if (range && range.right >= column && (range.top !== row || range.left !== column)) covered.push(at)
  }
  return covered
}
