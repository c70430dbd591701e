/** Knows what one operand of an audit relation points at: table, item, column, and how far back in time. */
import type { Measure } from '../observation.ts'

/** How far back an operand looks: periods of the form's own kind, years, or the end of the year before. */
export type Lag =
  | { readonly kind: 'periods'; readonly back: number }
  | { readonly kind: 'years'; readonly back: number }
  | { readonly kind: 'year-end' }

/** 上年年末耕地总资源, 01（面积）, A301表05, 3栏, 上月累计. What is null is taken from the scope of the relation. */
export interface Reference {
  readonly kind: 'reference'
  /** As printed, without its column. */
  readonly text: string
  readonly position: number
  /** Code of another table; null: this one. */
  readonly table: string | null
  /** Code (`07` and `7` are one) or name of the item; null: every item in turn. */
  readonly item: string | null
  readonly lag: Lag | null
  readonly measure: Measure | null
  /** Code or name of a column of figures. */
  readonly column: string | null
}

export interface Constant {
  readonly kind: 'constant'
  readonly text: string
  readonly value: number
}

/** Longest first. 年未 is a common misprint of 年末. */
const LAGS: readonly (readonly [RegExp, Lag])[] = [
  [/^(?:上|去)年年[末未]|^(?:上|去)年[末未]|^年初/, { kind: 'year-end' }],
  [/^(?:上|去)年(?!同期)/, { kind: 'years', back: 1 }],
  [/^上(?:个?月|期|季度?)末?/, { kind: 'periods', back: 1 }],
]

const MEASURE_WORDS: readonly (readonly [RegExp, Measure])[] = [
  [/^(?:上|去)年同期(?:本年)?累计数?/, 'prior_ytd'],
  [/^(?:上|去)年同期(?:本[月期季])?数?/, 'prior_current'],
  [/^同期累计数?/, 'prior_ytd'],
  [/^(?:本[年月期季])?累计数?/, 'ytd'],
  [/^(?:期末|月末|季末|年末)数?/, 'end'],
  [/^(?:本[月期季]|当[月期季])数?/, 'current'],
]

const COORDINATES =
  /^(?:第?(?<row>\d{1,4})(?:行|项)?)?(?:第?(?<column>\d{1,3})[栏列])?$|^(?<letter>[A-Za-z]{1,3}\d{1,4})$/

const leading = <T>(
  text: string,
  table: readonly (readonly [RegExp, T])[],
): { readonly found: T | null; readonly rest: string } => {
  for (const [pattern, found] of table) {
    const match = pattern.exec(text)
    if (match) return { found, rest: text.slice(match[0].length).replace(/^的/, '') }
  }
  return { found: null, rest: text }
}

const TABLE = /^(?:《(?<title>[^》]+)》表?|(?<code>[A-Za-z][A-Za-z0-9-]*)表[.:：]?|本表)(?=.)/

/** Reads a word as a reference; a name is whatever is neither code nor column. */
export const parseReference = (word: string, position: number): Reference => {
  const table = TABLE.exec(word)
  const inner = table ? word.slice(table[0].length) : word
  const lag = leading(inner, LAGS)
  const measure = leading(lag.rest, MEASURE_WORDS)
  const coordinates = measure.rest === '' ? null : COORDINATES.exec(measure.rest)?.groups
  const name = coordinates ? (coordinates['row'] ?? coordinates['letter'] ?? null) : measure.rest || null
  return {
    kind: 'reference',
    text: word,
    position,
    table: table?.groups?.['title'] ?? table?.groups?.['code'] ?? null,
    item: name,
    lag: lag.found,
    measure: measure.found,
    column: coordinates?.['column'] ?? null,
  }
}

/** A quoted word names an item as it stands. */
export const nameReference = (word: string, position: number): Reference => ({
  kind: 'reference',
  text: word,
  position,
  table: null,
  item: word,
  lag: null,
  measure: null,
  column: null,
})

const NUMBER = /^(\d+(?:\.\d+)?)([%‰]?)$/

/**
 * Reads a word as a number, undefined when it is a code or a name. A bare whole number is an item code, as forms print
 * it; a constant is 0, a decimal, a percentage, or, `scaled` by × or ÷, a power of ten from 100. `100%` is 100: it says
 * that the result is written in per cent.
 */
export const findConstant = (word: string, scaled: boolean): Constant | undefined => {
  const match = NUMBER.exec(word)
  const [digits, sign] = [match?.[1], match?.[2]]
  if (digits === undefined) return undefined
  const value = Number(digits)
  if (word === '100%') return { kind: 'constant', text: word, value }
  if (sign) return { kind: 'constant', text: word, value: value / (sign === '%' ? 100 : 1000) }
  const isScale = scaled && /^1000*$/.test(digits)
  return digits.includes('.') || value === 0 || isScale ? { kind: 'constant', text: word, value } : undefined
}

/** Codes as they are compared: `07` and `7` are one. */
export const plainCode = (code: string): string => code.replace(/^0+(?=\d)/, '')
