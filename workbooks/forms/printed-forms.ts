/** Knows which forms a table says it is: by the number and title printed over it, or by the name of its sheet or file. */
import type { Form } from '../../indicators/form.ts'
import { addressOf, cellText, type SheetMap } from '../tables/sheet-map.ts'
import { tightText } from '../words/plain-text.ts'

/** What was printed, and the words by which forms are recognised in it. */
interface Printed {
  readonly text: string
  readonly words: (form: Form) => readonly string[]
}

/** A mark of letters and digits must stand alone: `E4100` is not in `E41002`. */
const bears = (printed: string, word: string): boolean => {
  const tight = tightText(word)
  const from = printed.indexOf(tight)
  if (!/^[\x20-\x7e]+$/.test(tight) || from < 0) return from >= 0
  return printed.split(tight).some((before, i, all) => {
    const after = all[i + 1]
    return after !== undefined && !/[A-Za-z0-9]$/.test(before) && !/^[A-Za-z0-9]/.test(after)
  })
}

/** The forms whose words are printed; a word inside a longer one that is printed too does not count. */
const borne = (forms: readonly Form[], { text: printed, words }: Printed): readonly Form[] => {
  const hits = forms.flatMap((form) =>
    words(form)
      .filter((w) => bears(printed, w))
      .map((word) => ({ form, word })),
  )
  const best = hits.filter(
    ({ word, form }) => !hits.some((h) => h.form !== form && h.word !== word && h.word.includes(word)),
  )
  return [...new Set(best.map((h) => h.form))]
}

const marksOf = (form: Form): readonly string[] => [
  ...form.marks,
  ...(form.tableNumber === undefined ? [] : [form.tableNumber]),
]
const titleOf = (form: Form): readonly string[] => [form.title]
const wordsOf = (form: Form): readonly string[] => [...marksOf(form), ...titleOf(form)]

/** A table that is read only when its form is named is not known by what is printed. */
const printable = (forms: readonly Form[]): readonly Form[] => forms.filter((f) => f.recognisedBy !== 'name')

const headingText = (map: SheetMap, end: number, own: boolean): string => {
  const { left, right } = map.span
  return map.sheet.cells
    .filter((c) => c.row <= end && (!own || (c.column >= left && c.column <= right)))
    .map((c) => tightText(cellText(c)))
    .join('\n')
}

const HEADING_ROWS = 12

export interface PrintedForms {
  /** What the table says of itself. */
  readonly own: readonly Form[]
  /** What stands over its neighbours or is the name of their common sheet: it may be meant too. */
  readonly near: readonly Form[]
}

/**
 * The forms that a table says it is, in the order in which the words count: marks over its own columns, its title, the
 * name of a sheet that it has for itself. `top` is the first row of its header.
 */
export const listPrintedForms = (
  map: SheetMap,
  forms: readonly Form[],
  { top, alone }: { readonly top: number | undefined; readonly alone: boolean },
): PrintedForms => {
  const end = top ?? HEADING_ROWS
  const [own, all] = [headingText(map, end, true), headingText(map, end, false)]
  const name: Printed = { text: tightText(map.sheet.name), words: wordsOf }
  const firstBorne = (tries: readonly Printed[]): readonly Form[] =>
    tries.map((one) => borne(printable(forms), one)).find((found) => found.length > 0) ?? []
  return {
    own: firstBorne([{ text: own, words: marksOf }, { text: own, words: titleOf }, ...(alone ? [name] : [])]),
    near: firstBorne([{ text: all, words: marksOf }, { text: all, words: titleOf }, name]),
  }
}

/** The forms that the name of the file bears. */
export const listFileForms = (file: string, forms: readonly Form[]): readonly Form[] =>
  borne(printable(forms), { text: tightText(file), words: wordsOf })

/** The first words of a table, for a person who must tell which it is. */
export const excerptOf = (map: SheetMap): string =>
  map.sheet.cells
    .filter((c) => cellText(c).trim() !== '')
    .slice(0, 3)
    .map((c) => `${addressOf(c)} ${cellText(c).trim()}`)
    .join(' · ')
