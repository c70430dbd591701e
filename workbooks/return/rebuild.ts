/** Knows how the unit's sheets are built anew from what was read, where its own file cannot be carried over. */
import type { Workbook, Worksheet } from 'exceljs'
import { text, type Text } from '../../indicators/text.ts'
import { linesOf, rowHeight, textWidth } from '../assessment/cells.ts'
import type { Cell, Grid, MergedRange, Sheet } from '../grid.ts'
import { A4_ACROSS } from '../paper.ts'
import { excerpt } from '../refusal.ts'
import { contentText } from '../tables/sheet-map.ts'
import { fontOf, THIN_BOX } from './style.ts'
import { listHidingMerges, putUnitCells, type Departures } from './unit-cells.ts'

/** Larger merges and tables are blank paper for the most part: they are cut to what is written on. */
const LARGE_AREA = 5000
const LARGE_TABLE = 20_000
const FONT_SIZE = 11
const WIDTH = { least: 8, most: 36 }

/** A name that Excel takes for a sheet and that no other bears. */
const sheetNameFor = (raw: string, taken: readonly string[]): string => {
  const plain = raw
    .replace(/[[\]:*?/\\]/g, ' ')
    .replace(/^'+|'+$/g, '')
    .trim()
    .slice(0, 31)
  const base = plain === '' || plain.toLowerCase() === 'history' ? `表 ${plain}`.trim() : plain
  const isFree = (name: string): boolean => taken.every((other) => other.toLowerCase() !== name.toLowerCase())
  let name = base
  for (let next = 2; !isFree(name); next++) name = `${base.slice(0, 26)} (${next})`
  return name
}

const areaOf = ({ top, left, bottom, right }: MergedRange): number => (bottom - top + 1) * (right - left + 1)

const cut = (range: MergedRange, sheet: Sheet): MergedRange =>
  areaOf(range) <= LARGE_AREA
    ? range
    : {
        ...range,
        bottom: Math.min(range.bottom, Math.max(sheet.rows, range.top)),
        right: Math.min(range.right, Math.max(sheet.columns, range.left)),
      }

/** A title or a heading stands in the middle of its merge, a sentence at its left. */
const LONGEST_HEADING = 80

const mergeCells = (written: Worksheet, sheet: Sheet): readonly MergedRange[] => {
  const hiding = listHidingMerges(sheet)
  const merged = sheet.merges
    .filter((merge) => !hiding.has(merge))
    .map((merge) => cut(merge, sheet))
    .filter((range) => areaOf(range) > 1 && areaOf(range) <= LARGE_AREA)
  for (const range of merged) {
    written.mergeCells(range.top, range.left, range.bottom, range.right)
    const cell = written.getCell(range.top, range.left)
    const horizontal = textWidth(cell.text) <= LONGEST_HEADING ? 'center' : 'left'
    cell.alignment = { ...cell.alignment, horizontal }
  }
  return merged
}

/** The rows between the first and the last that hold three cells and more: what a person takes for the table. */
const tableOf = (sheet: Sheet): MergedRange | undefined => {
  const counts = new Map<number, number>()
  for (const { row } of sheet.cells) counts.set(row, (counts.get(row) ?? 0) + 1)
  const rows = [...counts].filter(([, count]) => count >= 3).map(([row]) => row)
  const [top, bottom] = [rows[0], rows.at(-1)]
  if (top === undefined || bottom === undefined) return undefined
  const table = { top, left: 1, bottom, right: sheet.columns }
  return areaOf(table) <= LARGE_TABLE ? table : undefined
}

const drawTable = (written: Worksheet, sheet: Sheet): void => {
  const table = tableOf(sheet)
  if (!table) return
  for (let row = table.top; row <= table.bottom; row++)
    for (let column = table.left; column <= table.right; column++)
      written.getCell(row, column).border = THIN_BOX
}

