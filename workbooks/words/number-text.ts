/** Knows numbers that were typed as text: full width, thousands separators, bounds (`≥76`, 超过35, 35以上), a unit behind. */
import type { Bound } from '../../indicators/observation.ts'
import { plainText } from './plain-text.ts'
import { unitName } from './unit-text.ts'

export interface NumberText {
  readonly value: number
  readonly bound: Bound
  /** The unit behind the number as typed; empty when none stands there. */
  readonly unit: string
}

const LOWER = '≥|>=|=>|≧|>|超过|超|高于|大于|多于|不低于|不少于|不小于|至少|逾'
const UPPER = '≤|<=|=<|≦|<|不超过|不高于|不大于|不多于|低于|小于|少于|至多|不足|不到'
const ABOUT = '约为|大约|约|≈|近|~'
/** Grouped by commas or by blanks in threes, or not at all; `1,2345` and `1234,5` are refused: nobody knows what they mean. */
const DIGITS = '\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?|\\d{1,3}(?: \\d{3})+(?:\\.\\d+)?|\\d+(?:\\.\\d+)?|\\.\\d+'
const PATTERN = new RegExp(
  `^(?<before>${UPPER}|${LOWER}|${ABOUT})? ?(?<sign>[+-]?) ?(?<digits>${DIGITS}) ?(?<more>余|多)?` +
    `(?<unit>[^\\d\\s.,+<>=≥≤~-]{0,12}?) ?(?<after>\\(?(?:及?以上|以下|以内|左右|上下)\\)?)?$`,
)

const boundOf = (word: string): Bound | undefined => {
  if (word === '') return undefined
  if (/以上|余|多$/.test(word) && !/不多于/.test(word)) return 'lower'
  if (/以下|以内/.test(word)) return 'upper'
  if (/左右|上下/.test(word)) return 'about'
  if (new RegExp(`^(?:${UPPER})$`).test(word)) return 'upper'
  return new RegExp(`^(?:${LOWER})$`).test(word) ? 'lower' : 'about'
}

/**
 * Reads a number typed as text. Undefined for what is no number, and for what could mean two things: `(12.3)`, `↑3.2`,
 * `1.2E3` (digits were lost on the way), `12-15`, 七十六. The caller keeps the text.
 */
export const parseNumberText = (raw: string): NumberText | undefined => {
  const groups = PATTERN.exec(plainText(raw).replace(/\s+/g, ' ').trim())?.groups
  if (!groups) return undefined
  const { before = '', sign = '', digits = '', more = '', unit = '', after = '' } = groups
  const bounds = new Set([before, more, after].map(boundOf).filter((b) => b !== undefined))
  const value = Number(`${sign}${digits.replaceAll(/[, ]/g, '')}`)
  if (bounds.size > 1 || !Number.isFinite(value) || /^第|[eE]/.test(unit.slice(0, 1))) return undefined
  return { value, bound: [...bounds][0] ?? 'exact', unit: unitName(unit) }
}

/** The key by which a missing mark is compared: `－`, `—` and `——` are one, so are `…`, `……` and `...`; blank is ``. */
export const markKey = (raw: string): string =>
  plainText(raw)
    .replace(/\s+/g, '')
    .replace(/-+/g, '-')
    .replace(/\.{2,}|⋯+/g, '…')
