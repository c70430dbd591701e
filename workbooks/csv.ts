/** Knows CSV: which encoding, which separator, quotes; text stays text, and only a plain number becomes one. */
import { text } from '../indicators/text.ts'
import { LAST_COLUMN } from './addresses.ts'
import { appendCell, openCellList, type CellList } from './cell-columns.ts'
import { cleanText, findNumber } from './cell-text.ts'
import type { SheetDraft } from './compose-sheet.ts'
import type { CellValue } from './grid.ts'
import type { Limits } from './limits.ts'
import { overLimit, refused } from './refusal.ts'
import { countContent, openTally } from './tally.ts'

const BOMS: readonly (readonly [bom: string, encoding: string])[] = [
  ['\xEF\xBB\xBF', 'utf-8'],
  ['\xFF\xFE', 'utf-16le'],
  ['\xFE\xFF', 'utf-16be'],
]

const findText = (bytes: Buffer, encoding: string): string | undefined => {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** A byte order mark decides; else strict UTF-8, else strict GB18030: bytes that are neither are not guessed at. */
const decode = (bytes: Buffer): string => {
  const head = bytes.toString('latin1', 0, 3)
  const marked = BOMS.find(([bom]) => head.startsWith(bom))
  if (!marked && bytes.includes(0)) throw notText('含有 NUL 字节', 'it holds NUL bytes')
  const decoded = marked
    ? findText(bytes, marked[1])
    : (findText(bytes, 'utf-8') ?? findText(bytes, 'gb18030'))
  if (decoded === undefined)
    throw notText('既不是 UTF-8 也不是 GB18030 编码', 'it is neither UTF-8 nor GB18030')
  const control = /(?![\s\u007f-\u009f])\p{Cc}/u.exec(decoded)
  if (control)
    throw notText(
      `含有控制字符（编码 ${control[0].charCodeAt(0)}）`,
      `it holds a control character (code ${control[0].charCodeAt(0)})`,
    )
  return decoded
}

const notText = (zh: string, en: string) =>
  refused(
    'kind.unknown',
    text(
      `文件既不是 Excel 工作簿，也不是 CSV 文本：${zh}`,
      `the file is neither an Excel workbook nor a CSV text: ${en}`,
    ),
  )

const SEPARATORS = [',', ';', '\t'] as const
type Separator = (typeof SEPARATORS)[number]
const RECORDS_LOOKED_AT = 50

/** How often a character stands outside quotes in each of the first records. */
const countPerRecord = (content: string, wanted: Separator): readonly number[] => {
  const counts: number[] = []
  let count = 0
  let quoted = false
  for (const c of content) {
    if (c === '"') quoted = !quoted
    else if (c === wanted && !quoted) count++
    else if (c === '\n' && !quoted) {
      counts.push(count)
      count = 0
      if (counts.length === RECORDS_LOOKED_AT) return counts
    }
  }
  return [...counts, count]
}

/** How many records agree on a number of separators, one at least. */
const agreement = (counts: readonly number[]): number => {
  const records = new Map<number, number>()
  for (const count of counts) if (count > 0) records.set(count, (records.get(count) ?? 0) + 1)
  return Math.max(0, ...records.values())
}

/** The separator on which most records agree; `sep=;` in the first line decides, as in Excel. */
const findSeparator = (content: string): Separator | undefined => {
  const said = /^sep=([,;\t])\r?\n/.exec(content)?.[1]
  const scores = SEPARATORS.map((separator) => ({
    separator,
    score: agreement(countPerRecord(content, separator)),
  }))
  const best = scores.reduce((a, b) => (b.score > a.score ? b : a))
  return SEPARATORS.find((s) => s === said) ?? (best.score > 0 ? best.separator : undefined)
}

const badQuote = (line: number, zh: string, en: string) =>
  refused(
    'csv.quote',
    text(
      `第 ${line} 行${zh}，无法判断单元格到哪里为止`,
      `line ${line}: ${en}; where the cell ends is not known`,
    ),
  )

/** Where the parser stands. */
interface Cursor {
  readonly content: string
  readonly separator: Separator
  at: number
  line: number
}

const readQuoted = (cursor: Cursor): string => {
  const { content, separator } = cursor
  const opened = cursor.line
  let value = ''
  for (let from = cursor.at + 1; ;) {
    const close = content.indexOf('"', from)
    if (close < 0) throw badQuote(opened, '的引号没有结束', 'a quote is never closed')
    value += content.slice(from, close)
    cursor.at = close + 1
    if (content.charAt(close + 1) !== '"') break
    value += '"'
    from = close + 2
  }
  for (let at = value.indexOf('\n'); at >= 0; at = value.indexOf('\n', at + 1)) cursor.line++
  const next = content.charAt(cursor.at)
  if (next !== '' && next !== separator && next !== '\n' && next !== '\r')
    throw badQuote(cursor.line, '的引号之后还有文字', 'text follows a closing quote')
  return value
}

const readPlain = (cursor: Cursor): string => {
  const { content, separator, at } = cursor
  let end = at
  for (; end < content.length; end++) {
    const c = content.charAt(end)
    if (c === separator || c === '\n' || c === '\r') break
  }
  cursor.at = end
  return content.slice(at, end)
}

const plainNumber = (raw: string): number | undefined => {
  const trimmed = raw.trim()
  // A leading zero is a code; beyond 15 digits a number would no longer be what was written.
  if (/^[+-]?0\d/.test(trimmed) || trimmed.replace(/[eE].*$/, '').replace(/\D/g, '').length > 15)
    return undefined
  return findNumber(trimmed)
}

const cellValue = (raw: string, limits: Limits): CellValue => {
  if (raw.length > limits.text)
    throw overLimit('limit.text', {
      what: text('一个单元格文字的字数', 'characters of one cell'),
      found: raw.length,
      limit: limits.text,
    })
  const value = raw.length > 40 ? undefined : plainNumber(raw)
  return value === undefined ? { type: 'text', value: cleanText(raw) } : { type: 'number', value }
}

/** Steps over the end of a line: CR LF, LF or CR. */
const endLine = (cursor: Cursor): void => {
  if (cursor.content.charAt(cursor.at) === '\r') cursor.at++
  if (cursor.content.charAt(cursor.at) === '\n') cursor.at++
  cursor.line++
}

const readCells = (cursor: Cursor, limits: Limits): CellList => {
  const tally = openTally(limits)
  const cells = openCellList()
  let [row, column] = [1, 1]
  while (cursor.at < cursor.content.length) {
    const raw = cursor.content.charAt(cursor.at) === '"' ? readQuoted(cursor) : readPlain(cursor)
    if (raw !== '') {
      const cell = { row, column, content: cellValue(raw, limits) }
      countContent(tally, cell)
      appendCell(cells, cell)
    }
    if (cursor.content.charAt(cursor.at) === cursor.separator) {
      cursor.at++
      if (++column > LAST_COLUMN)
        throw overLimit('limit.columns', {
          what: text(`第 ${row} 行的列数`, `columns of row ${row}`),
          found: column,
          limit: LAST_COLUMN,
        })
    } else {
      endLine(cursor)
      row++
      column = 1
    }
  }
  return cells
}

/** Reads a CSV as one sheet. @throws RefusedError */
export const readCsv = (bytes: Buffer, limits: Limits): SheetDraft => {
  const decoded = decode(bytes)
  const separator = findSeparator(decoded)
  if (separator === undefined)
    throw notText('没有逗号、分号或制表符分隔的列', 'no columns separated by comma, semicolon or tab')
  const content = decoded.replace(/^sep=[,;\t]\r?\n/, '')
  const cells = readCells({ content, separator, at: 0, line: 1 }, limits)
  return { name: 'csv', state: 'visible', cells, merges: [], hiddenRows: [], hiddenColumns: [], warnings: [] }
}
