/** Knows where the header of a table stands: its label rows, its row of letters and numbers, its column of names. */
import type { Form } from '../../indicators/form.ts'
import type { Cell } from '../grid.ts'
import { nameKey } from '../words/name-text.ts'
import { parseNumberText } from '../words/number-text.ts'
import { tightText } from '../words/plain-text.ts'
import { cellText, type SheetMap } from './sheet-map.ts'

export interface Header {
  /** The cell that heads the column of names. */
  readonly name: Cell
  /** First and last row of labels as far as the name cell tells; a header may begin up to two rows higher. */
  readonly top: number
  readonly bottom: number
  /** First row under the header and its row of letters. */
  readonly dataStart: number
  /** What the row of letters and numbers says over each column. */
  readonly letters: ReadonlyMap<number, string>
}

const NAME_WORDS = ['指标名称', '指标', '项目名称', '项目', '指标名']
const LETTERS = '甲乙丙丁戊己庚辛'
const MOST_LABEL_ROWS = 3
/** More than one is refused already; a sheet full of them must not cost more. */
const MOST_HEADERS = 10
const LETTER = new RegExp(`^[${LETTERS}]$`)

const letterText = (cell: Cell): string => tightText(cellText(cell)).replace(/^\((.+)\)$/, '$1')

/** `甲 乙 丙 1 2 3`, or `1 2 3` alone under a header whose name column is blank there. */
const isLetterRow = (cells: readonly Cell[], nameColumn: number): boolean => {
  const texts = cells.map(letterText)
  if (!texts.every((t) => LETTER.test(t) || /^\d{1,2}$/.test(t))) return false
  const name = cells.find((c) => c.column === nameColumn)
  if (name) return LETTER.test(letterText(name))
  const numbers = texts.filter((t) => !LETTER.test(t)).map(Number)
  return numbers.length > 1 && numbers.every((n, i) => n === i + 1)
}

/** A row without a name that still belongs to the header: only words, none of them a bare number. */
const isLabelRow = (cells: readonly Cell[]): boolean =>
  cells.every((c) => c.content.type === 'text' && parseNumberText(c.content.value)?.unit !== '')

const headerBelow = (map: SheetMap, name: Cell): Header => {
  const top = name.row
  const mergedTo = map.mergeAt(name.row, name.column)?.bottom ?? top
  let [bottom, labelRows] = [top, 1]
  for (const row of map.rows.filter((r) => r > top)) {
    const cells = map.row(row).filter((c) => cellText(c).trim() !== '' || c.content.type === 'uncalculated')
    if (cells.length === 0) continue
    if (isLetterRow(cells, name.column)) {
      const letters = new Map(cells.map((c) => [c.column, letterText(c)]))
      return { name, top, bottom: row - 1, dataStart: row + 1, letters }
    }
    const named = map.at(row, name.column) !== undefined
    if (named || (row > mergedTo && (labelRows === MOST_LABEL_ROWS || !isLabelRow(cells)))) break
    bottom = row
    labelRows += 1
  }
  return { name, top, bottom, dataStart: bottom + 1, letters: new Map() }
}

const nameCells = (map: SheetMap, form: Form): readonly Cell[] => {
  const texts = map.sheet.cells.filter((c) => c.content.type === 'text')
  for (const word of [form.stub.name, ...NAME_WORDS]) {
    const found = texts.filter((c) => nameKey(cellText(c)) === nameKey(word))
    if (found.length > 0) return found
  }
  return []
}

/** Without a name header the letter 甲 still shows the column of names; the labels stand above it. */
const lettersOnly = (map: SheetMap): readonly Header[] =>
  map.sheet.cells
    .filter((c) => letterText(c) === '甲' && isLetterRow(map.row(c.row), c.column))
    .map((name) => ({
      name,
      top: Math.max(1, name.row - 1),
      bottom: Math.max(1, name.row - 1),
      dataStart: name.row + 1,
      letters: new Map(map.row(name.row).map((c) => [c.column, letterText(c)])),
    }))

/** Every header on the sheet, one for each column of names: side by side or one under the other they are several. */
export const findHeaders = (map: SheetMap, form: Form): readonly Header[] => {
  const named = nameCells(map, form)
    .slice(0, MOST_HEADERS)
    .map((cell) => headerBelow(map, cell))
  return named.length > 0 ? named : lettersOnly(map)
}
