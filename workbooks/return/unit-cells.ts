/** Knows how the unit's own cells are put into the return: as our reader read them, whatever the library made of them. */
import type { Cell as Written, CellErrorValue, CellValue as WrittenValue, Worksheet } from 'exceljs'
import { findCivilDate, findSerial } from '../dates.ts'
import type { Cell, CellValue, MergedRange, Sheet } from '../grid.ts'
import { findCovered } from '../merges.ts'
import { mapSheet } from '../tables/sheet-map.ts'
import { isSelfContained } from './formula-fate.ts'

// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F\uFFFE\uFFFF]/g

/** Text that the library writes so that it is read as it is: what XML cannot hold and what looks like an escape is escaped. */
const exactText = (raw: string): string =>
  raw
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(CONTROL, (c) => `_x${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`)

/** What the cells of a workbook share. */
export interface UnitBook {
  /** Names of the workbook that formulas may speak of, in upper case. */
  readonly names: ReadonlySet<string>
  /** True when no style of the original is there: dates then need one. */
  readonly rebuilt: boolean
  readonly departures: Departures
}

/** What could not stay as it was, though every value did. */
export interface Departures {
  /** Formulas whose result stands alone now. */
  formulas: number
  /** Merges that hid values and were undone. */
  merges: number
}

type Result = string | number | boolean | CellErrorValue | undefined

/** The library lists the errors of its day; it writes any. */
const isErrorValue = (value: { readonly error: string }): value is CellErrorValue =>
  value.error.startsWith('#')

const dateNumber = ({ value, serial }: CellValue & { type: 'date' }, rebuilt: boolean): number =>
  // A rebuilt workbook counts days from 1900, the original may count them from 1904.
  !rebuilt || findCivilDate(serial, false) === value ? serial : (findSerial(value, false) ?? serial)

const resultOf = (content: CellValue, rebuilt: boolean): Result => {
  switch (content.type) {
    case 'uncalculated':
      return undefined
    case 'text':
      return exactText(content.value)
    case 'date':
      return dateNumber(content, rebuilt)
    case 'error': {
      const error = { error: content.value }
      return isErrorValue(error) ? error : exactText(content.value)
    }
    default:
      return content.value
  }
}

const joined = (value: WrittenValue): string | undefined => {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null) return undefined
  if ('richText' in value) return value.richText.map((run) => run.text).join('')
  return 'hyperlink' in value ? joined(value.text) : undefined
}

/** A text whose runs of fonts or whose link are worth keeping, because they say the same. */
const isSameText = (value: WrittenValue, content: CellValue): boolean =>
  content.type === 'text' && joined(value) === content.value && exactText(content.value) === content.value

const formulaValue = (formula: string, result: Result, now: WrittenValue): WrittenValue => {
  const plain = { formula: exactText(formula), ...(result === undefined ? {} : { result }), date1904: false }
  if (typeof now !== 'object' || now === null || !('shareType' in now) || !('ref' in now)) return plain
  // The types of the library do not know the array formulas that it reads and writes.
  const array = { ...plain, shareType: now.shareType, ref: now.ref }
  return now.shareType === 'array' ? array : plain
}

const DAY = 'yyyy/m/d'
const DAY_AND_TIME = 'yyyy/m/d h:mm:ss'
const TIME = 'h:mm:ss'

const dateFormat = (value: string): string => {
  if (/^\d\d:/.test(value)) return TIME
  return value.includes('T') ? DAY_AND_TIME : DAY
}

const putCell = (written: Written, cell: Cell, book: UnitBook): boolean => {
  const { content, formula } = cell
  if (content.type === 'date' && book.rebuilt) written.numFmt = dateFormat(content.value)
  const result = resultOf(content, book.rebuilt)
  if (formula !== undefined && isSelfContained(formula, book.names)) {
    written.value = formulaValue(formula, result, written.value)
    return true
  }
  if (!isSameText(written.value, content)) written.value = result ?? null
  return formula === undefined
}

/** Merges that hide a value under them. */
export const listHidingMerges = (sheet: Sheet): ReadonlySet<MergedRange> => {
  const map = mapSheet(sheet)
  const [rows, columns] = [sheet.cells.map((cell) => cell.row), sheet.cells.map((cell) => cell.column)]
  const covering = findCovered({ length: rows.length, rows, columns }, sheet.merges)
  return new Set(covering.flatMap((at) => map.mergeAt(rows[at] ?? 0, columns[at] ?? 0) ?? []))
}

/** Puts every cell of the unit's sheet where it stood; merges that hide values must be undone before. */
export const putUnitCells = (sheet: Worksheet, from: Sheet, book: UnitBook): void => {
  for (const cell of from.cells)
    if (!putCell(sheet.getCell(cell.row, cell.column), cell, book)) book.departures.formulas++
}
