/** Knows what the characters of XML mean: the five entities, numbered characters, `_x0041_`, line ends; and of attributes. */
import { text } from '../../indicators/text.ts'
import { cleanText } from '../cell-text.ts'
import { excerpt, overLimit, refused } from '../refusal.ts'
import { parseNumberBytes } from './numbers.ts'
import { CDATA, CLOSE, malformed, nextAttribute, spells, step, TEXT, type Scanner } from './xml.ts'

const NAMED: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
])

const numbered = (body: string): string | undefined => {
  const hex = body.startsWith('#x')
  const digits = body.slice(hex ? 2 : 1)
  if (!(hex ? /^[\dA-Fa-f]+$/ : /^\d+$/).test(digits)) return undefined
  const code = Number.parseInt(digits, hex ? 16 : 10)
  if (code > 0x10ffff) return undefined
  return code < 0x20 && code !== 9 && code !== 10 && code !== 13 ? '\uFFFD' : String.fromCodePoint(code)
}

const decodeEntities = (scan: Scanner, raw: string): string => {
  let decoded = ''
  let from = 0
  for (let at = raw.indexOf('&'); at >= 0; at = raw.indexOf('&', from)) {
    const body = /^[#\w]{1,16}(?=;)/.exec(raw.slice(at + 1, at + 18))?.[0] ?? ''
    const character = body.startsWith('#') ? numbered(body) : NAMED.get(body)
    if (character === undefined)
      throw refused(
        'xml.entity',
        text(
          `「${excerpt(scan.part)}」中有未定义的实体「${excerpt(raw.slice(at, at + 18))}」`,
          `"${excerpt(scan.part)}" uses an undefined entity "${excerpt(raw.slice(at, at + 18))}"`,
        ),
      )
    decoded += raw.slice(from, at) + character
    from = at + body.length + 2
  }
  return from === 0 ? raw : decoded + raw.slice(from)
}

/** Whether a text means its bytes and nothing else: it holds no NUL, no CR, no `&`, and no `_` that could begin `_x0041_`. */
const isPlain = (bytes: Buffer, start: number, end: number): boolean => {
  for (let at = start; at < end; at++) {
    const byte = bytes[at]
    if (byte === 0x26 || byte === 0x5f || byte === 0x0d || byte === 0) return false
  }
  return true
}

/** A text token or attribute value as characters. A raw line end is one LF, as XML says. */
const decode = (scan: Scanner, start: number, end: number): string => {
  const raw = scan.bytes.toString('utf8', start, end)
  return decodeEntities(scan, raw.includes('\r') ? raw.replaceAll('\r\n', '\n').replaceAll('\r', '\n') : raw)
}

/** Decodes `_x0041_` (and `_x005F_`, which protects an underscore), then makes the text fit for a database. */
const unescapeText = (raw: string): string =>
  cleanText(
    raw.includes('_x')
      ? raw.replace(/_x([\dA-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
      : raw,
  )

/** Text of one element that may have so many characters. */
export interface TextBound {
  readonly code: string
  readonly what: { readonly zh: string; readonly en: string }
  readonly limit: number
}

/** The longest that a character is written: `_x0041_` inside an entity is not worth more. */
const BYTES_PER_CHARACTER = 16

/** All text inside the element just opened, read up to its end; deeper elements only give theirs. @throws RefusedError */
export const readText = (scan: Scanner, bound: TextBound): string => {
  const level = scan.depth
  let [whole, plain] = ['', true]
  for (;;) {
    const token = step(scan)
    if (token === CLOSE && scan.depth < level) break
    if (token !== TEXT && token !== CDATA) continue
    if (scan.end - scan.start > bound.limit * BYTES_PER_CHARACTER) throw tooLong(scan, bound)
    plain &&= isPlain(scan.bytes, scan.start, scan.end)
    whole +=
      plain || token === CDATA
        ? scan.bytes.toString('utf8', scan.start, scan.end)
        : decode(scan, scan.start, scan.end)
    if (whole.length > bound.limit * BYTES_PER_CHARACTER) throw tooLong(scan, bound)
  }
  const final = plain ? whole : unescapeText(whole)
  if (final.length > bound.limit) throw tooLong(scan, bound)
  return final
}

const tooLong = (scan: Scanner, { code, what, limit }: TextBound) =>
  overLimit(code, {
    what: text(
      `「${excerpt(scan.part)}」中${what.zh}的字数`,
      `characters of ${what.en} in "${excerpt(scan.part)}"`,
    ),
    found: `> ${limit}`,
    limit,
  })

/** The value of the attribute just found. */
export const attributeText = (scan: Scanner): string => {
  const { bytes, valueStart, valueEnd } = scan
  return isPlain(bytes, valueStart, valueEnd)
    ? bytes.toString('utf8', valueStart, valueEnd)
    : unescapeText(decode(scan, valueStart, valueEnd))
}

/** The number that is the value of the attribute just found; NaN when it is none. */
export const attributeNumber = ({ bytes, valueStart, valueEnd }: Scanner): number =>
  parseNumberBytes(bytes, valueStart, valueEnd)

/** Whether the attribute just found has exactly this name, without a prefix. */
export const isAttribute = ({ bytes, nameStart, nameEnd }: Scanner, name: string): boolean =>
  nameEnd - nameStart === name.length && spells(bytes, nameStart, name)

/** Moves to the attribute of exactly this name, without a prefix, and back before all of them for the next look. */
const seekAttribute = (scan: Scanner, name: string): boolean => {
  const from = scan.attributesAt
  let found = false
  while (!found && nextAttribute(scan)) found = isAttribute(scan, name)
  scan.attributesAt = from
  return found
}

/** The attribute of exactly this name, without a prefix. */
export const findAttribute = (scan: Scanner, name: string): string | undefined =>
  seekAttribute(scan, name) ? attributeText(scan) : undefined

/** The number in the attribute of this name: NaN when it is none, undefined when there is no such attribute. */
export const findNumberAttribute = (scan: Scanner, name: string): number | undefined =>
  seekAttribute(scan, name) ? attributeNumber(scan) : undefined

/** The attribute with this local name and some prefix, as `r:id`. */
export const findPrefixedAttribute = (scan: Scanner, local: string): string | undefined => {
  const from = scan.attributesAt
  let found: string | undefined
  while (found === undefined && nextAttribute(scan)) {
    const name = scan.bytes.toString('latin1', scan.nameStart, scan.nameEnd)
    if (name.endsWith(`:${local}`) && !name.startsWith('xmlns:')) found = attributeText(scan)
  }
  scan.attributesAt = from
  return found
}

/** The attribute of this name. @throws RefusedError when the tag has none */
export const readAttribute = (scan: Scanner, name: string): string => {
  const value = findAttribute(scan, name)
  if (value === undefined)
    throw malformed(scan, text(`标记缺少属性 ${name}`, `a tag lacks its attribute ${name}`))
  return value
}

/** Whether an attribute says yes. */
export const isTrue = (value: string | undefined): boolean => value === '1' || value === 'true'
