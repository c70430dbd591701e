/** Knows a cell of a worksheet: its address, type, value and formula, each of which may be missing. */
import { text } from '../../indicators/text.ts'
import { LAST_COLUMN, LAST_ROW } from '../addresses.ts'
import { findNumber } from '../cell-text.ts'
import {
  appendCell,
  appendNumber,
  appendPooled,
  openCellList,
  poolIndex,
  type CellList,
} from '../cell-columns.ts'
import type { Cell, CellValue } from '../grid.ts'
import { excerpt } from '../refusal.ts'
import { countCell, countCharacters, countContent, type Tally } from '../tally.ts'
import {
  badCell,
  numberValue,
  sharedString,
  typedValue,
  type BookContext,
  type OpenCell,
} from './cell-value.ts'
import { parseNumberBytes } from './numbers.ts'
import { BLANK, takePlainCell } from './plain-cell.ts'
import { parseFormula, type FormulaPiece } from './shared-formula.ts'
import { cellTextBound, readStringItem } from './shared-strings.ts'
import { findAttribute, readText, type TextBound } from './xml-text.ts'
import { CLOSE, isNamed, nextAttribute, nextChild, step, TEXT, type Scanner } from './xml.ts'

/** Where a cell stands. */
export type Place = Pick<Cell, 'row' | 'column'>

/** What has been read of a sheet's cells so far. */
export interface CellReading {
  readonly book: BookContext
  readonly tally: Tally
  readonly valueBound: TextBound
  readonly formulaBound: TextBound
  readonly cell: OpenCell
  readonly cells: CellList
  /** For each shared string that has occurred: one more than its place in the pool of the cells. */
  readonly pooled: Int32Array
  /** Formulas that other cells share, by their group; and the cells that do, by index into `cells`. */
  readonly masters: Map<
    string,
    { readonly row: number; readonly column: number; readonly pieces: readonly FormulaPiece[] }
  >
  readonly dependents: { readonly index: number; readonly group: string }[]
  readonly notNumbers: Place[]
  readonly unstyled: Place[]
}

/** What a cell takes in a sheet that is a table; one of other cells gets more room as it comes. */
const BYTES_PER_CELL = 32

/** Nothing read yet of a sheet of so many bytes. */
export const openReading = ({
  sheet,
  book,
  tally,
  bytes,
}: {
  readonly sheet: string
  readonly book: BookContext
  readonly tally: Tally
  readonly bytes: number
}): CellReading => ({
  book,
  tally,
  valueBound: cellTextBound(tally.limits),
  formulaBound: {
    code: 'limit.formula',
    what: text('一个公式', 'one formula'),
    limit: tally.limits.formula,
  },
  cell: { sheet, row: 0, column: 0, rowNumbered: false, style: 0, type: 'n' },
  cells: openCellList(Math.min(Math.ceil(bytes / BYTES_PER_CELL), tally.limits.cells)),
  pooled: new Int32Array(book.strings.length),
  masters: new Map(),
  dependents: [],
  notNumbers: [],
  unstyled: [],
})

const badAddress = (scan: Scanner, cell: OpenCell) => {
  const found = excerpt(scan.bytes.toString('utf8', scan.valueStart, scan.valueEnd))
  return badCell(
    'sheet.ref',
    cell,
    text(
      `写的地址是「${found}」，与所在行不符或不是地址`,
      `its address reads "${found}", which is none or lies in another row`,
    ),
  )
}

/** Reads the address in the attribute just found; it must lie in the row that holds the cell. */
const readAddress = (scan: Scanner, cell: OpenCell): number => {
  const { bytes, valueEnd } = scan
  let at = scan.valueStart
  let column = 0
  for (; at < valueEnd; at++) {
    const letter = (bytes[at] ?? 0) & 0xdf
    if (letter < 0x41 || letter > 0x5a) break
    column = column * 26 + (letter - 0x40)
    if (column > LAST_COLUMN) throw badAddress(scan, cell)
  }
  let row = 0
  for (; at < valueEnd && row <= LAST_ROW; at++) {
    const digit = (bytes[at] ?? 0) - 0x30
    if (digit < 0 || digit > 9) break
    row = row * 10 + digit
  }
  if (!cell.rowNumbered && row > 0 && row <= LAST_ROW) {
    cell.row = row
    cell.rowNumbered = true
  }
  if (column === 0 || at < valueEnd || row !== cell.row) throw badAddress(scan, cell)
  return column
}

/** The type of a cell; `s` is nearly every one that is given. */
const readType = ({ bytes, valueStart, valueEnd }: Scanner): string =>
  valueEnd - valueStart === 1 && bytes[valueStart] === 0x73
    ? 's'
    : bytes.toString('latin1', valueStart, valueEnd)

/** A cell without an address follows the one before it. */
const readTag = (scan: Scanner, cell: OpenCell): void => {
  let column = cell.column + 1
  cell.style = 0
  cell.type = 'n'
  while (nextAttribute(scan)) {
    if (scan.nameEnd - scan.nameStart !== 1) continue
    const name = scan.bytes[scan.nameStart]
    if (name === 0x72) column = readAddress(scan, cell)
    else if (name === 0x73) cell.style = parseNumberBytes(scan.bytes, scan.valueStart, scan.valueEnd)
    else if (name === 0x74) cell.type = readType(scan)
  }
  if (column > LAST_COLUMN)
    throw badCell('sheet.ref', cell, text('后面已没有列', 'there is no column after it'))
  cell.column = column
}

