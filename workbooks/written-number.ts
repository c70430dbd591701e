/** Knows how a number is written into a cell, so that it stays one: with the decimals that it has. */

/** A little room at the right for numbers and texts; more decimals than anyone prints are shown as Excel likes, never as `###`. */
export const numberFormat = (decimals: number, unit = ''): string => {
  const suffix = unit === '' ? '' : `" ${unit}"`
  if (decimals > 6) return `General${suffix}`
  const digits = `#,##0${decimals === 0 ? '' : `.${'0'.repeat(decimals)}`}${suffix}_ `
  return `${digits};-${digits};${digits};@_ `
}

/** A number as it was written, with its trailing zeros, and the unit behind it; empty when there is none. */
export interface WrittenNumber {
  readonly value: number
  readonly decimals: number
  readonly unit: string
  /** As it stood. */
  readonly words: string
}

const NUMBER = /^(-?(?:0|[1-9]\d{0,14})(?:\.(\d{1,10}))?)(?: ([\p{Script=Han}A-Za-z%‰/]{1,12}))?$/u

/**
 * Words that are one number become that number, with or without its unit: `-5.20` keeps two decimals, `-8.25 亿元` its
 * unit, `007` and `>35` stay words.
 */
export const asNumber = (words: string): string | WrittenNumber => {
  const [, digits, fraction = '', unit = ''] = NUMBER.exec(words) ?? []
  const [value, decimals] = [Number(digits), fraction.length]
  return digits !== undefined && value.toFixed(decimals) === digits ? { value, decimals, unit, words } : words
}
