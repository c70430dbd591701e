/** Knows what `inspect --json` says of a workbook: what the reader sees before any form, or why it is refused. */
import type { Language } from '../indicators/text.ts'
import { rangeAddress } from './addresses.ts'
import { cellAddress, type Cell, type ReadResult, type Sheet, type WorkbookKind } from './grid.ts'

export interface CellDescription {
  readonly ref: string
  readonly type: 'number' | 'text' | 'date' | 'boolean' | 'error'
  /** Null for a formula whose result was never saved. */
  readonly value: number | string | boolean | null
  /** Null when the cell holds no formula. */
  readonly formula: string | null
  /** False when the value is missing because it was never calculated. */
  readonly cached: boolean
}

export interface SheetDescription {
  readonly name: string
  readonly state: Sheet['state']
  readonly rows: number
  readonly columns: number
  readonly merges: readonly string[]
  readonly hiddenRows: readonly number[]
  readonly hiddenColumns: readonly number[]
  readonly cells: readonly CellDescription[]
}

export interface WorkbookDescription {
  readonly file: string
  /** Null when the file is refused. */
  readonly kind: WorkbookKind | null
  readonly refused: { readonly code: string; readonly reason: string } | null
  readonly warnings: readonly string[]
  readonly sheets: readonly SheetDescription[]
}

const describeCell = ({ row, column, content, formula }: Cell): CellDescription => {
  const place = { ref: cellAddress(row, column), formula: formula ?? null }
  // What an uncalculated formula will give is not known; a number is what forms expect of it.
  return content.type === 'uncalculated'
    ? { ref: place.ref, type: 'number', value: null, formula: place.formula, cached: false }
    : { ref: place.ref, type: content.type, value: content.value, formula: place.formula, cached: true }
}

const describeSheet = (sheet: Sheet): SheetDescription => ({
  name: sheet.name,
  state: sheet.state,
  rows: sheet.rows,
  columns: sheet.columns,
  merges: sheet.merges.map(rangeAddress),
  hiddenRows: sheet.hiddenRows,
  hiddenColumns: sheet.hiddenColumns,
  cells: sheet.cells.map(describeCell),
})

/** The document that `inspect --json` prints. */
export const describeWorkbook = (
  file: string,
  result: ReadResult,
  language: Language,
): WorkbookDescription =>
  'refused' in result
    ? {
        file,
        kind: null,
        refused: { code: result.refused.code, reason: result.refused.reason[language] },
        warnings: [],
        sheets: [],
      }
    : {
        file,
        kind: result.grid.kind,
        refused: null,
        warnings: result.grid.warnings.map((w) => w[language]),
        sheets: result.grid.sheets.map(describeSheet),
      }
