/** Knows how a shared formula reads in another cell: relative references move along, absolute ones stay. */
import { columnNumber, LAST_COLUMN, LAST_ROW } from '../addresses.ts'
import { columnLetters } from '../grid.ts'

/** A row or a column of a reference; a locked one (`$`) stays. */
interface Line {
  readonly locked: boolean
  readonly number: number
}

/** A formula cut once, so that moving it costs no more than writing it: text as it is, and references. */
export type FormulaPiece = string | { readonly column?: Line; readonly row?: Line }

export interface Shift {
  readonly rows: number
  readonly columns: number
}

const WORD = /[\w.$\\\u0080-\uffff]/
const CELL = /^(\$?)([A-Za-z]{1,3})(\$?)([1-9]\d{0,6})$/
const COLUMN = /^(\$?)([A-Za-z]{1,3})$/
const ROW = /^(\$?)([1-9]\d{0,6})$/
/** No reference is longer: `$XFD$1048576`. */
const LONGEST = 12

const findColumn = (word: string): FormulaPiece | undefined => {
  const match = COLUMN.exec(word)
  const number = columnNumber(match?.[2] ?? '')
  return match && number <= LAST_COLUMN ? { column: { locked: match[1] === '$', number } } : undefined
}

const findRow = (word: string): FormulaPiece | undefined => {
  const match = ROW.exec(word)
  const number = Number(match?.[2])
  return match && number <= LAST_ROW ? { row: { locked: match[1] === '$', number } } : undefined
}

const findCell = (word: string): FormulaPiece | undefined => {
  const match = CELL.exec(word)
  if (!match) return undefined
  const [column, row] = [columnNumber(match[2] ?? ''), Number(match[4])]
  return column <= LAST_COLUMN && row <= LAST_ROW
    ? { column: { locked: match[1] === '$', number: column }, row: { locked: match[3] === '$', number: row } }
    : undefined
}

const wordEnd = (formula: string, from: number): number => {
  let end = from
  while (end < formula.length && WORD.test(formula.charAt(end))) end++
  return end
}

const CLOSERS: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["'", "'"],
  ['[', ']'],
])

/** The references that start at `from`, and where they end; a function's or a sheet's name is none. */
const findReference = (
  formula: string,
  from: number,
  end: number,
): { pieces: FormulaPiece[]; end: number } | undefined => {
  if (end - from > LONGEST || '(!'.includes(formula.charAt(end) || ' ')) return undefined
  const word = formula.slice(from, end)
  const cell = findCell(word)
  if (cell) return { pieces: [cell], end }
  if (formula.charAt(end) !== ':') return undefined
  const lastEnd = wordEnd(formula, end + 1)
  if (lastEnd - end > LONGEST + 1 || '(!'.includes(formula.charAt(lastEnd) || ' ')) return undefined
  const last = formula.slice(end + 1, lastEnd)
  for (const find of [findColumn, findRow]) {
    const [a, b] = [find(word), find(last)]
    if (a !== undefined && b !== undefined) return { pieces: [a, ':', b], end: lastEnd }
  }
  return undefined
}

/** Cuts a formula into its references and the text between them; text, sheet names and [brackets] hold none. */
export const parseFormula = (formula: string): readonly FormulaPiece[] => {
  const pieces: FormulaPiece[] = []
  let written = 0
  let at = 0
  while (at < formula.length) {
    const closer = CLOSERS.get(formula.charAt(at))
    if (closer !== undefined) {
      const close = formula.indexOf(closer, at + 1)
      at = close < 0 ? formula.length : close + 1
      continue
    }
    const end = wordEnd(formula, at)
    const found = end > at ? findReference(formula, at, end) : undefined
    if (found) {
      pieces.push(formula.slice(written, at), ...found.pieces)
      written = found.end
    }
    at = found?.end ?? Math.max(end, at + 1)
  }
  pieces.push(formula.slice(written))
  return pieces
}

/** A line that moves past the edge of the sheet comes in again at the other side, as in Excel. */
const move = (line: Line, by: number, last: number): number =>
  line.locked ? line.number : ((((line.number + by - 1) % last) + last) % last) + 1

/** The formula as it reads in a cell that lies so far from its own. */
export const moveFormula = (pieces: readonly FormulaPiece[], { rows, columns }: Shift): string =>
  pieces
    .map((piece) => {
      if (typeof piece === 'string') return piece
      const { column, row } = piece
      const letters = column
        ? `${column.locked ? '$' : ''}${columnLetters(move(column, columns, LAST_COLUMN))}`
        : ''
      return row ? `${letters}${row.locked ? '$' : ''}${move(row, rows, LAST_ROW)}` : letters
    })
    .join('')
