/** Knows how values, formulas and runs of text are put into the cells of the assessment workbook. */
import type { Cell, Worksheet } from 'exceljs'
import { DASH } from '../../indicators/figure-text.ts'
import type { Target } from '../../indicators/plan.ts'
import { cellAddress } from '../grid.ts'
import { writtenText } from '../written-text.ts'
import { ruled, STYLES, type StyleName } from './style.ts'

/** What a cell holds; a formula stands beside its result, so that every reader shows the same figure. */
export type Content = string | number | null | { readonly formula: string; readonly result: number }

export interface ColumnPlan {
  readonly head: string
  readonly width: number
  readonly style: StyleName
}

/** Puts content into a cell; null is a dash, never an empty cell. */
export const putCell = (cell: Cell, content: Content, style: StyleName): Cell => {
  cell.value =
    content === null
      ? DASH
      : typeof content === 'string'
        ? writtenText(content)
        : typeof content === 'number'
          ? content
          : { ...content, date1904: false }
  cell.style = { ...STYLES[style] }
  if (content === null) cell.alignment = { ...STYLES.word.alignment }
  return cell
}

/** Puts content over merged columns of one row. */
export const putAcross = (
  sheet: Worksheet,
  at: { readonly row: number; readonly from: number; readonly to: number },
  say: { readonly content: string; readonly style: StyleName },
): void => {
  sheet.mergeCells(at.row, at.from, at.row, at.to)
  putCell(sheet.getCell(at.row, at.from), say.content, say.style)
}

/** Rules the cells of a block of rows. */
export const ruleRows = (
  sheet: Worksheet,
  block: { readonly from: number; readonly to: number; readonly columns: number },
): void => {
  for (let row = block.from; row <= block.to; row++)
    for (let column = 1; column <= block.columns; column++)
      sheet.getCell(row, column).border = ruled(column, block.columns)
}

const SIGNS: Partial<Record<Target['comparator'], string>> = {
  '>=': '≥',
  '>': '＞',
  '<=': '≤',
  '~': '约',
  rank_at_most: '≤',
}

/** Number format with the decimals of the indicator; a comparator is printed before the number, which stays a number. */
export const figureFormat = (decimals: number, comparator: Target['comparator'] | null = null): string => {
  const digits = decimals === 0 ? '0' : `0.${'0'.repeat(decimals)}`
  const sign = comparator === null ? undefined : SIGNS[comparator]
  return sign === undefined ? digits : `"${sign}"${digits}`
}

/** Percent to two decimals, without the sign: the heading carries it. */
export const PERCENT_FORMAT = '0.00'

/** Width of a text in half-width characters. */
export const textWidth = (raw: string): number =>
  [...raw].reduce((sum, sign) => sum + ((sign.codePointAt(0) ?? 0) > 0x2e7f || sign === '—' ? 2 : 1), 0)

/** Lines that a wrapped text takes in a column of this width, at this font size. */
export const linesOf = (raw: string, width: number, size: number): number => {
  const room = Math.max(2, Math.floor((width * 10.5) / size) - 1)
  return raw.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(textWidth(line) / room)), 0)
}

/** Height of a row for its most wrapped text, in points. */
export const rowHeight = (lines: number, size: number): number => Math.max(16, lines * (size * 1.3) + 3)

/** Absolute address on another sheet. */
export const sheetReference = (sheet: string, row: number, column: number): string =>
  `'${sheet}'!${cellAddress(row, column)}`
