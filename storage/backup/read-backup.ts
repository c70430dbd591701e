/** Knows how a backup is read: first whole, against every checksum, before anything is made of it; then member by member. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { extract, type Extract } from 'tar-stream'
import { InputError, type InputIssue } from '../../indicators/input-error.ts'
import { text, type Text } from '../../indicators/text.ts'
import { explainFileFault } from '../file-fault.ts'
import {
  composeManifestSum,
  MANIFEST,
  MANIFEST_SUM,
  manifestSchema,
  originalOf,
  sha256Of,
  tableOf,
  type Manifest,
} from './manifest.ts'

export interface Member {
  readonly name: string
  readonly size: number
  readonly sha256: string
  /** Where its bytes begin in the file. */
  readonly offset: number
}

/** A backup that was read whole and is what its manifest says. */
export interface SoundBackup {
  readonly file: string
  readonly manifest: Manifest
  /** Without the manifest and its checksum. */
  readonly members: readonly Member[]
}

/** Refuses a backup at a place. */
export const refuseBackup = (
  file: string,
  {
    at,
    found,
    expected,
  }: { readonly at: string; readonly found: InputIssue['found']; readonly expected: Text },
): InputError =>
  new InputError([{ where: text(`备份文件 ${file} › ${at}`, `backup ${file} › ${at}`), found, expected }])

const WHOLE = text('完整的备份；请换一份备份', 'a whole backup: take another one')

const byte = (offset: number): string => `byte ${offset}`

/** The two last members are small and needed whole. */
const isPage = (name: string): boolean => name === MANIFEST || name === MANIFEST_SUM

type Entry = Extract extends AsyncIterable<infer E> ? E : never

interface Scanned {
  readonly members: readonly Member[]
  readonly pages: ReadonlyMap<string, Buffer>
}

const scanEntry = async (
  entry: Entry,
  offset: number,
): Promise<{ member: Member; page: Buffer | undefined }> => {
  const hash = createHash('sha256')
  const kept: Buffer[] = []
  const { name } = entry.header
  let size = 0
  for await (const chunk of entry) {
    if (!Buffer.isBuffer(chunk)) throw new Error('a member of a tar is no bytes')
    hash.update(chunk)
    size += chunk.length
    if (isPage(name)) kept.push(chunk)
  }
  return {
    member: { name, size, sha256: hash.digest('hex'), offset },
    page: isPage(name) ? Buffer.concat(kept) : undefined,
  }
}

/** `byteOffset` is set by tar-stream and missing from its types. */
const offsetOf = (header: object): number =>
  'byteOffset' in header && typeof header.byteOffset === 'number' ? header.byteOffset : 0

const scan = async (file: string): Promise<Scanned> => {
  const members: Member[] = []
  const pages = new Map<string, Buffer>()
  let at = byte(0)
  const tar = extract()
  const read = pipeline(createReadStream(file), tar)
  // Told through the members; alone it would be an error that nobody heard.
  read.catch(() => undefined)
  try {
    for await (const entry of tar) {
      const offset = offsetOf(entry.header)
      at = `${entry.header.name} (${byte(offset)})`
      const { member, page } = await scanEntry(entry, offset)
      members.push(member)
      if (page) pages.set(member.name, page)
      at = `${member.name} (${byte(offset + member.size)})`
    }
    await read
    return { members, pages }
  } catch (error) {
    const fault = explainFileFault(error, file)
    if (fault instanceof InputError) throw fault
    const found = error instanceof Error ? error.message : String(error)
    throw refuseBackup(file, { at, found, expected: WHOLE })
  }
}

const parseManifest = (file: string, { pages, members }: Scanned): Manifest => {
  const page = pages.get(MANIFEST)
  const sum = pages.get(MANIFEST_SUM)?.toString('utf8')
  const last = members.at(-1)
  if (!page || sum === undefined) {
    const at = last ? `${last.name} (${byte(last.offset + last.size)})` : byte(0)
    const expected = text(
      `后面还有 ${MANIFEST}；文件不完整，或不是本程序的备份`,
      `${MANIFEST} behind it: the file was cut off, or is no backup of this program`,
    )
    throw refuseBackup(file, { at, found: text('文件到此为止', 'the end of the file'), expected })
  }
  if (sum !== composeManifestSum(page))
    throw refuseBackup(file, { at: MANIFEST, found: sha256Of(page), expected: text(sum.trim(), sum.trim()) })
  const parsed = manifestSchema.safeParse(JSON.parse(page.toString('utf8')))
  if (parsed.success) return parsed.data
  const found = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')
  const expected = text(
    '本程序能读的备份格式；请升级程序',
    'a form of backup known here: upgrade the program',
  )
  throw refuseBackup(file, { at: MANIFEST, found, expected })
}

/** What is wrong with a member beside what was promised of it; undefined when nothing is. */
const findFault = (promised: Manifest['members'][number] | undefined, member: Member | undefined) => {
  const nothing = text('没有这一项', 'no such member')
  const name = promised?.name ?? member?.name ?? ''
  if (!promised || !member || promised.name !== member.name)
    return {
      at: name,
      found: member?.name ?? nothing,
      expected: promised ? text(promised.name, promised.name) : nothing,
    }
  const { sha256, size } = promised
  const at = `${name} (${byte(member.offset)})`
  if (sha256 !== member.sha256 || size !== member.size)
    return { at, found: `sha256 ${member.sha256}`, expected: text(`sha256 ${sha256}`, `sha256 ${sha256}`) }
  const original = originalOf(name)
  if (original !== undefined ? original === sha256 : tableOf(name) !== undefined) return undefined
  return {
    at,
    found: name,
    expected: text('表的一页，或名副其实的原件', 'a page of a table, or an original true to its name'),
  }
}

/**
 * Reads a backup whole and compares every member with the manifest.
 * @throws InputError at the first place that is damaged, missing or not ours.
 */
export const checkBackup = async (file: string): Promise<SoundBackup> => {
  const scanned = await scan(file)
  const manifest = parseManifest(file, scanned)
  const members = scanned.members.slice(0, -2)
  for (let index = 0; index < Math.max(members.length, manifest.members.length); index += 1) {
    const fault = findFault(manifest.members[index], members[index])
    if (fault) throw refuseBackup(file, fault)
  }
  return { file, manifest, members }
}

/** Opens a sound backup for reading its members; what has changed since it was checked is refused. */
export const openBackup = async ({ file }: SoundBackup) => {
  const handle: FileHandle = await open(file, 'r')
  return {
    read: async ({ name, size, offset, sha256 }: Member): Promise<Buffer> => {
      const bytes = Buffer.alloc(size)
      const { bytesRead } = await handle.read(bytes, 0, size, offset)
      if (bytesRead !== size || sha256Of(bytes) !== sha256)
        throw refuseBackup(file, {
          at: name,
          found: text('读的时候被改动', 'changed while it was read'),
          expected: WHOLE,
        })
      return bytes
    },
    close: () => handle.close(),
  }
}
