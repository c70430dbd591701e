/** Knows a worksheet part: rows, hidden rows and columns, merged ranges; what it declares of its size is not believed. */
import { text } from '../../indicators/text.ts'
import { findRange, LAST_COLUMN, LAST_ROW } from '../addresses.ts'
import type { SheetDraft } from '../compose-sheet.ts'
import type { MergedRange, Oddity, Sheet } from '../grid.ts'
import { listOddCells } from '../odd-cells.ts'
import { excerpt, refused } from '../refusal.ts'
import { checkMergeCount, countCharacters, type Tally } from '../tally.ts'
import { openReading, readCell, readPlainCell, type CellReading, type Place } from './cell.ts'
import type { BookContext } from './cell-value.ts'
import { finishPart } from './opc.ts'
import { moveFormula } from './shared-formula.ts'
import {
  attributeNumber,
  attributeText,
  findAttribute,
  findNumberAttribute,
  isAttribute,
  isTrue,
  readAttribute,
} from './xml-text.ts'
import { isNamed, nextAttribute, nextChild, type Scanner } from './xml.ts'

/** What the workbook says of a sheet, and what all its sheets share. */
export interface SheetContext {
  readonly name: string
  readonly state: Sheet['state']
  readonly book: BookContext
  readonly tally: Tally
}

const badSheet = (name: string, zh: string, en: string) =>
  refused('sheet.ref', text(`工作表「${excerpt(name)}」${zh}`, `sheet "${excerpt(name)}": ${en}`))

/** Reads the number of a row, and whether it is hidden: said so, or without height. */
const readRow = (scan: Scanner, { cell }: CellReading): boolean => {
  const from = scan.attributesAt
  let numbered: number | undefined
  let hidden = false
  while (nextAttribute(scan))
    if (isAttribute(scan, 'r')) numbered = attributeNumber(scan)
    else if (isAttribute(scan, 'ht')) hidden ||= attributeNumber(scan) === 0
    else if (isAttribute(scan, 'hidden')) hidden ||= isTrue(attributeText(scan))
  cell.row = numbered ?? cell.row + 1
  cell.rowNumbered = numbered !== undefined
  cell.column = 0
  if (Number.isInteger(cell.row) && cell.row >= 1 && cell.row <= LAST_ROW) return hidden
  scan.attributesAt = from
  const found = excerpt(findAttribute(scan, 'r') ?? String(cell.row))
  throw badSheet(cell.sheet, `的行号「${found}」不存在`, `there is no row "${found}"`)
}

const readCells = (scan: Scanner, reading: CellReading): void => {
  const level = scan.depth
  for (;;) {
    const inRow = scan.depth === level && !scan.closing && reading.cell.rowNumbered
    if (inRow && readPlainCell(scan, reading)) continue
    if (!nextChild(scan, level)) return
    if (isNamed(scan, 'c')) readCell(scan, reading)
  }
}

/** Rows in any order; a row without a number is that of its cells, else it follows the one before it. */
const readRows = (scan: Scanner, reading: CellReading, hidden: number[]): void => {
  const level = scan.depth
  while (nextChild(scan, level)) {
    if (!isNamed(scan, 'row')) continue
    if (readRow(scan, reading)) hidden.push(reading.cell.row)
    readCells(scan, reading)
  }
}

const readColumns = (scan: Scanner): readonly (readonly [number, number])[] => {
  const hidden: (readonly [number, number])[] = []
  const level = scan.depth
  while (nextChild(scan, level)) {
    if (!isNamed(scan, 'col')) continue
    if (!isTrue(findAttribute(scan, 'hidden')) && findNumberAttribute(scan, 'width') !== 0) continue
    const [first, last] = [Number(readAttribute(scan, 'min')), Number(readAttribute(scan, 'max'))]
    // A span reaches at most to the edge of the sheet, whatever the file says.
    if (first >= 1 && last >= first) hidden.push([first, Math.min(last, LAST_COLUMN)])
  }
  return hidden
}

const readMerges = (scan: Scanner, { name, tally }: SheetContext): readonly MergedRange[] => {
  const merges: MergedRange[] = []
  const level = scan.depth
  while (nextChild(scan, level)) {
    if (!isNamed(scan, 'mergeCell')) continue
    const raw = readAttribute(scan, 'ref')
    const range = findRange(raw)
    if (!range)
      throw badSheet(
        name,
        `的合并区域「${excerpt(raw)}」不是地址`,
        `its merged range "${excerpt(raw)}" is no address`,
      )
    merges.push(range)
    checkMergeCount(merges.length, tally.limits)
  }
  return merges
}

/** Gives each cell of a shared formula its own wording; the master may stand after it. */
const shareFormulas = ({ cells, dependents, masters, tally }: CellReading): readonly Place[] => {
  const orphans: Place[] = []
  for (const { index, group } of dependents) {
    const [row = 0, column = 0] = [cells.rows[index], cells.columns[index]]
    const master = masters.get(group)
    if (!master) {
      orphans.push({ row, column })
      continue
    }
    const formula = moveFormula(master.pieces, { rows: row - master.row, columns: column - master.column })
    countCharacters(tally, formula.length)
    cells.formulas.set(index, formula)
  }
  return orphans
}

const warningsOf = (name: string, reading: CellReading, orphans: readonly Place[]): readonly Oddity[] => [
  ...listOddCells(name, reading.notNumbers, {
    code: 'no-number',
    what: text('有数值单元格的内容不是数，按文字读取', 'number cells hold no number and were read as text'),
  }),
  ...listOddCells(name, reading.unstyled, {
    code: 'no-style',
    what: text(
      '有单元格引用不存在的样式，按常规格式读取',
      'cells use a style that does not exist and were read as General',
    ),
  }),
  ...listOddCells(name, orphans, {
    code: 'no-shared-formula',
    what: text(
      '有单元格共用的公式不在文件中，只有结果',
      'cells share a formula that is not in the file; only results were read',
    ),
  }),
]

/** Reads a worksheet whose root is open. @throws RefusedError */
export const readSheet = (scan: Scanner, context: SheetContext): SheetDraft => {
  const { name, state, book, tally } = context
  const reading = openReading({ sheet: name, book, tally, bytes: scan.bytes.length })
  const hiddenRows: number[] = []
  let hiddenColumns: SheetDraft['hiddenColumns'] = []
  let merges: readonly MergedRange[] = []
  while (nextChild(scan, 1))
    if (isNamed(scan, 'sheetData')) readRows(scan, reading, hiddenRows)
    else if (isNamed(scan, 'cols')) hiddenColumns = readColumns(scan)
    else if (isNamed(scan, 'mergeCells')) merges = readMerges(scan, context)
  finishPart(scan)
  const warnings = warningsOf(name, reading, shareFormulas(reading))
  return { name, state, cells: reading.cells, merges, hiddenRows, hiddenColumns, warnings }
}
