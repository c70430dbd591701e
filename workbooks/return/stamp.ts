/** Knows the hidden stamp of a return: by it the sheet is recognised when it comes back, and its explanations are found. */
import { cellAddress, type Cell, type Grid, type Sheet } from '../grid.ts'
import { cellText, mapSheet } from '../tables/sheet-map.ts'

/** Name of the first sheet of a return. */
export const RESULT_SHEET = '审核结果'
export const RETURN_MARK = 'beizeng-return/1'

/** Columns of the sheet: what the unit writes, and behind it, hidden, the stamp and how marked cells looked before. */
export const COLUMNS = { explanation: 8, stamp: 9, look: 10, note: 11 } as const

/** The stamp of a row whose finding asks for an explanation. */
export const explanationStamp = (finding: number): string => `explain:${finding}`

/** What was written, or nothing, beside a finding that asks for an explanation. */
export interface ReturnAnswer {
  /** Number of the finding. */
  readonly finding: number
  readonly text: string
  readonly sheet: string
  readonly cell: string
}

/** What a return says when it comes back from the unit. */
export interface ReturnedReturn {
  /** Id of the submission that went back. */
  readonly submission: string
  readonly answers: readonly ReturnAnswer[]
}

/** Rows and columns that a person may have put before the stamp. */
const MOVED = { rows: 20, columns: 20 }

const findMark = (sheet: Sheet): Cell | undefined =>
  sheet.cells.find(
    (cell) =>
      cell.row <= 1 + MOVED.rows &&
      cell.column <= COLUMNS.stamp + MOVED.columns &&
      cellText(cell) === RETURN_MARK,
  )

/** Whether a sheet is the first sheet of a return, whatever it is called now and wherever its stamp was moved. */
export const isResultSheet = (sheet: Sheet): boolean => findMark(sheet) !== undefined

/** The submission that a workbook answers, and what stands in the column 说明; undefined when it is no return. */
export const findReturn = (grid: Grid): ReturnedReturn | undefined => {
  const sheet = grid.sheets.find(isResultSheet)
  const mark = sheet && findMark(sheet)
  if (!mark) return undefined
  const map = mapSheet(sheet)
  const stampAt = (row: number): string => cellText(map.at(row, mark.column))
  const column = Math.max(1, mark.column - (COLUMNS.stamp - COLUMNS.explanation))
  const answers = map.rows.flatMap((row): readonly ReturnAnswer[] => {
    const finding = /^explain:([1-9]\d{0,6})$/.exec(stampAt(row))?.[1]
    if (finding === undefined) return []
    const text = cellText(map.at(row, column)).trim()
    return [{ finding: Number(finding), text, sheet: sheet.name, cell: cellAddress(row, column) }]
  })
  return { submission: stampAt(mark.row + 1), answers }
}
