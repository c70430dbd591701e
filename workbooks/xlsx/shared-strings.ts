/** Knows the shared strings of a workbook: every `<si>`, the empty ones too, without its phonetic runs. */
import { text } from '../../indicators/text.ts'
import type { TextValue } from '../grid.ts'
import type { Limits } from '../limits.ts'
import { overLimit } from '../refusal.ts'
import { finishPart } from './opc.ts'
import { readText, type TextBound } from './xml-text.ts'
import { isNamed, nextChild, type Scanner } from './xml.ts'

/** How long the text of a cell may be. */
export const cellTextBound = (limits: Limits): TextBound => ({
  code: 'limit.text',
  what: text('一个单元格文字', 'the text of one cell'),
  limit: limits.text,
})

/** The text of a string item (`<si>` or `<is>`) just opened: its own or that of its runs; `<rPh>` is only how it sounds. */
export const readStringItem = (scan: Scanner, bound: TextBound): string => {
  const level = scan.depth
  let whole = ''
  while (nextChild(scan, level)) {
    if (isNamed(scan, 't')) whole += readText(scan, bound)
    else if (isNamed(scan, 'r')) {
      while (nextChild(scan, level + 1)) if (isNamed(scan, 't')) whole += readText(scan, bound)
    }
    if (whole.length > bound.limit)
      throw overLimit(bound.code, { what: bound.what, found: `> ${bound.limit}`, limit: bound.limit })
  }
  return whole
}

/** Reads the strings in their order, as values that all cells of one string share. @throws RefusedError */
export const readSharedStrings = (scan: Scanner): readonly TextValue[] => {
  const { limits } = scan
  const bound = cellTextBound(limits)
  const strings: TextValue[] = []
  while (nextChild(scan, 1)) {
    if (!isNamed(scan, 'si')) continue
    if (strings.length >= limits.strings)
      throw overLimit('limit.strings', {
        what: text('不同的文字串数', 'shared strings'),
        found: `> ${limits.strings}`,
        limit: limits.strings,
      })
    strings.push({ type: 'text', value: readStringItem(scan, bound) })
  }
  finishPart(scan)
  return strings
}
