/** Knows the list of where readers see other cells (same-cells.md): its rows as data, so that what a person reads is what is tested. */
import { readFileSync } from 'node:fs'
import { OTHER_NAMES, type Other } from './other-readers.ts'

interface Difference {
  readonly file: string
  readonly reader: Other
  /** The beginning of what it does otherwise, `sheet!A1: theirs, ours …` or what it throws; undefined: it is not tried. */
  readonly differs: string | undefined
}

interface Refused {
  readonly file: string
  readonly code: string
}

/** The cells of every line of a table; its heading and rule have no file in their first cell. */
const rows = readFileSync(new URL('./same-cells.md', import.meta.url), 'utf8')
  .split(/\r?\n/)
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split('|').map((cell) => cell.trim()))

const findCode = (cell: string | undefined): string | undefined => /^`(.*)`$/.exec(cell ?? '')?.[1]

/** The row says who is right and why, in both languages. */
const checkWords = (file: string, words: readonly (string | undefined)[]): void => {
  if (words.some((word) => word === undefined || word === ''))
    throw new Error(`same-cells.md: the row of ${file} says too little`)
}

const DIFFERENCE_CELLS = 7
const REFUSED_CELLS = 5

/** Every difference that there is. */
export const DIFFERENCES: readonly Difference[] = rows
  .filter((cells) => cells.length === DIFFERENCE_CELLS)
  .map(([, name, reader, differs, right, why]) => {
    const file = findCode(name) ?? ''
    checkWords(file, [file, differs, right, why])
    const known = OTHER_NAMES.find((other) => other === reader)
    if (!known) throw new Error(`same-cells.md: ${file} names no reader: ${reader}`)
    return { file, reader: known, differs: findCode(differs) }
  })

/** What ours refuses though the manifest would let it pass, with the code of the refusal. */
export const REFUSED: readonly Refused[] = rows
  .filter((cells) => cells.length === REFUSED_CELLS)
  .map(([, name, code, why]) => {
    const file = findCode(name) ?? ''
    checkWords(file, [file, code, why])
    return { file, code: code ?? '' }
  })

if (DIFFERENCES.length + REFUSED.length !== rows.length)
  throw new Error('same-cells.md: a row has more or fewer cells than its table')
