/** Knows how faulty cells are marked and commented in the unit's own sheets, and how marks of an earlier return are taken off. */
import type { Cell, Workbook, Worksheet } from 'exceljs'
import { CLASS_ORDER, FINDING_CLASSES, type FindingClass } from '../../indicators/finding.ts'
import { findAddress } from '../addresses.ts'
import { linesOf } from '../assessment/cells.ts'
import type { MergedRange } from '../grid.ts'
import { writtenText } from '../written-text.ts'
import { linkTo, type ListedFinding, type Place } from './places.ts'
import { COLUMNS } from './stamp.ts'
import { fontOf, MARKS } from './style.ts'
import { ACTIONS } from './words.ts'

/** A finding and the cells it speaks of. */
export interface PlacedFinding extends ListedFinding {
  readonly place: Place
}

/** A comment and where its box lies on the sheet. */
export interface NoteBox {
  /** Number of the sheet in the package. */
  readonly sheet: number
  readonly row: number
  readonly column: number
  readonly anchor: string
}

/** A finding about more cells than these marks the first ones; a sheet of marks would say nothing. */
const MOST_CELLS = 200
const MOST_MARKS = 2000
const NOTE_LENGTH = 4000
const BOX = { width: 300, line: 17, characters: 38 }
const OWN_NOTE = '———\n原有批注：'

const describe = ({ number, finding }: ListedFinding): string =>
  [
    `【审核结果 ${number}】${FINDING_CLASSES[finding.class].zh}（${finding.rule}）`,
    `发现：${finding.found}`,
    `应为：${finding.expected.zh}`,
    `处理：${ACTIONS[finding.class]}`,
  ].join('\n')

const noteOf = (cell: Cell): string => {
  const { note } = cell
  // Cells without a comment have none, whatever the types of the library say.
  const raw: unknown = note
  if (raw === undefined) return ''
  return typeof note === 'string' ? note : (note.texts ?? []).map((run) => run.text).join('')
}

const cellsOf = (sheet: Worksheet, { top, left, bottom, right }: MergedRange): readonly Cell[] => {
  const cells: Cell[] = []
  for (let row = top; row <= bottom && cells.length < MOST_CELLS; row++)
    for (let column = left; column <= right && cells.length < MOST_CELLS; column++)
      cells.push(sheet.getCell(row, column))
  return cells
}

/** Walks along rows or columns for so many pixels: which one is reached, and how far into it. */
const walk = (from: number, pixels: number, sizeOf: (index: number) => number): readonly [number, number] => {
  let [index, left] = [from, pixels]
  while (left > sizeOf(index) && index < from + 200) left -= sizeOf(index++)
  return [index, Math.round(left)]
}

/** The box right of the cell, large enough for the words; indexes count from 0. */
const anchorOf = (sheet: Worksheet, { top, right }: MergedRange, note: string): string => {
  const width = (index: number): number => {
    const column = sheet.getColumn(index + 1)
    return column.hidden ? 0 : Math.round((column.width ?? 9) * 7 + 5)
  }
  const height = (index: number): number => {
    const row = sheet.findRow(index + 1)
    return row?.hidden ? 0 : Math.round(((row?.height ?? 15) * 4) / 3)
  }
  const lines = linesOf(note, BOX.characters, 10.5)
  const topRow = Math.max(0, top - 2)
  const [endColumn, endX] = walk(right, BOX.width + 12, width)
  const [endRow, endY] = walk(topRow, lines * BOX.line + 14, height)
  return [right, 12, topRow, 4, endColumn, endX, endRow, endY].join(', ')
}

const gravest = (some: readonly PlacedFinding[]): FindingClass =>
  CLASS_ORDER.find((one) => some.some(({ finding }) => finding.class === one)) ?? 'notice'

/** Remembers, hidden behind the result sheet, how a cell looked: a later return can take the mark off. */
const remember = (results: Worksheet, cell: Cell, at: { sheet: string; row: number }): void => {
  const look = results.getCell(at.row, COLUMNS.look)
  look.value = writtenText(`${at.sheet}!${cell.address}`)
  look.style = { ...cell.style }
  const own = noteOf(cell)
  if (own !== '') results.getCell(at.row, COLUMNS.note).value = writtenText(own)
}

const byPlace = (findings: readonly PlacedFinding[]): readonly (readonly PlacedFinding[])[] => {
  const groups = new Map<string, PlacedFinding[]>()
  for (const one of findings) {
    const key = linkTo(one.place)
    groups.set(key, [...(groups.get(key) ?? []), one])
  }
  return [...groups.values()]
}

/** Marks and comments the cells of findings; gives the boxes of the comments. */
export const putMarks = (
  workbook: Workbook,
  results: Worksheet,
  findings: readonly PlacedFinding[],
): readonly NoteBox[] => {
  const boxes: NoteBox[] = []
  let remembered = 0
  for (const group of byPlace(findings).slice(0, MOST_MARKS)) {
    const place = group[0]?.place
    const sheet = place && workbook.getWorksheet(place.sheet)
    if (!sheet) continue
    const mark = MARKS[gravest(group)]
    for (const cell of cellsOf(sheet, place.range)) {
      remember(results, cell, { sheet: place.sheet, row: ++remembered })
      cell.style = { ...cell.style, fill: mark.fill, border: mark.border }
    }
    const { top: row, left: column } = place.range
    const cell = sheet.getCell(row, column)
    const own = noteOf(cell)
    const said = [...group.map(describe), ...(own === '' ? [] : [`${OWN_NOTE}${own}`])].join('\n\n')
    const note = writtenText(said.slice(0, NOTE_LENGTH))
    cell.note = { texts: [{ font: fontOf(9), text: note }] }
    boxes.push({ sheet: sheet.id, row, column, anchor: anchorOf(sheet, place.range, note) })
  }
  return boxes
}

/** The library has no way to take a comment off but this; what it read of the cell keeps a second copy until it is set anew. */
const removeNote = (cell: Cell): void => {
  const { value } = cell
  Reflect.deleteProperty(cell, '_comment')
  cell.value = value
}

/** Takes off the marks that an earlier return put on, as its result sheet remembers them. */
export const takeOffMarks = (workbook: Workbook, results: Worksheet): void => {
  for (let row = 1; row <= Math.min(results.rowCount, MOST_CELLS * MOST_MARKS); row++) {
    const look = results.findRow(row)?.getCell(COLUMNS.look)
    const place = look?.text ?? ''
    const end = place.lastIndexOf('!')
    const [sheet, at] = [
      workbook.getWorksheet(place.slice(0, Math.max(0, end))),
      findAddress(place.slice(end + 1)),
    ]
    if (!look || !sheet || !at) continue
    const cell = sheet.getCell(at.row, at.column)
    cell.style = { ...look.style }
    const own = results.getCell(row, COLUMNS.note).text
    if (own !== '') cell.note = own
    else removeNote(cell)
  }
}
