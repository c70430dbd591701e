/** Knows the number of a cell straight from its bytes, equal to the last bit to what `Number` makes of the text. */
import { findNumber } from '../cell-text.ts'

const POWERS: readonly number[] = Array.from({ length: 23 }, (_, power) => Number(`1e${power}`))

/**
 * The number that the bytes spell, NaN when they spell none. Up to 15 digits and 22 decimals are a whole number divided
 * by a power of ten, both exact in a double, so the quotient is the nearest one; all else goes through `Number`.
 */
export const parseNumberBytes = (bytes: Buffer, start: number, end: number): number => {
  let at = start
  const negative = bytes[at] === 0x2d
  if (negative) at++
  let mantissa = 0
  let digits = 0
  let decimals = -1
  for (; at < end; at++) {
    const byte = bytes[at] ?? 0
    if (byte >= 0x30 && byte <= 0x39) {
      mantissa = mantissa * 10 + (byte - 0x30)
      digits++
      if (decimals >= 0) decimals++
    } else if (byte === 0x2e && decimals < 0) decimals = 0
    else break
  }
  const power = POWERS[Math.max(decimals, 0)]
  if (at < end || digits === 0 || digits > 15 || power === undefined)
    return end - start > 400
      ? Number.NaN
      : (findNumber(bytes.toString('latin1', start, end).trim()) ?? Number.NaN)
  const value = mantissa / power
  return negative ? -value : value
}
