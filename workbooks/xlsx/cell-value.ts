/** Knows what the `<v>` of a cell means under the cell's type and style. */
import { text } from '../../indicators/text.ts'
import { findCivilDate, findSerial } from '../dates.ts'
import { cellAddress, type CellValue, type TextValue } from '../grid.ts'
import type { FormatKind } from '../number-format.ts'
import { excerpt, refused } from '../refusal.ts'

/** What the cells of a workbook share. */
export interface BookContext {
  readonly strings: readonly TextValue[]
  readonly styleKinds: readonly (FormatKind | null)[]
  readonly date1904: boolean
}

/** A cell that is being read. */
export interface OpenCell {
  /** Name of the sheet, for what is said about the cell. */
  readonly sheet: string
  row: number
  column: number
  /** False while the row is only counted, because the file gives it no number. */
  rowNumbered: boolean
  /** `s`: index of its style. `t`: its type. */
  style: number
  type: string
}

/** A cell whose address is still unknown is told by its row. */
const whereOf = ({ sheet, row, column }: OpenCell): string =>
  `${excerpt(sheet)}!${column > 0 ? cellAddress(row, column) : `${row}:${row}`}`

/** The refusal of a cell that cannot mean anything. */
export const badCell = (code: string, cell: OpenCell, found: { readonly zh: string; readonly en: string }) =>
  refused(
    code,
    text(`单元格 ${whereOf(cell)} 有错误：${found.zh}`, `cell ${whereOf(cell)} is wrong: ${found.en}`),
  )

/** A number, as a date or a percentage where the style shows one. A date that Excel does not know stays the number it is. */
export const numberValue = (value: number, cell: OpenCell, book: BookContext): CellValue => {
  const kind = book.styleKinds[cell.style]
  if (kind === 'percent') return { type: 'number', value, percent: true }
  if (kind !== 'date') return { type: 'number', value, ...(kind ? { printed: kind } : {}) }
  const date = findCivilDate(value, book.date1904)
  return date === undefined ? { type: 'number', value } : { type: 'date', value: date, serial: value }
}

/** The shared string of this number. @throws RefusedError when there is none */
export const sharedString = (index: number, cell: OpenCell, book: BookContext): TextValue => {
  const found = book.strings[index]
  if (found) return found
  throw badCell(
    'sheet.string',
    cell,
    text(
      `引用第 ${index} 个共享文字串，工作簿只有 ${book.strings.length} 个`,
      `it refers to shared string ${index}, the workbook holds ${book.strings.length}`,
    ),
  )
}

const booleanValue = (raw: string, cell: OpenCell): CellValue => {
  if (raw === '1' || raw === 'true') return { type: 'boolean', value: true }
  if (raw === '0' || raw === 'false') return { type: 'boolean', value: false }
  throw badCell(
    'sheet.boolean',
    cell,
    text(`逻辑值应为 0 或 1，发现「${excerpt(raw)}」`, `a boolean must be 0 or 1, found "${excerpt(raw)}"`),
  )
}

/** The value of a boolean, an error or an ISO date. @throws RefusedError */
export const typedValue = (raw: string, cell: OpenCell, book: BookContext): CellValue => {
  switch (cell.type) {
    case 'b':
      return booleanValue(raw.trim(), cell)
    case 'e':
      return { type: 'error', value: raw.trim() }
    case 'd': {
      const serial = findSerial(raw.trim(), book.date1904)
      const date = serial === undefined ? undefined : findCivilDate(serial, book.date1904)
      return serial === undefined || date === undefined
        ? { type: 'text', value: raw }
        : { type: 'date', value: date, serial }
    }
    default:
      throw badCell(
        'sheet.type',
        cell,
        text(`未知的类型 t="${excerpt(cell.type)}"`, `unknown type t="${excerpt(cell.type)}"`),
      )
  }
}
