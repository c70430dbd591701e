/** Knows how to inflate many small entries in one go: as the members of one gzip stream, for opening zlib costs more than a small part. */
import { gunzipSync, type ZlibOptions } from 'node:zlib'
import type { ZipEntry } from './zip-directory.ts'

/** What stands before the packed bytes of a member, and how many bytes stand after them: checksum and size. */
const HEAD = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff])
const TAIL = 8
/** How every member of a gzip stream begins. */
const MAGIC = HEAD.subarray(0, 3)

/** zlib's options for what must not come to more bytes than these; all the room is taken at once. */
export const roomFor = (size: number): ZlibOptions => ({
  maxOutputLength: Math.max(size, 1),
  // One more than comes out: a chunk that is full makes zlib open another.
  chunkSize: Math.max(size + 1, 64),
})

const chain = (bytes: Buffer, entries: readonly ZipEntry[]): Buffer => {
  const room = entries.reduce((sum, entry) => sum + HEAD.length + entry.packed + TAIL, 0)
  const chained = Buffer.allocUnsafe(room)
  let at = 0
  for (const { start, packed, crc, size } of entries) {
    at += HEAD.copy(chained, at)
    at += bytes.copy(chained, at, start, start + packed)
    at = chained.writeUInt32LE(crc, at)
    at = chained.writeUInt32LE(size, at)
  }
  return chained
}

/** Whether a member begins only where an entry does: packed bytes may be made to end early and hold another member. */
const isPlain = (chained: Buffer, entries: readonly ZipEntry[]): boolean => {
  let head = 0
  return entries.every(({ packed }, index) => {
    const next = chained.indexOf(MAGIC, head + 1)
    head += HEAD.length + packed + TAIL
    return next === (index === entries.length - 1 ? -1 : head)
  })
}

const gunzip = (chained: Buffer, size: number): Buffer | undefined => {
  try {
    return gunzipSync(chained, roomFor(size))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'ERR_BUFFER_TOO_LARGE' || code.startsWith('Z_')) return undefined
    throw error
  }
}

/**
 * The bytes of deflated entries, by entry; zlib verifies the length and checksum of each, and stops as soon as more comes
 * out than they declare together. Empty when anything is wrong with one of them: which one and what, inflating it alone tells.
 */
export const inflateTogether = (
  bytes: Buffer,
  entries: readonly ZipEntry[],
): ReadonlyMap<ZipEntry, Buffer> => {
  if (entries.length === 0) return new Map()
  const size = entries.reduce((sum, entry) => sum + entry.size, 0)
  const chained = chain(bytes, entries)
  const data = isPlain(chained, entries) ? gunzip(chained, size) : undefined
  const inflated = new Map<ZipEntry, Buffer>()
  if (data?.length !== size) return inflated
  let at = 0
  for (const entry of entries) inflated.set(entry, data.subarray(at, (at += entry.size)))
  return inflated
}
