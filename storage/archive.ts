/** Knows the originals: every file that was ever received, under the checksum of its bytes. */
import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** A place for named bytes; what a folder does here, an object store can do elsewhere. */
export interface Archive {
  /** Undefined when there is nothing under the name. */
  find(name: string): Promise<Uint8Array | undefined>
  /** Afterwards the bytes stand whole under the name and survive a power loss; before, nothing does. */
  write(name: string, bytes: Uint8Array): Promise<void>
  list(): Promise<readonly string[]>
}

const NAME = /^([0-9a-f]{2})\/(\1[0-9a-f]{62})\.bin$/
const CHECKSUM = /^[0-9a-f]{64}$/

const checksumOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Name of an original inside the archive. */
export const originalPath = (sha256: string): string => {
  if (!CHECKSUM.test(sha256)) throw new Error(`not a SHA-256 checksum: ${sha256}`)
  return `${sha256.slice(0, 2)}/${sha256}.bin`
}

const absentAsUndefined = (error: unknown): undefined => {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
  throw error
}

/** A rename is durable only when the folder that holds the name is synced too; Windows cannot and need not. */
const syncFolder = async (folder: string): Promise<void> => {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}

const writeDurably = async (path: string, bytes: Uint8Array): Promise<void> => {
  const temporary = join(dirname(path), `.${randomUUID()}.tmp`)
  const handle = await open(temporary, 'wx')
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(temporary, path)
  await syncFolder(dirname(path))
}

/** An archive in a folder that exists: `archive/ab/abcdef….bin`. */
export const openArchive = (folder: string): Archive => ({
  find: (name) => readFile(join(folder, name)).catch(absentAsUndefined),
  write: async (name, bytes) => {
    const path = join(folder, name)
    const made = await mkdir(dirname(path), { recursive: true })
    if (made !== undefined) await syncFolder(folder)
    await writeDurably(path, bytes)
  },
  list: async () => {
    const files = await readdir(folder, { recursive: true })
    return files.map((file) => file.replaceAll('\\', '/')).toSorted()
  },
})

/** Keeps the bytes and returns their SHA-256; the same bytes twice are kept once. */
export const writeOriginal = async (archive: Archive, bytes: Uint8Array): Promise<string> => {
  const sha256 = checksumOf(bytes)
  const kept = await archive.find(originalPath(sha256))
  if (kept === undefined || checksumOf(kept) !== sha256) await archive.write(originalPath(sha256), bytes)
  return sha256
}

/** The bytes under a checksum. Throws when they are gone or no longer what was received: that is damage, not input. */
export const readOriginal = async (archive: Archive, sha256: string): Promise<Uint8Array> => {
  const bytes = await archive.find(originalPath(sha256))
  if (bytes === undefined) throw new Error(`the archive holds no original ${sha256}`)
  if (checksumOf(bytes) !== sha256) throw new Error(`the original ${sha256} was altered in the archive`)
  return bytes
}

/** Checksums of everything kept, in text order; half-written leftovers of a crash are not among them. */
export const listOriginals = async (archive: Archive): Promise<readonly string[]> =>
  (await archive.list()).flatMap((name) => NAME.exec(name)?.[2] ?? [])
