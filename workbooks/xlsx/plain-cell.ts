/** Knows a cell as nearly every program writes it, `<c r="B7" s="3" t="s"><v>12</v></c>` or `<c r="B7" s="3"/>`, taken in one go instead of tag by tag. */
import { LAST_COLUMN } from '../addresses.ts'
import type { OpenCell } from './cell-value.ts'
import { parseNumberBytes } from './numbers.ts'
import type { Scanner } from './xml.ts'

const bytesOf = (raw: string): Uint8Array => Uint8Array.from(Buffer.from(raw, 'latin1'))
const START = bytesOf('<c r="')
const STYLE = bytesOf(' s="')
const SHARED = bytesOf(' t="s"')
const NUMERIC = bytesOf(' t="n"')
const VALUE = bytesOf('><v>')
const EMPTY = bytesOf('/>')
const END = bytesOf('</v></c>')
const QUOTE = 0x22
const LT = 0x3c
/** The type of a cell that holds nothing; no file gives it. */
export const BLANK = ''
/** More digits than any row or style has. */
const MOST_DIGITS = 7

const standsAt = (bytes: Buffer, at: number, wanted: Uint8Array): boolean => {
  for (let i = 0; i < wanted.length; i++) if (bytes[at + i] !== wanted[i]) return false
  return true
}

/** Where the scanner is inside the cell, and the whole number read last. */
const place = { at: 0, value: 0 }

/** Digits up to a quote. False when it is something else; a cell like that is read tag by tag. */
const takeQuotedDigits = (bytes: Buffer): boolean => {
  const start = place.at
  let at = start
  let value = 0
  for (; at - start <= MOST_DIGITS; at++) {
    const digit = (bytes[at] ?? 0) - 0x30
    if (digit < 0 || digit > 9) break
    value = value * 10 + digit
  }
  if (at === start || bytes[at] !== QUOTE) return false
  place.at = at + 1
  place.value = value
  return true
}

const takeColumn = (bytes: Buffer): number => {
  let column = 0
  for (; column <= LAST_COLUMN; place.at++) {
    const letter = bytes[place.at] ?? 0
    if (letter < 0x41 || letter > 0x5a) break
    column = column * 26 + (letter - 0x40)
  }
  return column
}

/**
 * Steps over a cell that is written so, and gives the number in its value, 0 for a blank one; `cell` then says
 * its column, style and type.
 * NaN when the next thing is anything else: then nothing has moved. The scanner stands inside a numbered row.
 */
export const takePlainCell = (scan: Scanner, cell: OpenCell): number => {
  const { bytes } = scan
  if (!standsAt(bytes, scan.at, START)) return Number.NaN
  place.at = scan.at + START.length
  const column = takeColumn(bytes)
  if (column === 0 || column > LAST_COLUMN || !takeQuotedDigits(bytes) || place.value !== cell.row)
    return Number.NaN
  let style = 0
  if (standsAt(bytes, place.at, STYLE)) {
    place.at += STYLE.length
    if (!takeQuotedDigits(bytes)) return Number.NaN
    style = place.value
  }
  if (standsAt(bytes, place.at, EMPTY)) {
    cell.type = BLANK
    cell.column = column
    scan.at = place.at + EMPTY.length
    return 0
  }
  const shared = standsAt(bytes, place.at, SHARED)
  if (shared || standsAt(bytes, place.at, NUMERIC)) place.at += SHARED.length
  if (!standsAt(bytes, place.at, VALUE)) return Number.NaN
  const start = place.at + VALUE.length
  const end = bytes.indexOf(LT, start)
  if (!standsAt(bytes, end, END)) return Number.NaN
  const value = parseNumberBytes(bytes, start, end)
  if (Number.isNaN(value)) return value
  cell.type = shared ? 's' : 'n'
  cell.column = column
  cell.style = style
  scan.at = end + END.length
  return value
}
