/** Knows what a reader sees before any form: sheets of typed cells with address, formula and merged ranges. */
import type { Text } from '../indicators/text.ts'

export interface TextValue {
  readonly type: 'text'
  readonly value: string
}

/** What a number format shows besides the digits: the word behind them, and how many times smaller they are than the number. */
export interface PrintedFormat {
  readonly word: string
  readonly scale: number
}

/** The value of a cell. A date keeps its serial and the text of its civil date; a blank cell is not listed. */
export type CellValue =
  /** `percent`: the cell shows its number as a percentage, 0.44 as 44 %. `printed`: with a word or smaller than it is. */
  | {
      readonly type: 'number'
      readonly value: number
      readonly percent?: true
      readonly printed?: PrintedFormat
    }
  | TextValue
  | { readonly type: 'date'; readonly value: string; readonly serial: number }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'error'; readonly value: string }
  /** A formula whose result was never saved: it has no value. */
  | { readonly type: 'uncalculated' }

export interface Cell {
  /** 1-based row and column. */
  readonly row: number
  readonly column: number
  readonly content: CellValue
  /** Without the leading `=`; only for formula cells. */
  readonly formula?: string
}

/**
 * Cells row by row, left to right; blanks are not listed. An array of cells is one; a sheet that was read keeps no object
 * for each cell and makes it when it is asked for.
 */
export interface Cells extends Iterable<Cell> {
  readonly length: number
  map<T>(of: (cell: Cell) => T): readonly T[]
  flatMap<T>(of: (cell: Cell) => readonly T[]): readonly T[]
  filter(keep: (cell: Cell) => boolean): readonly Cell[]
  find(wanted: (cell: Cell) => boolean): Cell | undefined
  slice(start: number, end: number): readonly Cell[]
}

/** A merged range, 1-based and inclusive. */
export interface MergedRange {
  readonly top: number
  readonly left: number
  readonly bottom: number
  readonly right: number
}

export interface Sheet {
  readonly name: string
  readonly state: 'visible' | 'hidden' | 'veryHidden'
  /** Size of the used box, counted from the cells, never from what the file declares. */
  readonly rows: number
  readonly columns: number
  readonly merges: readonly MergedRange[]
  readonly cells: Cells
  readonly hiddenRows: readonly number[]
  readonly hiddenColumns: readonly number[]
}

export type WorkbookKind = 'xlsx' | 'xlsm' | 'xls' | 'csv'

/** What is odd about a sheet (the whole workbook when `sheet` is empty) and could be read all the same. */
export interface Oddity extends Text {
  readonly code:
    | 'empty'
    | 'uncalculated'
    | 'number-as-text'
    | 'covered'
    | 'several-units'
    | 'stale-result'
    | 'far-cells'
    | 'merges-overlap'
    | 'no-number'
    | 'no-style'
    | 'no-shared-formula'
  readonly sheet: string
}

export interface Grid {
  readonly kind: WorkbookKind
  readonly sheets: readonly Sheet[]
  /** What was odd and still readable. */
  readonly warnings: readonly Oddity[]
}

/** Why a file is refused before any form is tried. */
export interface Refusal {
  /** Stable code, e.g. `zip.bomb`, `encrypted`, `xml.doctype`. */
  readonly code: string
  readonly reason: Text
}

export type ReadResult = { readonly grid: Grid } | { readonly refused: Refusal }

const A = 'A'.charCodeAt(0)

/** Column letters of a 1-based column number: 28 → `AB`. */
export const columnLetters = (column: number): string =>
  column <= 26
    ? String.fromCharCode(A + column - 1)
    : columnLetters(Math.floor((column - 1) / 26)) + columnLetters(((column - 1) % 26) + 1)

/** Address of a cell: row 7, column 2 → `B7`. */
export const cellAddress = (row: number, column: number): string => `${columnLetters(column)}${row}`
