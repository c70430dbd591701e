/** Knows the central directory of a zip: which entries there are and where their bytes lie, with nothing believed unchecked. */
import { text } from '../../indicators/text.ts'
import type { Limits } from '../limits.ts'
import { excerpt, overLimit, refused } from '../refusal.ts'

export interface ZipEntry {
  /** With forward slashes, as written otherwise. */
  readonly name: string
  readonly method: 'stored' | 'deflated'
  readonly crc: number
  readonly packed: number
  /** Declared, not believed. */
  readonly size: number
  /** Where its local header starts, and where its packed bytes do. */
  readonly offset: number
  readonly start: number
}

interface CentralRecord {
  readonly name: string
  /** Where its name stands in the directory. */
  readonly nameStart: number
  readonly nameEnd: number
  readonly flags: number
  readonly method: number
  readonly crc: number
  readonly packed: number
  readonly size: number
  readonly offset: number
}

/** How the records of a zip begin: the entry, its line in the directory, the end of the directory. */
export const LOCAL = 0x04034b50
export const CENTRAL = 0x02014b50
export const END = 0x06054b50
const END_64 = 0x06064b50
const LOCATOR_64 = 0x07064b50
const U16 = 0xffff
const U32 = 0xffffffff

const broken = (zh: string, en: string) =>
  refused(
    'zip.broken',
    text(
      `压缩包已损坏：${zh}。请重新导出并上传`,
      `the zip package is broken: ${en}; export it and send it again`,
    ),
  )

const readUint64 = (bytes: Buffer, at: number): number => {
  const value = bytes.readBigUInt64LE(at)
  if (value > BigInt(Number.MAX_SAFE_INTEGER))
    throw broken('长度字段超出范围', 'a length field is out of range')
  return Number(value)
}

interface Directory {
  readonly count: number
  readonly size: number
  readonly offset: number
  /** Where what follows the directory begins. */
  readonly end: number
}

const readEnd64 = (bytes: Buffer, end: number): Directory => {
  const locator = end - 20
  if (locator < 0 || bytes.readUInt32LE(locator) !== LOCATOR_64)
    throw broken('缺少 zip64 目录定位', 'the zip64 locator is missing')
  const at = readUint64(bytes, locator + 8)
  if (at + 56 > locator || bytes.readUInt32LE(at) !== END_64)
    throw broken('zip64 目录结尾不在所指位置', 'the zip64 end record is not where it should be')
  return {
    count: readUint64(bytes, at + 32),
    size: readUint64(bytes, at + 40),
    offset: readUint64(bytes, at + 48),
    end: at,
  }
}

/** The end record stands last, followed by nothing but its own comment: else two readers may see two packages. */
const readEnd = (bytes: Buffer): Directory => {
  const last = bytes.length - 22
  for (let at = last; at >= 0 && at >= last - U16; at--) {
    if (bytes.readUInt32LE(at) !== END || bytes.readUInt16LE(at + 20) !== last - at) continue
    const [count, size, offset] = [
      bytes.readUInt16LE(at + 10),
      bytes.readUInt32LE(at + 12),
      bytes.readUInt32LE(at + 16),
    ]
    if (bytes.readUInt16LE(at + 4) !== 0 && bytes.readUInt16LE(at + 4) !== U16)
      throw broken('是分卷压缩包的一卷', 'it is one volume of several')
    return count === U16 || size === U32 || offset === U32
      ? readEnd64(bytes, at)
      : { count, size, offset, end: at }
  }
  throw broken(
    '找不到目录结尾，文件可能没有传完',
    'no end of central directory; the upload may have been cut',
  )
}

/** Lengths and places that stand in 32 bits, or in 64 in the extra field where those are full. */
interface Fields {
  readonly size: number
  readonly packed: number
  readonly offset: number
}

/** The fields of an entry, with those that are full taken from its extra field, in their order. */
const readExtra64 = (bytes: Buffer, [start, end]: readonly [number, number], fields: Fields): Fields => {
  const { size, packed, offset } = fields
  if (size !== U32 && packed !== U32 && offset !== U32) return fields
  for (let at = start; at + 4 <= end; at += 4 + bytes.readUInt16LE(at + 2)) {
    if (bytes.readUInt16LE(at) !== 1) continue
    const last = at + 4 + bytes.readUInt16LE(at + 2)
    let next = at + 4
    const widen = (field: number): number => {
      if (field !== U32) return field
      if (next + 8 > last || last > end) throw broken('zip64 字段不完整', 'a zip64 field is cut')
      next += 8
      return readUint64(bytes, next - 8)
    }
    return { size: widen(size), packed: widen(packed), offset: widen(offset) }
  }
  return fields
}

/** An empty name, an absolute path, a drive, NUL, or `..` on the way. */
const FORBIDDEN = /^$|^\/|^[A-Za-z]:|\0|(?:^|\/)\.\.(?:\/|$)/

const readName = (bytes: Buffer, start: number, end: number): string => {
  const raw = bytes.toString('utf8', start, end)
  const name = (raw.includes('\uFFFD') ? bytes.toString('latin1', start, end) : raw).replaceAll('\\', '/')
  if (FORBIDDEN.test(name))
    throw refused(
      'zip.name',
      text(
        `压缩包内有不允许的文件名「${excerpt(name)}」（绝对路径、盘符、“..”或空名）`,
        `the package holds a forbidden name "${excerpt(name)}" (absolute, drive, ".." or empty)`,
      ),
    )
  return name
}

