/** Knows how to take an entry out of a zip: inflated under a counted bound, its length and checksum verified. */
import { crc32, inflateRawSync } from 'node:zlib'
import { text } from '../../indicators/text.ts'
import type { Limits } from '../limits.ts'
import { excerpt, overLimit, refused } from '../refusal.ts'
import { inflateTogether, roomFor } from './inflate-together.ts'
import { readZipDirectory, type ZipEntry } from './zip-directory.ts'

export interface Zip {
  /** The entry of this name, in any case of letters. */
  readonly find: (name: string) => ZipEntry | undefined
  /** Its bytes. @throws RefusedError */
  readonly read: (entry: ZipEntry) => Buffer
}

const refuseSize = (entry: ZipEntry, limits: Limits): void => {
  if (entry.size > limits.entryBytes)
    throw overLimit('limit.entry', {
      what: text(
        `「${excerpt(entry.name)}」展开后的字节数`,
        `bytes of "${excerpt(entry.name)}" once inflated`,
      ),
      found: entry.size,
      limit: limits.entryBytes,
    })
  if (entry.size > limits.ratioFrom && entry.size > entry.packed * limits.ratio)
    throw refused(
      'zip.ratio',
      text(
        `「${excerpt(entry.name)}」展开后是压缩时的 ${Math.round(entry.size / entry.packed)} 倍（至多 ${limits.ratio} 倍），疑为压缩炸弹`,
        `"${excerpt(entry.name)}" inflates ${Math.round(entry.size / entry.packed)} times (at most ${limits.ratio}): it looks like a zip bomb`,
      ),
    )
}

/**
 * zlib stops as soon as more comes out than was declared. The room for it is taken at once, so that nothing is copied
 * together afterwards; by then the declared size is known to be allowed for so many packed bytes.
 */
const inflate = (packed: Buffer, entry: ZipEntry): Buffer => {
  try {
    return inflateRawSync(packed, roomFor(entry.size))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'ERR_BUFFER_TOO_LARGE') throw wrongSize(entry, text('更长', 'more'))
    if (!code.startsWith('Z_')) throw error
    throw refused(
      'zip.data',
      text(
        `「${excerpt(entry.name)}」的压缩数据已损坏，请重新导出并上传`,
        `the compressed data of "${excerpt(entry.name)}" is broken; export it and send it again`,
      ),
    )
  }
}

const wrongSize = (entry: ZipEntry, found: { readonly zh: string; readonly en: string }) =>
  refused(
    'zip.size',
    text(
      `「${excerpt(entry.name)}」声明 ${entry.size} 字节，展开后${found.zh}`,
      `"${excerpt(entry.name)}" declares ${entry.size} bytes but holds ${found.en}`,
    ),
  )

/** The bytes of one entry, its length and checksum verified. */
const inflateAlone = (bytes: Buffer, entry: ZipEntry): Buffer => {
  const packed = bytes.subarray(entry.start, entry.start + entry.packed)
  const data = entry.method === 'stored' ? packed : inflate(packed, entry)
  if (data.length !== entry.size) throw wrongSize(entry, text(`只有 ${data.length} 字节`, `${data.length}`))
  if (crc32(data) !== entry.crc)
    throw refused(
      'zip.crc',
      text(
        `「${excerpt(entry.name)}」校验码不符，文件在传输中已损坏`,
        `the checksum of "${excerpt(entry.name)}" does not match: the file was damaged on its way`,
      ),
    )
  return data
}

/** Bytes that one entry and all entries may come to when they are inflated before they are asked for. */
const [SMALL, TOGETHER] = [64 * 1024, 1024 * 1024]

const listSmall = (entries: ReadonlyMap<string, ZipEntry>, usual: RegExp): readonly ZipEntry[] => {
  let room = TOGETHER
  return [...entries.values()].filter(({ name, method, size }) => {
    const small = method === 'deflated' && size <= Math.min(SMALL, room) && usual.test(name)
    if (small) room -= size
    return small
  })
}

/**
 * Opens a zip. Small entries whose name is one of the usual ones are inflated at once; else what is never asked for is
 * never inflated. @throws RefusedError
 */
export const openZip = (bytes: Buffer, limits: Limits, usual?: RegExp): Zip => {
  const entries = readZipDirectory(bytes, limits)
  const together = inflateTogether(bytes, usual ? listSmall(entries, usual) : [])
  let inflated = 0
  return {
    find: (name) => entries.get(name.toLowerCase()),
    read: (entry) => {
      refuseSize(entry, limits)
      inflated += entry.size
      if (inflated > limits.inflatedBytes)
        throw overLimit('limit.inflated', {
          what: text('工作簿展开后的总字节数', 'bytes of the workbook once inflated'),
          found: inflated,
          limit: limits.inflatedBytes,
        })
      return together.get(entry) ?? inflateAlone(bytes, entry)
    },
  }
}
