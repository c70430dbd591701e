/** Knows when two printed names mean the same item: spacing, width, brackets, dashes and list numbers do not count. */
import { tightText } from './plain-text.ts'
import { remember } from './remember.ts'

const CIRCLED = /^\s*[①-⑳⓪❶-❿]/
const OF_WHICH = /^(?:其中:|#)+(?=.)/
const NUMERAL = '[一二三四五六七八九十]'
/** A list number, unless what it seems to number would lose a part of itself: `3.5万千瓦`, `一、二产业`. */
const LIST_NUMBERS = [
  new RegExp(`^${NUMERAL}{1,3}、(?!${NUMERAL}(?:、|次?产业))(?=.)`),
  new RegExp(`^\\((?:${NUMERAL}{1,3}|\\d{1,2})\\)(?=.)`),
  /^\d{1,2}(?:、|\.+(?!\d))(?=.)/,
  /^\d{1,2}\)(?=.)/,
]

const dropListNumber = (name: string): string => {
  const marker = LIST_NUMBERS.find((pattern) => pattern.test(name))
  return marker ? name.replace(marker, '') : name
}

/** The name by which items are compared; two names are one item when their keys are equal. */
export const nameKey = remember((raw: string): string => {
  const tight = tightText(raw.replace(CIRCLED, ''))
    .replace(/[[{【〔〖]/g, '(')
    .replace(/[\]}】〕〗]/g, ')')
    .replace(/[“”„‟]/g, '"')
    .replace(/-{2,}/g, '-')
  return dropListNumber(dropListNumber(tight).replace(OF_WHICH, ''))
})

/** Depth of the indentation in half widths: a full-width space counts two, a tab four. */
export const indentOf = (raw: string): number => {
  const lead = /^[\s\u3000]*/.exec(raw)?.[0] ?? ''
  return [...lead].reduce((sum, char) => sum + (char === '\u3000' ? 2 : char === '\t' ? 4 : 1), 0)
}

/** The code by which rows are compared: `07`, `7` and `０７` are one; undefined when the cell holds no code. */
export const codeKey = (raw: string): string | undefined => {
  const tight = tightText(raw)
  return /^[0-9A-Za-z][0-9A-Za-z.]*$/.test(tight) ? tight.toUpperCase().replace(/^0+(?=.)/, '') : undefined
}
