/** Knows the marks of printed audit relations: which characters mean one operator, whatever their width. */
import type { Comparator } from './tolerance.ts'

export type Operator = '+' | '-' | '×' | '÷'

interface Placed {
  /** As printed. */
  readonly text: string
  /** Offset in the text, from 0. */
  readonly position: number
  /** Whether a blank stands before it. */
  readonly spaced: boolean
}

export type Token = Placed &
  (
    | { readonly kind: 'compare'; readonly comparator: Comparator }
    | { readonly kind: 'operator'; readonly operator: Operator }
    /** A code, a number or a name; full-width letters and digits made half-width. */
    | { readonly kind: 'word'; readonly word: string }
    /** A name in quotation marks or brackets: never a number. */
    | { readonly kind: 'quoted'; readonly word: string }
    | {
        readonly kind:
          | 'open'
          | 'close'
          | 'list'
          | 'separator'
          | 'range'
          | 'sum'
          | 'sum-word'
          | 'dash'
          | 'if'
          | 'then'
          | 'end'
      }
  )
export type TokenKind = Token['kind']

type Meaning = Token extends infer T ? (T extends Placed ? Omit<T, keyof Placed> : never) : never

const EQUAL = '[=＝﹦]'
const MORE = '[>＞﹥]'
const LESS = '[<＜﹤]'

const compare = (comparator: Comparator) => ({ kind: 'compare', comparator }) as const
const operator = (sign: Operator) => ({ kind: 'operator', operator: sign }) as const

/** Longest first: `=＞` is one odd ≥, not = and >. */
const MARKS: readonly (readonly [RegExp, Meaning])[] = [
  [new RegExp(`[≥≧⩾]|${MORE}${EQUAL}|${EQUAL}${MORE}|大于或?等于|不小于|不低于`, 'y'), compare('≥')],
  [new RegExp(`[≤≦⩽]|${LESS}${EQUAL}|${EQUAL}${LESS}|小于或?等于|不大于|不超过|不高于`, 'y'), compare('≤')],
  [new RegExp(`≠|[!！]${EQUAL}|${LESS}${MORE}|不等于`, 'y'), compare('≠')],
  [new RegExp(`${EQUAL}{1,2}|等于`, 'y'), compare('=')],
  [new RegExp(`${MORE}|大于`, 'y'), compare('>')],
  [new RegExp(`${LESS}|小于`, 'y'), compare('<')],
  [/[+＋﹢]/y, operator('+')],
  [/[-－−﹣‐‑–]/y, operator('-')],
  [/[×*＊✕]/y, operator('×')],
  [/[÷/／∕]/y, operator('÷')],
  [/[(（﹙]/y, { kind: 'open' }],
  [/[)）﹚]/y, { kind: 'close' }],
  [/[~～〜∼]|…+|⋯+|\.{3,}|至(?=\s*第?\d)/y, { kind: 'range' }],
  [/[∑Σ]/y, { kind: 'sum' }],
  [/之和/y, { kind: 'sum-word' }],
  [/、/y, { kind: 'list' }],
  [/[，,;；。\n\r]+|\.(?!\d)/y, { kind: 'separator' }],
  [/[—―]+/y, { kind: 'dash' }],
  // 若干 and 规则 are parts of names.
  [/如果|若(?!干)/y, { kind: 'if' }],
  [/那么|则(?=[\d\s“"「『【])|(?<=[，,\s])则/y, { kind: 'then' }],
]

const QUOTED = /[“"「『[【〔](?<inner>[^”"」』\]】〕]*)[”"」』\]】〕]/y
/** Word processors leave private-use and zero-width characters behind; they are blanks too. */
const BLANK = /[\s\p{Co}\p{Cf}]+/uy

const matchAt = (pattern: RegExp, text: string, position: number): RegExpExecArray | null => {
  pattern.lastIndex = position
  return pattern.exec(text)
}

/** Full-width letters, digits, dots and percent signs as half-width; one character stays one character. */
const narrow = (text: string): string =>
  text.replaceAll(/[\uFF10-\uFF19\uFF21-\uFF3A\uFF41-\uFF5A\uFF0E\uFF05]/g, (c) =>
    String.fromCharCode(c.charCodeAt(0) - 0xfee0),
  )

const findMark = (
  text: string,
  position: number,
): { readonly meaning: Meaning; readonly length: number } | undefined => {
  for (const [pattern, meaning] of MARKS) {
    const match = matchAt(pattern, text, position)
    if (match) return { meaning, length: match[0].length }
  }
  const quoted = matchAt(QUOTED, text, position)
  return quoted
    ? {
        meaning: { kind: 'quoted', word: narrow(quoted.groups?.['inner'] ?? '').trim() },
        length: quoted[0].length,
      }
    : undefined
}

/** Length of the word at a place: everything up to the next mark or blank. */
const wordLength = (text: string, position: number): number => {
  let end = position + 1
  while (end < text.length && !matchAt(BLANK, text, end) && !findMark(text, end)) end += 1
  return end - position
}

/** The tokens of a printed text, the last of kind `end`. Nothing is refused here: what no grammar takes is a word. */
export const listTokens = (text: string): readonly Token[] => {
  const tokens: Token[] = []
  let position = 0
  let spaced = false
  while (position < text.length) {
    const blank = matchAt(BLANK, text, position)?.[0] ?? ''
    // A line's end separates relations; other blanks only part words.
    if (blank !== '' && !/[\n\r]/.test(blank)) {
      position += blank.length
      spaced = true
      continue
    }
    const mark = findMark(text, position)
    const length = blank.length || (mark?.length ?? wordLength(text, position))
    const printed = text.slice(position, position + length)
    const meaning: Meaning =
      blank === '' ? (mark?.meaning ?? { kind: 'word', word: narrow(printed) }) : { kind: 'separator' }
    tokens.push({ ...meaning, text: printed, position, spaced })
    position += length
    spaced = false
  }
  return [...tokens, { kind: 'end', text: '', position: text.length, spaced }]
}
