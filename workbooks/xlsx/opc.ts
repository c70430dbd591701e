/** Knows an Office package: its parts, found by relationships and never by name, each as well-formed UTF-8. */
import { isAscii, isUtf8 } from 'node:buffer'
import { text } from '../../indicators/text.ts'
import type { Limits } from '../limits.ts'
import { excerpt, refused } from '../refusal.ts'
import { findAttribute, readAttribute } from './xml-text.ts'
import { isNamed, nextChild, scanXml, type Scanner } from './xml.ts'
import type { Zip } from './zip.ts'

export interface Relationship {
  readonly id: string
  /** Last word of the type, which transitional and strict packages share: `worksheet`, `styles`. */
  readonly type: string
  /** Name of the part that is meant; undefined for what lies outside the package. */
  readonly part: string | undefined
}

/** How nearly every part declares itself. */
const USUAL = /^<\?xml version="1\.0" encoding="utf-?8"/i
const UTF16: ReadonlyMap<string, string> = new Map([
  ['\xFF\xFE', 'utf-16le'],
  ['\xFE\xFF', 'utf-16be'],
  ['<\0', 'utf-16le'],
  ['\0<', 'utf-16be'],
])

const wrongEncoding = (part: string, found: string) =>
  refused(
    'xml.encoding',
    text(
      `「${excerpt(part)}」的字符编码是 ${excerpt(found)}，工作簿只允许 UTF-8 或 UTF-16。请用 Excel 或 WPS 另存后再报`,
      `"${excerpt(part)}" is encoded as ${excerpt(found)}; a workbook may use UTF-8 or UTF-16 only; save it again with Excel or WPS`,
    ),
  )

/** The part as UTF-8. Where bytes could be read in two ways they are refused: never mojibake. */
const toUtf8 = (bytes: Buffer, part: string): Buffer => {
  if (USUAL.test(bytes.toString('latin1', 0, Math.min(64, bytes.length))) && isUtf8(bytes)) return bytes
  const utf16 = UTF16.get(bytes.toString('latin1', 0, 2))
  if (utf16 !== undefined)
    try {
      return Buffer.from(new TextDecoder(utf16, { fatal: true }).decode(bytes))
    } catch {
      throw wrongEncoding(part, `${utf16} (?)`)
    }
  const start = bytes.toString('latin1', 0, 3) === '\xEF\xBB\xBF' ? 3 : 0
  const declaration = bytes.toString('latin1', start, Math.min(start + 256, bytes.length))
  const declared = /^<\?xml[^>]*\bencoding\s*=\s*["']([^"']*)["']/.exec(declaration)?.[1] ?? 'UTF-8'
  if (!/^utf-?8$/i.test(declared) && !isAscii(bytes)) throw wrongEncoding(part, declared)
  if (!isUtf8(bytes)) throw wrongEncoding(part, '?')
  return bytes.subarray(start)
}

/** A scanner inside the root element, of one of the names, of a part. @throws RefusedError also when there is no such part */
export const openPart = (
  zip: Zip,
  part: string,
  root: { readonly name: string; readonly limits: Limits },
): Scanner => {
  const entry = zip.find(part)
  if (!entry)
    throw refused(
      'opc.missing',
      text(
        `工作簿缺少它自己提到的内容「${excerpt(part)}」，文件不完整。请重新导出并上传`,
        `the workbook lacks its own part "${excerpt(part)}": it is incomplete; export it and send it again`,
      ),
    )
  const scan = scanXml(toUtf8(zip.read(entry), part), part, root.limits)
  if (!nextChild(scan, 0) || !isNamed(scan, root.name))
    throw refused(
      'opc.root',
      text(
        `「${excerpt(part)}」的内容不对：应为 <${root.name}>`,
        `"${excerpt(part)}" holds something else: expected <${root.name}>`,
      ),
    )
  return scan
}

/** Reads to the end of a part, so that one that is cut or goes on after its root is never half believed. */
export const finishPart = (scan: Scanner): void => {
  while (nextChild(scan, 0))
    throw refused(
      'xml.malformed',
      text(`「${excerpt(scan.part)}」有两个根元素`, `"${excerpt(scan.part)}" has two root elements`),
    )
}

const folderOf = (part: string): string => part.slice(0, part.lastIndexOf('/') + 1)

const decodePercent = (target: string): string => {
  if (!target.includes('%')) return target
  try {
    return decodeURIComponent(target)
  } catch {
    return target
  }
}

/** The part that a target means, seen from the part that names it. */
const resolve = (from: string, target: string): string => {
  const path = decodePercent(target.replaceAll('\\', '/'))
  const names: string[] = []
  for (const name of (path.startsWith('/') ? path : folderOf(from) + path).split('/'))
    if (name === '..') names.pop()
    else if (name !== '' && name !== '.') names.push(name)
  return names.join('/')
}

/** The relationships of a part, `''` being the package; none when it has no list of them. @throws RefusedError */
export const readRelationships = (zip: Zip, part: string, limits: Limits): readonly Relationship[] => {
  const list = `${folderOf(part)}_rels/${part.slice(folderOf(part).length)}.rels`
  if (!zip.find(list)) return []
  const scan = openPart(zip, list, { name: 'Relationships', limits })
  const found: Relationship[] = []
  while (nextChild(scan, 1)) {
    if (!isNamed(scan, 'Relationship')) continue
    const type = readAttribute(scan, 'Type')
    const outside = findAttribute(scan, 'TargetMode') === 'External'
    found.push({
      id: readAttribute(scan, 'Id'),
      type: type.slice(type.lastIndexOf('/') + 1),
      part: outside ? undefined : resolve(part, readAttribute(scan, 'Target')),
    })
  }
  finishPart(scan)
  return found
}

/** The content type that the package gives for a part; undefined when it says nothing of it. */
export const findContentType = (zip: Zip, part: string, limits: Limits): string | undefined => {
  if (!zip.find('[Content_Types].xml')) return undefined
  const scan = openPart(zip, '[Content_Types].xml', { name: 'Types', limits })
  const wanted = `/${part}`.toLowerCase()
  let type: string | undefined
  while (nextChild(scan, 1))
    if (isNamed(scan, 'Override') && readAttribute(scan, 'PartName').toLowerCase() === wanted)
      type = readAttribute(scan, 'ContentType')
  finishPart(scan)
  return type
}
