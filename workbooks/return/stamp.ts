/** Knows the hidden stamp of a return: by it the sheet is recognised when it comes back, and its explanations are found. */
import type { Grid, Sheet } from '../grid.ts'
import { cellText, mapSheet } from '../tables/sheet-map.ts'

/** Name of the first sheet of a return. */
export const RESULT_SHEET = '审核结果'
export const RETURN_MARK = 'beizeng-return/1'

/** Columns of the sheet: what the unit writes, and behind it, hidden, the stamp and how marked cells looked before. */
export const COLUMNS = { explanation: 8, stamp: 9, look: 10, note: 11 } as const

/** The stamp of a row whose finding, numbered from 1 as the submission lists them, asks for an explanation. */
export const explanationStamp = (finding: number): string => `explain:${finding}`

/** What a return says when it comes back from the unit. */
export interface ReturnedReturn {
  readonly submission: string
  readonly explanations: readonly { readonly finding: number; readonly text: string; readonly row: number }[]
}

/** Whether a sheet is the first sheet of a return, whatever it is called now. */
export const isResultSheet = (sheet: Sheet): boolean => {
  const stamp = sheet.cells.find(({ row, column }) => row === 1 && column === COLUMNS.stamp)
  return cellText(stamp) === RETURN_MARK
}

/** The submission that a workbook answers, and what was written in the column 说明; undefined when it is no return. */
export const findReturn = (grid: Grid): ReturnedReturn | undefined => {
  const sheet = grid.sheets.find(isResultSheet)
  if (!sheet) return undefined
  const map = mapSheet(sheet)
  const stampAt = (row: number): string => cellText(map.at(row, COLUMNS.stamp))
  const explanations = map.rows.flatMap((row) => {
    const finding = /^explain:([1-9]\d{0,6})$/.exec(stampAt(row))?.[1]
    const said = cellText(map.at(row, COLUMNS.explanation)).trim()
    return finding === undefined || said === '' ? [] : [{ finding: Number(finding), text: said, row }]
  })
  return { submission: stampAt(2), explanations }
}
