/** Knows the OLE2 compound file: its sector chains and the streams at its root, each chain walked once and never in a circle. */
import { text } from '../indicators/text.ts'
import { refused } from './refusal.ts'

export interface CompoundFile {
  /** Names of the streams at the root, in lower case. */
  readonly names: readonly string[]
  /** The bytes of a stream; undefined when there is none of this name. @throws RefusedError */
  readonly find: (name: string) => Buffer | undefined
}

interface DirectoryEntry {
  readonly name: string
  readonly isStream: boolean
  readonly neighbours: readonly number[]
  readonly child: number
  readonly start: number
  readonly size: number
}

/** Sector numbers from here on are marks: end of chain, free, part of the table itself. */
const FIRST_MARK = 0xfffffffa
const HEADER = 512
const ENTRY = 128

const broken = (zh: string, en: string) =>
  refused(
    'ole.broken',
    text(
      `文件（.xls 格式）已损坏：${zh}。请重新导出并上传`,
      `the file (.xls) is broken: ${en}; export it and send it again`,
    ),
  )

/** Follows a chain through its table. A chain longer than its table runs in a circle. */
const followChain = (table: Uint32Array, start: number): readonly number[] => {
  const chain: number[] = []
  for (let sector = start; sector < FIRST_MARK; sector = table[sector] ?? 0) {
    if (sector >= table.length)
      throw broken('扇区链指向文件之外', 'a chain of sectors points outside the file')
    if (chain.length >= table.length)
      throw broken('扇区链首尾相接成环', 'a chain of sectors runs in a circle')
    chain.push(sector)
  }
  return chain
}

const toTable = (bytes: Buffer): Uint32Array =>
  Uint32Array.from({ length: bytes.length >> 2 }, (_, i) => bytes.readUInt32LE(i * 4))

/** Reads sectors of the file, and of the small streams inside it. */
interface Sectors {
  readonly size: number
  readonly read: (sector: number) => Buffer
}

const fileSectors = (bytes: Buffer, size: number): Sectors => ({
  size,
  read: (sector) => {
    const from = (sector + 1) * size
    if (from >= bytes.length)
      throw broken(
        '扇区在文件之外，文件可能没有传完',
        'a sector lies outside the file; the upload may have been cut',
      )
    return bytes.subarray(from, from + size)
  },
})

/** The allocation table, from the sectors that the header and its continuation list. */
const readAllocation = (bytes: Buffer, sectors: Sectors): Uint32Array => {
  const parts: Buffer[] = []
  const seen = new Set<number>()
  const take = (list: Buffer): void => {
    for (let at = 0; at + 4 <= list.length; at += 4) {
      const sector = list.readUInt32LE(at)
      if (sector >= FIRST_MARK) continue
      if (seen.has(sector)) throw broken('分配表引用重复', 'the allocation table is listed twice')
      seen.add(sector)
      parts.push(sectors.read(sector))
    }
  }
  take(bytes.subarray(76, HEADER))
  for (let next = bytes.readUInt32LE(68); next < FIRST_MARK;) {
    if (seen.has(next)) throw broken('分配表的清单成环', 'the list of the allocation table runs in a circle')
    seen.add(next)
    const list = sectors.read(next)
    take(list.subarray(0, -4))
    next = list.length >= 4 ? list.readUInt32LE(list.length - 4) : FIRST_MARK
  }
  return toTable(Buffer.concat(parts))
}

const readDirectory = (bytes: Buffer): readonly DirectoryEntry[] =>
  Array.from({ length: Math.floor(bytes.length / ENTRY) }, (_, i) => {
    const entry = bytes.subarray(i * ENTRY, (i + 1) * ENTRY)
    const length = Math.min(Math.max(entry.readUInt16LE(64) - 2, 0), 62)
    return {
      name: entry.toString('utf16le', 0, length).toLowerCase(),
      isStream: entry[66] === 2,
      neighbours: [entry.readUInt32LE(68), entry.readUInt32LE(72)],
      child: entry.readUInt32LE(76),
      start: entry.readUInt32LE(116),
      size: entry.readUInt32LE(120),
    }
  })

/** The entries at the root, not those of storages inside it: an embedded object has a workbook of its own. */
const rootEntries = (entries: readonly DirectoryEntry[]): readonly DirectoryEntry[] => {
  const found: DirectoryEntry[] = []
  const seen = new Set<number>()
  const waiting = [entries[0]?.child ?? FIRST_MARK]
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    const entry = entries[index]
    if (!entry) continue
    if (seen.has(index)) throw broken('目录成环', 'the directory runs in a circle')
    seen.add(index)
    found.push(entry)
    waiting.push(...entry.neighbours)
  }
  return found
}

const readStream = (
  sectors: Sectors,
  table: Uint32Array,
  { start, size }: { start: number; size: number },
): Buffer => {
  const chain = followChain(table, start)
  if (chain.length * sectors.size < size) throw broken('数据流不完整', 'a stream is cut')
  return Buffer.concat(chain.map(sectors.read)).subarray(0, size)
}

/** Opens a compound file. @throws RefusedError */
export const openCompoundFile = (bytes: Buffer): CompoundFile => {
  const shift = bytes.length < HEADER ? 0 : bytes.readUInt16LE(30)
  if (shift !== 9 && shift !== 12) throw broken('文件头不完整', 'its header is cut or wrong')
  const sectors = fileSectors(bytes, 1 << shift)
  const table = readAllocation(bytes, sectors)
  const whole = (start: number): Buffer => Buffer.concat(followChain(table, start).map(sectors.read))
  const entries = readDirectory(whole(bytes.readUInt32LE(48)))
  const root = rootEntries(entries)
  const cutoff = bytes.readUInt32LE(56)
  const small = (stream: DirectoryEntry): Buffer => {
    const container = whole(entries[0]?.start ?? FIRST_MARK)
    const smallSectors = {
      size: 64,
      read: (sector: number) => container.subarray(sector * 64, (sector + 1) * 64),
    }
    return readStream(smallSectors, toTable(whole(bytes.readUInt32LE(60))), stream)
  }
  return {
    names: root.filter((e) => e.isStream).map((e) => e.name),
    find: (name) => {
      const stream = root.find((e) => e.isStream && e.name === name.toLowerCase())
      if (!stream) return undefined
      return stream.size < cutoff ? small(stream) : readStream(sectors, table, stream)
    },
  }
}
