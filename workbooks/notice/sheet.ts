/** Knows how rows are laid on the page of a notice, one under the other. */
import type { Worksheet } from 'exceljs'
import { linesOf, rowHeight } from '../assessment/cells.ts'
import { writtenText } from '../written-text.ts'
import { BOX, STYLES, type StyleName } from './style.ts'

/** Widths of the six columns; together an A4 page upright. */
export const WIDTHS = [13, 15, 15, 15, 13, 17] as const
export const LAST = WIDTHS.length

/** A piece of a row: the columns it covers, and what stands there. */
export interface Piece {
  readonly from: number
  readonly to: number
  readonly content: string | number
  readonly style: StyleName
  readonly format?: string
}

const widthOf = ({ from, to }: Piece): number => WIDTHS.slice(from - 1, to).reduce((sum, w) => sum + w, 0)

const heightOf = (piece: Piece): number => {
  const { size } = STYLES[piece.style].font
  // A figure is shown by its format, on one line, however many digits it has.
  const lines = typeof piece.content === 'number' ? 1 : linesOf(piece.content, widthOf(piece), size)
  // A line more room than the text needs: it is printed with other fonts than it was measured by.
  return rowHeight(lines, size) + size
}

/** The page, and the row that comes next. */
export interface Page {
  readonly sheet: Worksheet
  next: number
}

const putPiece = ({ sheet, next }: Page, piece: Piece, boxed: boolean): void => {
  const { from, to, content, style, format } = piece
  if (to > from) sheet.mergeCells(next, from, next, to)
  for (let column = from; column <= to; column++) {
    const cell = sheet.getCell(next, column)
    cell.style = {
      ...STYLES[style],
      ...(boxed ? { border: BOX } : {}),
      ...(format ? { numFmt: format } : {}),
    }
  }
  sheet.getCell(next, from).value = typeof content === 'number' ? content : writtenText(content)
}

/** Lays a row; as high as its longest text needs, or as asked. */
export const layRow = (
  page: Page,
  pieces: readonly Piece[],
  { boxed = true, least = 22 }: { readonly boxed?: boolean; readonly least?: number } = {},
): void => {
  for (const piece of pieces) putPiece(page, piece, boxed)
  page.sheet.getRow(page.next).height = Math.max(least, ...pieces.map(heightOf))
  page.next += 1
}

/** A label and what it names, across the page. */
export const layField = (
  page: Page,
  [label, content]: readonly [string, string],
  {
    style = 'text',
    least = 22,
    format,
  }: { readonly style?: StyleName; readonly least?: number; readonly format?: string } = {},
): void =>
  layRow(
    page,
    [
      { from: 1, to: 1, content: label, style: 'label' },
      { from: 2, to: LAST, content, style, ...(format ? { format } : {}) },
    ],
    { least },
  )
