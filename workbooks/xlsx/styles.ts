/** Knows which cell styles of a workbook show dates, percentages, units or another scale. */
import { text } from '../../indicators/text.ts'
import { overLimit } from '../refusal.ts'
import { findFormatKind, type FormatKind } from '../number-format.ts'
import { finishPart } from './opc.ts'
import { findNumberAttribute, readAttribute } from './xml-text.ts'
import { isNamed, nextChild, type Scanner } from './xml.ts'

const readFormats = (scan: Scanner): ReadonlyMap<number, string> => {
  const { limits } = scan
  const formats = new Map<number, string>()
  const level = scan.depth
  while (nextChild(scan, level)) {
    if (!isNamed(scan, 'numFmt')) continue
    const code = readAttribute(scan, 'formatCode')
    if (code.length > limits.format)
      throw overLimit('limit.format', {
        what: text('数字格式的字数', 'characters of a number format'),
        found: code.length,
        limit: limits.format,
      })
    formats.set(Number(readAttribute(scan, 'numFmtId')), code)
  }
  return formats
}

const readFormatIds = (scan: Scanner): readonly number[] => {
  const ids: number[] = []
  const level = scan.depth
  while (nextChild(scan, level)) if (isNamed(scan, 'xf')) ids.push(findNumberAttribute(scan, 'numFmtId') ?? 0)
  return ids
}

/** For each style of a cell (`s="3"`) whether it shows dates, percentages or more than the number; null for plain numbers. @throws RefusedError */
export const readStyleKinds = (scan: Scanner): readonly (FormatKind | null)[] => {
  let formats: ReadonlyMap<number, string> = new Map()
  let ids: readonly number[] = []
  while (nextChild(scan, 1))
    if (isNamed(scan, 'numFmts')) formats = readFormats(scan)
    else if (isNamed(scan, 'cellXfs')) ids = readFormatIds(scan)
  finishPart(scan)
  const known = new Map<number, FormatKind | null>()
  return ids.map((id) => {
    const before = known.get(id)
    if (before !== undefined) return before
    const kind = findFormatKind(id, formats.get(id)) ?? null
    known.set(id, kind)
    return kind
  })
}
