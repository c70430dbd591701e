/** Knows what a header is: a cell that heads the names, rows of labels, and perhaps a row of letters and numbers. */
import type { Cell } from '../grid.ts'
import { nameKey } from '../words/name-text.ts'
import { tightText } from '../words/plain-text.ts'
import { cellText } from './sheet-map.ts'

export interface Header {
  /** The cell that heads the column of names; one without text where that column has no heading. */
  readonly name: Cell
  /** First and last row of labels as far as the name cell tells; a header may begin up to two rows higher. */
  readonly top: number
  readonly bottom: number
  /** First row under the header and its row of letters. */
  readonly dataStart: number
  /** What the row of letters and numbers says over each column. */
  readonly letters: ReadonlyMap<number, string>
}

const LETTER = /^[甲乙丙丁戊己庚辛]$/

const letterText = (cell: Cell): string => tightText(cellText(cell)).replace(/^\((.+)\)$/, '$1')

/** `甲 乙 丙 1 2 3`, or `1 2 3` alone under a header whose name column is blank there; several tables count anew. */
export const isLetterRow = (cells: readonly Cell[], nameColumn: number): boolean => {
  const texts = cells.map(letterText)
  if (cells.length === 0 || !texts.every((t) => LETTER.test(t) || /^\d{1,2}$/.test(t))) return false
  const name = cells.find((c) => c.column === nameColumn)
  if (name) return LETTER.test(letterText(name))
  const numbers = texts.filter((t) => !LETTER.test(t)).map(Number)
  return numbers.length > 1 && numbers.every((n, i) => n === i + 1 || (n === 1 && i > 0))
}

/** What a row of letters says over each column. */
export const readLetters = (cells: readonly Cell[]): ReadonlyMap<number, string> =>
  new Map(cells.map((c) => [c.column, letterText(c)]))

const STUB_KEYS = new Set(['计量单位', '单位', '代码', '指标代码', '代号', '序号'].map(nameKey))

/** Whether the label heads units, codes or running numbers: no figures stand under it. */
export const isStubLabel = (label: string): boolean => STUB_KEYS.has(nameKey(label))