/** The number in `<v>` where it is one plain run of digits, as nearly always; undefined moves nothing. */
const findPlainNumber = (scan: Scanner): number | undefined => {
  const { at, closing, depth } = scan
  if (!closing && step(scan) === TEXT) {
    const value = parseNumberBytes(scan.bytes, scan.start, scan.end)
    if (!Number.isNaN(value) && step(scan) === CLOSE) return value
  }
  scan.at = at
  scan.closing = closing
  scan.depth = depth
  return undefined
}

const readValue = (scan: Scanner, { book, cell, valueBound }: CellReading): CellValue | undefined => {
  if (cell.type === 'n' || cell.type === 's') {
    const plain = findPlainNumber(scan)
    if (plain !== undefined)
      return cell.type === 'n' ? numberValue(plain, cell, book) : sharedString(plain, cell, book)
  }
  const raw = readText(scan, valueBound)
  if (cell.type === 'str' || cell.type === 'inlineStr') return { type: 'text', value: raw }
  if (raw.trim() === '') return undefined
  const value = findNumber(raw.trim())
  if (cell.type === 's') return sharedString(value ?? -1, cell, book)
  if (cell.type !== 'n') return typedValue(raw, cell, book)
  return value === undefined ? { type: 'text', value: raw } : numberValue(value, cell, book)
}

/** A formula of its own, or the group that it shares one with. */
type FormulaTag = { readonly formula: string } | { readonly group: string }

const readFormula = (scan: Scanner, { cell, formulaBound, masters }: CellReading): FormulaTag | undefined => {
  const type = findAttribute(scan, 't')
  const group = type === 'shared' ? findAttribute(scan, 'si') : undefined
  const table =
    type === 'dataTable' ? `TABLE(${findAttribute(scan, 'r1') ?? ''},${findAttribute(scan, 'r2') ?? ''})` : ''
  const formula = readText(scan, formulaBound) || table
  if (group === undefined) return formula === '' ? undefined : { formula }
  if (formula === '') return { group }
  masters.set(group, { row: cell.row, column: cell.column, pieces: parseFormula(formula) })
  return { formula }
}

const noteStyle = ({ book, cell: { row, column, style }, unstyled }: CellReading): void => {
  if (style !== 0 && book.styleKinds[style] === undefined) unstyled.push({ row, column })
}

const keep = (reading: CellReading, content: CellValue, tag: FormulaTag | undefined): void => {
  const { row, column, type } = reading.cell
  const cell: Cell =
    tag && 'formula' in tag ? { row, column, content, formula: tag.formula } : { row, column, content }
  countContent(reading.tally, cell)
  if (tag && 'group' in tag) reading.dependents.push({ index: reading.cells.length, group: tag.group })
  if (content.type === 'text' && (type === 'n' || type === 'd')) reading.notNumbers.push({ row, column })
  noteStyle(reading)
  appendCell(reading.cells, cell)
}

/** An empty text is a blank: it leaves nothing. */
const keepUnlessBlank = (reading: CellReading, content: CellValue): void => {
  if (content.type !== 'text' || content.value !== '') keep(reading, content, undefined)
}

/** Keeps a cell that refers to a shared string; the pool is asked about each string once, not about each cell. */
const keepShared = (reading: CellReading, index: number): void => {
  const { book, cell, cells, pooled, tally } = reading
  const content = sharedString(index, cell, book)
  if (content.value === '') return
  countCell(tally)
  countCharacters(tally, content.value.length)
  noteStyle(reading)
  const place = pooled[index] || poolIndex(cells, content) + 1
  pooled[index] = place
  appendPooled(cells, cell, place - 1)
}

/** Keeps a cell whose style shows a date; the date of each serial is found once. */
const keepDate = (reading: CellReading, serial: number): void => {
  const { book, cell, cells, tally } = reading
  const place = cells.known.get(serial)
  if (place === undefined) {
    keep(reading, numberValue(serial, cell, book), undefined)
    return
  }
  countCell(tally)
  appendPooled(cells, cell, place)
}

/** Reads the next cell where it is written as nearly every one; false, and nothing moved, where it is not. @throws RefusedError */
export const readPlainCell = (scan: Scanner, reading: CellReading): boolean => {
  const { book, cell, cells, tally } = reading
  const value = takePlainCell(scan, cell)
  if (Number.isNaN(value)) return false
  if (cell.type === BLANK) return true
  const kind = book.styleKinds[cell.style]
  if (cell.type === 's') keepShared(reading, value)
  else if (kind === 'date') keepDate(reading, value)
  else if (kind !== null) keep(reading, numberValue(value, cell, book), undefined)
  else {
    countCell(tally)
    appendNumber(cells, cell, value)
  }
  return true
}

/** Reads the cell whose tag is open; a blank one leaves nothing. @throws RefusedError */
export const readCell = (scan: Scanner, reading: CellReading): void => {
  readTag(scan, reading.cell)
  const level = scan.depth
  let tag: FormulaTag | undefined
  let value: CellValue | undefined
  while (nextChild(scan, level))
    if (isNamed(scan, 'v')) value = readValue(scan, reading)
    else if (isNamed(scan, 'f')) tag = readFormula(scan, reading)
    else if (isNamed(scan, 'is')) value = { type: 'text', value: readStringItem(scan, reading.valueBound) }
  if (tag) keep(reading, value ?? { type: 'uncalculated' }, tag)
  else if (value !== undefined) keepUnlessBlank(reading, value)
}