const shownWidth = ({ content }: Cell): number => {
  const shown =
    content.type === 'number' ? String(Number(content.value.toPrecision(12))) : contentText(content)
  return textWidth(
    shown.split('\n').reduce((longest, one) => (one.length > longest.length ? one : longest), ''),
  )
}

const setWidths = (written: Worksheet, sheet: Sheet, merged: readonly MergedRange[]): void => {
  const wide = new Set(merged.filter((m) => m.left !== m.right).map((m) => `${m.top} ${m.left}`))
  const widths = new Map<number, number>()
  for (const cell of sheet.cells)
    if (!wide.has(`${cell.row} ${cell.column}`))
      widths.set(cell.column, Math.max(widths.get(cell.column) ?? 0, shownWidth(cell)))
  for (const [column, width] of widths)
    written.getColumn(column).width = Math.min(WIDTH.most, Math.max(WIDTH.least, width + 2))
}

/** Rows as high as their wrapped texts need; a text that runs down a merge of rows has room enough. */
const setHeights = (written: Worksheet, sheet: Sheet, merged: readonly MergedRange[]): void => {
  const ranges = new Map(merged.map((m) => [`${m.top} ${m.left}`, m]))
  const lines = new Map<number, number>()
  for (const { row, column, content } of sheet.cells) {
    const range = ranges.get(`${row} ${column}`) ?? { left: column, right: column, top: row, bottom: row }
    if (content.type !== 'text' || range.top !== range.bottom) continue
    let width = 0
    for (let c = range.left; c <= range.right; c++) width += written.getColumn(c).width ?? WIDTH.least
    lines.set(row, Math.max(lines.get(row) ?? 1, linesOf(content.value, width, FONT_SIZE)))
  }
  for (const [row, count] of lines)
    if (count > 1) written.getRow(row).height = Math.min(400, rowHeight(count, FONT_SIZE))
}

/** Printed one page wide, as the forms are. */
const setUpPage = (written: Worksheet): void => {
  Object.assign(written.pageSetup, A4_ACROSS)
}

const rebuildSheet = (written: Worksheet, sheet: Sheet, departures: Departures): void => {
  written.state = sheet.state
  for (const cell of sheet.cells) {
    const { type } = cell.content
    written.getCell(cell.row, cell.column).style = {
      font: fontOf(FONT_SIZE),
      alignment: {
        vertical: 'middle',
        horizontal: type === 'text' ? 'left' : 'right',
        wrapText: type === 'text',
      },
    }
  }
  putUnitCells(written, sheet, { names: new Set(), rebuilt: true, departures })
  departures.merges += listHidingMerges(sheet).size
  const merged = mergeCells(written, sheet)
  drawTable(written, sheet)
  setWidths(written, sheet, merged)
  setHeights(written, sheet, merged)
  setUpPage(written)
  for (const row of sheet.hiddenRows) written.getRow(row).hidden = true
  for (const column of sheet.hiddenColumns) written.getColumn(column).hidden = true
}

export interface Rebuilt {
  /** Name in the return by name in the file. */
  readonly names: ReadonlyMap<string, string>
  readonly remarks: readonly Text[]
}

/** Adds the sheets of the grid to an empty workbook. */
export const rebuildSheets = (workbook: Workbook, grid: Grid, departures: Departures): Rebuilt => {
  const names = new Map<string, string>()
  const remarks: Text[] = []
  for (const sheet of grid.sheets) {
    const name = sheetNameFor(sheet.name, [...names.values()])
    names.set(sheet.name, name)
    if (name !== sheet.name)
      remarks.push(
        text(
          `工作表名「${excerpt(sheet.name)}」不能原样使用，本文件中为「${name}」。`,
          `sheet "${excerpt(sheet.name)}" is named "${name}" here.`,
        ),
      )
    rebuildSheet(workbook.addWorksheet(name), sheet, departures)
  }
  return { names, remarks }
}
