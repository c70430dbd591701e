/** Knows where the header of a table stands: its label rows, its row of letters and numbers, its column of names. */
import type { Form } from '../../indicators/form.ts'
import type { Cell } from '../grid.ts'
import { nameKey } from '../words/name-text.ts'
import { parseNumberText } from '../words/number-text.ts'
import { findRegionHeaders } from './find-region-header.ts'
import type { FormNames } from './form-names.ts'
import { isLetterRow, readLetters, type Header } from './header.ts'
import { cellText, type SheetMap } from './sheet-map.ts'

const NAME_WORDS = ['指标名称', '指标', '项目名称', '项目', '指标名']
const MOST_LABEL_ROWS = 3
/** More than one sheet of people's work has; a sheet full of them must not cost more. */
const MOST_HEADERS = 20

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
      return { name, top, bottom: row - 1, dataStart: row + 1, letters: readLetters(cells) }
    }
    const named = map.at(row, name.column) !== undefined
    if (named || (row > mergedTo && (labelRows === MOST_LABEL_ROWS || !isLabelRow(cells)))) break
    bottom = row
    labelRows += 1
  }
  return { name, top, bottom, dataStart: bottom + 1, letters: new Map() }
}

/** A label beside it, or a row of letters under it: a name word in the middle of a text or of figures heads nothing. */
const headsColumns = (map: SheetMap, { name, top, bottom, letters }: Header): boolean =>
  letters.size > 0 ||
  map.rows
    .filter((row) => row >= top && row <= bottom)
    .some((row) => map.row(row).some((c) => c.column !== name.column && cellText(c).trim() !== ''))

const namedHeaders = (map: SheetMap, form: Form): readonly Header[] => {
  for (const word of [form.stub.name, ...NAME_WORDS]) {
    const cells = map.named(nameKey(word)).slice(0, MOST_HEADERS)
    const found = cells.map((cell) => headerBelow(map, cell)).filter((header) => headsColumns(map, header))
    if (found.length > 0) return found
  }
  return []
}

/** Without a name header the letter 甲 still shows the column of names; the labels stand above it. */
const lettersOnly = (map: SheetMap): readonly Header[] =>
  ['甲', '(甲)']
    .flatMap((letter) => map.named(letter))
    .filter((c) => isLetterRow(map.row(c.row), c.column))
    .slice(0, MOST_HEADERS)
    .map((name) => ({
      name,
      top: Math.max(1, name.row - 1),
      bottom: Math.max(1, name.row - 1),
      dataStart: name.row + 1,
      letters: readLetters(map.row(name.row)),
    }))

/** Every header on the sheet, one for each column of names: side by side or one under the other they are several. */
export const findHeaders = (map: SheetMap, form: Form, names: FormNames): readonly Header[] => {
  if (form.regions) return findRegionHeaders(map, names)
  const named = namedHeaders(map, form)
  return named.length > 0 ? named : lettersOnly(map)
}
