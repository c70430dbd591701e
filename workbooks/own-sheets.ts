/** Knows the sheets that we put into a unit's workbook ourselves: none of them is a table of the unit. */
import type { Sheet } from './grid.ts'
import { isResultSheet } from './return/stamp.ts'
import { isComparisonSheet } from './template/comparison-stamp.ts'
import { STAMP_SHEET } from './template/stamp.ts'

/** Whether a sheet is ours, whatever it is called now. */
export const isOwnSheet = (sheet: Sheet): boolean =>
  sheet.name === STAMP_SHEET || isResultSheet(sheet) || isComparisonSheet(sheet)
