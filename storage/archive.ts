/** Knows the originals: every file that was ever received, under the checksum of its bytes. */
import { createHash } from 'node:crypto'
import { InputError } from '../indicators/input-error.ts'
import { text } from '../indicators/text.ts'

/** A place for named bytes; what a folder does here, an object store can do elsewhere. */
export interface Archive {
  /** Undefined when there is nothing under the name. */
  find(name: string): Promise<Uint8Array | undefined>
  /** Afterwards the bytes stand whole under the name and survive a power loss; before, nothing does. */
  write(name: string, bytes: Uint8Array): Promise<void>
  list(): Promise<readonly string[]>
  /** @throws InputError when the place cannot be used as it is named. */
  check(): Promise<void>
}

const NAME = /^([0-9a-f]{2})\/(\1[0-9a-f]{62})\.bin$/
const CHECKSUM = /^[0-9a-f]{64}$/

const checksumOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Name of an original inside the archive. */
export const originalPath = (sha256: string): string => {
  if (!CHECKSUM.test(sha256)) throw new Error(`not a SHA-256 checksum: ${sha256}`)
  return `${sha256.slice(0, 2)}/${sha256}.bin`
}

/** Keeps the bytes and returns their SHA-256; the same bytes twice are kept once. */
export const writeOriginal = async (archive: Archive, bytes: Uint8Array): Promise<string> => {
  const sha256 = checksumOf(bytes)
  const kept = await archive.find(originalPath(sha256))
  if (kept === undefined || checksumOf(kept) !== sha256) await archive.write(originalPath(sha256), bytes)
  return sha256
}

/** An original as it was received, or what became of it. */
export const inspectOriginal = async (
  archive: Archive,
  sha256: string,
): Promise<{ readonly bytes: Uint8Array } | { readonly damage: 'missing' | 'altered' }> => {
  const bytes = await archive.find(originalPath(sha256))
  if (bytes === undefined) return { damage: 'missing' }
  return checksumOf(bytes) === sha256 ? { bytes } : { damage: 'altered' }
}

const DAMAGES = {
  missing: text('没有这个原件', 'the original is not there'),
  altered: text('原件被改动过', 'the original was altered'),
}

/** The bytes under a checksum. @throws InputError when they are gone or no longer what was received. */
export const readOriginal = async (archive: Archive, sha256: string): Promise<Uint8Array> => {
  const found = await inspectOriginal(archive, sha256)
  if ('bytes' in found) return found.bytes
  throw new InputError([
    {
      where: text(`原件 ${originalPath(sha256)}`, `original ${originalPath(sha256)}`),
      found: DAMAGES[found.damage],
      expected: text(
        '收到时的原件；请从备份中取回，或请填报单位重新报送同一文件',
        'the original as it was received: fetch it from a backup, or let the unit send the same file again',
      ),
    },
  ])
}

/** Checksums of everything kept, in text order; half-written leftovers of a crash are not among them. */
export const listOriginals = async (archive: Archive): Promise<readonly string[]> =>
  (await archive.list()).flatMap((name) => NAME.exec(name)?.[2] ?? [])
