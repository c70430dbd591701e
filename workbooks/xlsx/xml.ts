/** Knows XML as bytes: a scanner that steps from tag to tag without recursion, DTDs, entities or more depth than allowed. */
import { text, type Text } from '../../indicators/text.ts'
import type { Limits } from '../limits.ts'
import { excerpt, overLimit, refused, type RefusedError } from '../refusal.ts'

/** Where the scanner stands; `step` moves it. An empty element `<a/>` gives an open and a close like any other. */
export interface Scanner {
  readonly bytes: Buffer
  /** Name of the part, for what is said about it. */
  readonly part: string
  readonly limits: Limits
  at: number
  token: Token
  /** Local name of an open or close tag, bytes of a text. */
  start: number
  end: number
  /** Number of elements that are open, the one of an open tag counted. */
  depth: number
  /** The attributes of an open tag: where the next one is looked for, and where they end. */
  attributesAt: number
  attributesEnd: number
  /** The attribute last found by `nextAttribute`. */
  nameStart: number
  nameEnd: number
  valueStart: number
  valueEnd: number
  /** An empty element whose close is still to be given. */
  closing: boolean
  /** Start and end of the full names of the open elements. */
  readonly open: number[]
}

export const OPEN = 1
export const CLOSE = 2
export const TEXT = 3
export const CDATA = 4
export const END = 5
export type Token = typeof OPEN | typeof CLOSE | typeof TEXT | typeof CDATA | typeof END

const LT = 0x3c
const GT = 0x3e
const SLASH = 0x2f
const BANG = 0x21
const QUESTION = 0x3f
const COLON = 0x3a
const EQUALS = 0x3d
const DOUBLE = 0x22
const SINGLE = 0x27

const isSpace = (byte: number | undefined): boolean =>
  byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09

/** The refusal of a part that is not well-formed XML. */
export const malformed = (scan: Scanner, reason: Text): RefusedError =>
  refused(
    'xml.malformed',
    text(
      `「${excerpt(scan.part)}」第 ${scan.at} 字节处内容不完整或有错误：${reason.zh}。请重新导出并上传`,
      `"${excerpt(scan.part)}" is cut or malformed at byte ${scan.at}: ${reason.en}; export it and send it again`,
    ),
  )

const cut = text('提前结束', 'it ends too early')

/** A scanner at the start of a part, whose bytes are UTF-8. */
export const scanXml = (bytes: Buffer, part: string, limits: Limits): Scanner => ({
  bytes,
  part,
  limits,
  at: 0,
  token: TEXT,
  start: 0,
  end: 0,
  depth: 0,
  attributesAt: 0,
  attributesEnd: 0,
  nameStart: 0,
  nameEnd: 0,
  valueStart: 0,
  valueEnd: 0,
  closing: false,
  open: [0, 0],
})

/** Takes the part of the name after the prefix as `start` and `end`. */
const takeLocalName = (scan: Scanner, from: number, to: number): void => {
  scan.start = from
  scan.end = to
  for (let i = from; i < to; i++)
    if (scan.bytes[i] === COLON) {
      scan.start = i + 1
      return
    }
}

const pop = (scan: Scanner): void => {
  scan.depth--
  scan.token = CLOSE
}

const stepClose = (scan: Scanner): void => {
  const { bytes, open } = scan
  const from = scan.at + 2
  let end = from
  while (end < bytes.length && bytes[end] !== GT && !isSpace(bytes[end])) end++
  let at = end
  while (isSpace(bytes[at])) at++
  if (bytes[at] !== GT) throw malformed(scan, cut)
  const openStart = open[2 * scan.depth] ?? 0
  let same = scan.depth > 0 && (open[2 * scan.depth + 1] ?? 0) - openStart === end - from
  for (let i = 0; same && i < end - from; i++) same = bytes[openStart + i] === bytes[from + i]
  if (!same) throw malformed(scan, text('结束标记与开始标记不符', 'an end tag does not match its start tag'))
  takeLocalName(scan, from, end)
  scan.at = at + 1
  pop(scan)
}

/** The `>` that ends a tag, quotes respected. */
const findTagEnd = (scan: Scanner, from: number): number => {
  const { bytes } = scan
  const limit = Math.min(bytes.length, scan.at + scan.limits.tagBytes)
  let quote = 0
  for (let at = from; at < limit; at++) {
    const byte = bytes[at]
    if (quote !== 0) {
      if (byte === quote) quote = 0
    } else if (byte === GT) return at
    else if (byte === DOUBLE || byte === SINGLE) quote = byte
    else if (byte === LT) throw malformed(scan, text('标记未结束又出现“<”', 'a "<" inside a tag'))
  }
  if (limit === bytes.length) throw malformed(scan, cut)
  throw overLimit('limit.tag', {
    what: text(`「${excerpt(scan.part)}」中一个标记的字节数`, `bytes of one tag in "${excerpt(scan.part)}"`),
    found: `> ${scan.limits.tagBytes}`,
    limit: scan.limits.tagBytes,
  })
}

