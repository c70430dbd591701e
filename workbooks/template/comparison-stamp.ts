/** Knows the hidden stamp by which the sheet of earlier figures beside a template is told from a table. */
import type { Sheet } from '../grid.ts'
import { cellText } from '../tables/sheet-map.ts'

export const COMPARISON_SHEET = '上期对照'
export const COMPARISON_MARK = 'beizeng-comparison/1'
/** Behind the last column, hidden. */
export const COMPARISON_STAMP = { row: 1, column: 10 } as const

/** Whether a sheet holds earlier figures for comparison. */
export const isComparisonSheet = (sheet: Sheet): boolean =>
  cellText(
    sheet.cells.find((c) => c.row === COMPARISON_STAMP.row && c.column === COMPARISON_STAMP.column),
  ) === COMPARISON_MARK
