/** Knows the page that the result sheet is written on: its columns, and rows of texts that are as high as their texts. */
import type { Cell, Worksheet } from 'exceljs'
import { linesOf, rowHeight } from '../assessment/cells.ts'
import { numberFormat, type WrittenNumber } from '../written-number.ts'
import { writtenText } from '../written-text.ts'
import type { Link } from './finish-package.ts'
import { STYLES, THIN_BOX, type StyleName } from './style.ts'

export const WIDTHS = [6, 9, 22, 9, 32, 36, 12, 34]
export const LAST = WIDTHS.length
export const LEFT_HALF = 5
export const WHOLE = { from: 1, to: LAST }

/** The sheet while it is written, row by row. */
export interface Page {
  readonly sheet: Worksheet
  readonly links: Link[]
  row: number
}

interface Span {
  readonly from: number
  readonly to: number
}
type Content = string | WrittenNumber
type Piece = Span & { readonly text: Content; readonly style: StyleName }

const widthOf = ({ from, to }: Span): number => WIDTHS.slice(from - 1, to).reduce((sum, w) => sum + w, 0)

const SIZE = 11

const wordsOf = (content: Content): string => (typeof content === 'string' ? content : content.words)

/** Only text may be taken for a formula, and only text is kept from it: -11.9 is no formula. */
const putContent = (cell: Cell, content: Content): void => {
  if (typeof content === 'string') cell.value = writtenText(content)
  else {
    cell.value = content.value
    cell.numFmt = numberFormat(content.decimals, content.unit)
  }
}

const put = (page: Page, piece: Piece): void => {
  const { sheet, row } = page
  if (piece.from !== piece.to) sheet.mergeCells(row, piece.from, row, piece.to)
  const cell = sheet.getCell(row, piece.from)
  cell.style = { ...STYLES[piece.style] }
  putContent(cell, piece.text)
}

/** Writes one row of pieces and goes to the next; it is as high as its longest text. */
export const putRow = (page: Page, pieces: readonly Piece[], least = 18): void => {
  for (const piece of pieces) put(page, piece)
  const lines = Math.max(
    ...pieces.map((p) => linesOf(wordsOf(p.text), widthOf(p), STYLES[p.style].font.size ?? SIZE)),
  )
  page.sheet.getRow(page.row).height = Math.min(400, Math.max(least, rowHeight(lines, SIZE)))
  page.row++
}

const ruleRow = (page: Page, row: number): void => {
  for (let column = 1; column <= LAST; column++) page.sheet.getCell(row, column).border = THIN_BOX
}

/** Writes a row of a table; gives its number. */
export const putTableRow = (page: Page, pieces: readonly Piece[]): number => {
  putRow(page, pieces, 22)
  ruleRow(page, page.row - 1)
  return page.row - 1
}

/** Pieces from left to right, each over so many columns. */
export const pieces = (
  plan: readonly (readonly [columns: number, style: StyleName])[],
  texts: readonly Content[],
): readonly Piece[] => {
  let from = 1
  return plan.map(([columns, style], index) => {
    const piece = { from, to: from + columns - 1, style, text: texts[index] ?? '' }
    from += columns
    return piece
  })
}

/** The same columns for the words above them. */
export const headerOf = (plan: readonly (readonly [number, StyleName])[]) =>
  plan.map(([columns]) => [columns, 'header'] as const)