const stepOpen = (scan: Scanner): void => {
  const { bytes } = scan
  const from = scan.at + 1
  let end = from
  for (; end < bytes.length; end++) {
    const byte = bytes[end]
    if (byte === GT || byte === SLASH || isSpace(byte)) break
  }
  if (end === from) throw malformed(scan, text('标记没有名称', 'a tag without a name'))
  const tagEnd = findTagEnd(scan, end)
  scan.closing = bytes[tagEnd - 1] === SLASH
  scan.attributesAt = end
  scan.attributesEnd = scan.closing ? tagEnd - 1 : tagEnd
  if (++scan.depth > scan.limits.depth)
    throw refused(
      'xml.depth',
      text(
        `「${excerpt(scan.part)}」的标记嵌套超过 ${scan.limits.depth} 层`,
        `elements of "${excerpt(scan.part)}" are nested more than ${scan.limits.depth} deep`,
      ),
    )
  scan.open[2 * scan.depth] = from
  scan.open[2 * scan.depth + 1] = end
  takeLocalName(scan, from, end)
  scan.at = tagEnd + 1
  scan.token = OPEN
}

const skipTo = (scan: Scanner, mark: string, from: number): number => {
  const end = scan.bytes.indexOf(mark, from, 'latin1')
  if (end < 0) throw malformed(scan, cut)
  return end + mark.length
}

/** `<!…>`: a comment is skipped, CDATA is text, anything else is a DTD. True when it was a token. */
const stepBang = (scan: Scanner): boolean => {
  const { bytes, at } = scan
  const head = bytes.toString('latin1', at, Math.min(at + 9, bytes.length))
  if (head.startsWith('<!--')) {
    scan.at = skipTo(scan, '-->', at + 4)
    return false
  }
  if (head !== '<![CDATA[' || scan.depth === 0)
    throw refused(
      'xml.doctype',
      text(
        `「${excerpt(scan.part)}」含有 DTD 声明（<!DOCTYPE 等），工作簿中不应出现`,
        `"${excerpt(scan.part)}" holds a DTD (<!DOCTYPE and the like), which has no place in a workbook`,
      ),
    )
  scan.at = skipTo(scan, ']]>', at + 9)
  scan.start = at + 9
  scan.end = scan.at - 3
  scan.token = CDATA
  return true
}

/** Text up to the next tag; at the outside of the root only white space may stand. */
const stepText = (scan: Scanner): boolean => {
  const { bytes } = scan
  let at = scan.at
  while (at < bytes.length && bytes[at] !== LT) at++
  scan.start = scan.at
  scan.end = at
  scan.at = at
  scan.token = TEXT
  if (scan.depth > 0) return true
  for (let i = scan.start; i < at; i++)
    if (!isSpace(bytes[i])) throw malformed(scan, text('根元素之外有文字', 'text outside the root element'))
  return false
}

/** Steps to the next open tag, close tag, text, or END after the root element was closed. @throws RefusedError */
export const step = (scan: Scanner): Token => {
  const { bytes } = scan
  if (scan.closing) {
    scan.closing = false
    pop(scan)
    return CLOSE
  }
  while (scan.at < bytes.length) {
    if (bytes[scan.at] !== LT) {
      if (stepText(scan)) return TEXT
      continue
    }
    const next = bytes[scan.at + 1]
    if (next === SLASH) {
      stepClose(scan)
      return CLOSE
    }
    if (next === QUESTION) scan.at = skipTo(scan, '?>', scan.at + 2)
    else if (next !== BANG) {
      stepOpen(scan)
      return OPEN
    } else if (stepBang(scan)) return CDATA
  }
  if (scan.depth > 0) throw malformed(scan, cut)
  scan.token = END
  return END
}

/** Moves to the next child of the element at `level`, past whatever the child before it holds; false at its end. */
export const nextChild = (scan: Scanner, level: number): boolean => {
  for (;;) {
    const token = step(scan)
    if (token === OPEN && scan.depth === level + 1) return true
    if (token === CLOSE && scan.depth < level) return false
    if (token === END) return false
  }
}

/** Whether this name stands there, which may go on. */
export const spells = (bytes: Buffer, at: number, name: string): boolean => {
  for (let i = 0; i < name.length; i++) if (bytes[at + i] !== name.charCodeAt(i)) return false
  return true
}

/** Whether the tag has this local name; prefixes are of no account. */
export const isNamed = ({ bytes, start, end }: Scanner, name: string): boolean =>
  end - start === name.length && spells(bytes, start, name)

/** Moves to the next attribute of the open tag; false after the last. */
export const nextAttribute = (scan: Scanner): boolean => {
  const { bytes, attributesEnd } = scan
  let at = scan.attributesAt
  while (at < attributesEnd && isSpace(bytes[at])) at++
  if (at >= attributesEnd) return false
  scan.nameStart = at
  while (at < attributesEnd && bytes[at] !== EQUALS && !isSpace(bytes[at])) at++
  scan.nameEnd = at
  while (at < attributesEnd && isSpace(bytes[at])) at++
  if (bytes[at] !== EQUALS) throw malformed(scan, text('属性没有值', 'an attribute without a value'))
  at++
  while (at < attributesEnd && isSpace(bytes[at])) at++
  const quote = bytes[at]
  if (at >= attributesEnd || (quote !== DOUBLE && quote !== SINGLE))
    throw malformed(scan, text('属性值没有引号', 'an attribute value without quotes'))
  scan.valueStart = ++at
  while (at < attributesEnd && bytes[at] !== quote) at++
  if (at >= attributesEnd) throw malformed(scan, cut)
  scan.valueEnd = at
  scan.attributesAt = at + 1
  return true
}