const readCentral = (bytes: Buffer, directory: Directory): readonly CentralRecord[] => {
  const records: CentralRecord[] = []
  const end = directory.offset + directory.size
  let at = directory.offset
  while (records.length < directory.count) {
    if (at + 46 > end || bytes.readUInt32LE(at) !== CENTRAL)
      throw broken(
        `目录应有 ${directory.count} 项，只读到 ${records.length} 项`,
        `the directory should hold ${directory.count} entries, found ${records.length}`,
      )
    const nameEnd = at + 46 + bytes.readUInt16LE(at + 28)
    const extraEnd = nameEnd + bytes.readUInt16LE(at + 30)
    const next = extraEnd + bytes.readUInt16LE(at + 32)
    if (next > end) throw broken('目录项不完整', 'an entry of the directory is cut')
    const { size, packed, offset } = readExtra64(bytes, [nameEnd, extraEnd], {
      size: bytes.readUInt32LE(at + 24),
      packed: bytes.readUInt32LE(at + 20),
      offset: bytes.readUInt32LE(at + 42),
    })
    records.push({
      name: readName(bytes, at + 46, nameEnd),
      nameStart: at + 46,
      nameEnd,
      flags: bytes.readUInt16LE(at + 8),
      method: bytes.readUInt16LE(at + 10),
      crc: bytes.readUInt32LE(at + 16),
      packed,
      size,
      offset,
    })
    at = next
  }
  if (at !== end) throw broken('目录长度与项数不符', 'the directory is longer than its entries')
  return records
}

const mismatch = (name: string, zh: string, en: string) =>
  refused(
    'zip.mismatch',
    text(
      `压缩包内「${excerpt(name)}」的两处记载不一致：${zh}`,
      `the two records of "${excerpt(name)}" in the package disagree: ${en}`,
    ),
  )

/** Compares an entry with its local header and finds its bytes. */
const locate = (bytes: Buffer, record: CentralRecord, limit: number): ZipEntry => {
  const { name, flags, method, crc, packed, size, offset } = record
  if ((flags & 0x2041) !== 0)
    throw refused(
      'encrypted',
      text(
        '文件设有密码，请取消密码后再报',
        'the workbook is protected by a password; remove it and send it again',
      ),
    )
  if (method !== 0 && method !== 8)
    throw refused(
      'zip.method',
      text(
        `「${excerpt(name)}」用了不支持的压缩方法 ${method}（应为 0 或 8）`,
        `"${excerpt(name)}" uses compression method ${method}; expected 0 or 8`,
      ),
    )
  if (offset + 30 > limit || bytes.readUInt32LE(offset) !== LOCAL)
    throw broken(`「${excerpt(name)}」不在目录所指位置`, `"${excerpt(name)}" is not where the directory says`)
  const nameEnd = offset + 30 + bytes.readUInt16LE(offset + 26)
  const start = nameEnd + bytes.readUInt16LE(offset + 28)
  if (start + packed > limit)
    throw broken(`「${excerpt(name)}」超出压缩包范围`, `"${excerpt(name)}" reaches beyond the package`)
  const localFlags = bytes.readUInt16LE(offset + 6)
  if ((localFlags & 0x2041) !== 0) throw mismatch(name, '是否加密', 'encryption')
  if (bytes.readUInt16LE(offset + 8) !== method) throw mismatch(name, '压缩方法', 'compression method')
  const sameName = bytes.compare(bytes, offset + 30, nameEnd, record.nameStart, record.nameEnd) === 0
  if (!sameName && readName(bytes, offset + 30, nameEnd) !== name) throw mismatch(name, '文件名', 'name')
  // A streamed entry knows its sizes only afterwards: they stand in the directory.
  if ((localFlags & 8) === 0) {
    const local = readExtra64(bytes, [nameEnd, start], {
      size: bytes.readUInt32LE(offset + 22),
      packed: bytes.readUInt32LE(offset + 18),
      offset: 0,
    })
    if (local.size !== size || local.packed !== packed) throw mismatch(name, '长度', 'length')
    if (bytes.readUInt32LE(offset + 14) !== crc) throw mismatch(name, '校验码', 'checksum')
  }
  if (method === 0 && packed !== size) throw mismatch(name, '长度', 'length')
  return { name, method: method === 0 ? 'stored' : 'deflated', crc, packed, size, offset, start }
}

const refuseOverlaps = (entries: readonly ZipEntry[]): void => {
  let before: ZipEntry | undefined
  for (const entry of entries.toSorted((a, b) => a.offset - b.offset)) {
    if (before && before.start + before.packed > entry.offset)
      throw refused(
        'zip.overlap',
        text(
          `压缩包内「${excerpt(before.name)}」与「${excerpt(entry.name)}」占用同一段数据`,
          `"${excerpt(before.name)}" and "${excerpt(entry.name)}" share the same bytes of the package`,
        ),
      )
    before = entry
  }
}

/** The entries of the package by lower-case name; folders are left out. @throws RefusedError */
export const readZipDirectory = (bytes: Buffer, limits: Limits): ReadonlyMap<string, ZipEntry> => {
  const directory = readEnd(bytes)
  if (directory.count > limits.entries)
    throw overLimit('limit.entries', {
      what: text('压缩包内的文件数', 'entries of the package'),
      found: directory.count,
      limit: limits.entries,
    })
  if (directory.offset + directory.size !== directory.end)
    throw broken('目录不在所指位置', 'the directory is not where it should be')
  const located = readCentral(bytes, directory).map((record) => locate(bytes, record, directory.offset))
  refuseOverlaps(located)
  const entries = new Map<string, ZipEntry>()
  for (const entry of located) {
    const key = entry.name.toLowerCase()
    if (entries.has(key))
      throw refused(
        'zip.duplicate',
        text(
          `压缩包内有两个「${excerpt(entry.name)}」`,
          `the package holds two entries named "${excerpt(entry.name)}"`,
        ),
      )
    if (!key.endsWith('/')) entries.set(key, entry)
  }
  return entries
}
