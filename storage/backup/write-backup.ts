/** Knows how a backup is written while everything goes on: every table at one instant, then every original, then the manifest. */
import { access } from 'node:fs/promises'
import { InputError } from '../../indicators/input-error.ts'
import { text } from '../../indicators/text.ts'
import { inspectOriginal, listOriginals, type Archive } from '../archive.ts'
import { explainFileFault } from '../file-fault.ts'
import type { Storage } from '../index.ts'
import { readSchemaVersion } from '../migrate.ts'
import type { Tx } from '../schema.ts'
import {
  composeManifestSum,
  MANIFEST,
  MANIFEST_SUM,
  originalMember,
  sha256Of,
  tableMember,
} from './manifest.ts'
import type { Manifest } from './manifest.ts'
import { readPages, TABLE_KEYS } from './tables.ts'
import { writeTarFile, type AddMember } from './tar-file.ts'

export interface BackupRequest {
  readonly file: string
  /** Version of the program. */
  readonly program: string
  /** The instant, ISO text in UTC and as the date of every member. */
  readonly taken: string
  readonly made: Date
}

const refuseExisting = async (file: string): Promise<void> => {
  const there = await access(file).then(
    () => true,
    () => false,
  )
  if (!there) return
  const expected = text(
    '还没有的文件名；备份不覆盖已有的文件',
    'a name that is free: a backup replaces nothing',
  )
  throw new InputError([
    { where: text(`备份文件 ${file}`, `backup ${file}`), found: text('已存在', 'exists'), expected },
  ])
}

const addTables = async (tx: Tx, add: AddMember): Promise<Pick<Manifest, 'schema' | 'tables'>> => {
  // The first read fixes the instant.
  const schema = await readSchemaVersion(tx)
  const tables: Manifest['tables'] = []
  for (const [name, key] of Object.entries(TABLE_KEYS)) {
    let rows = 0
    let page = 0
    for await (const read of readPages(tx, { table: name, key })) {
      await add(tableMember(name, ++page), read.bytes)
      rows += read.rows
    }
    tables.push({ name, rows })
  }
  return { schema, tables }
}

/** Every original there is, and every one there should be. Nothing is ever taken out of the archive, so none has gone since. */
const addOriginals = async (
  archive: Archive,
  received: readonly string[],
  add: AddMember,
): Promise<Pick<Manifest, 'originals' | 'damaged'>> => {
  const originals = { count: 0, bytes: 0 }
  const damaged: Manifest['damaged'] = []
  for (const sha256 of new Set([...(await listOriginals(archive)), ...received])) {
    const found = await inspectOriginal(archive, sha256)
    if ('damage' in found) {
      damaged.push({ sha256, damage: found.damage })
      continue
    }
    await add(originalMember(sha256), Buffer.from(found.bytes))
    originals.count += 1
    originals.bytes += found.bytes.length
  }
  return { originals, damaged }
}

const listReceived = async (tx: Tx): Promise<readonly string[]> =>
  (await tx.selectFrom('submission').select('sha256').distinct().orderBy('sha256').execute()).map(
    (r) => r.sha256,
  )

/**
 * Writes a backup: one file for every engine, whole or not at all. What was received after it began is not in it.
 * @throws InputError when the file is there already or cannot be written.
 */
export const writeBackup = async (
  { archive, snapshot }: Pick<Storage, 'archive' | 'snapshot'>,
  { file, program, taken, made }: BackupRequest,
): Promise<Manifest> => {
  await refuseExisting(file)
  const members: Manifest['members'] = []
  let manifest: Manifest | undefined
  const fill = async (write: AddMember): Promise<void> => {
    const add: AddMember = async (name, bytes) => {
      members.push({ name, size: bytes.length, sha256: sha256Of(bytes) })
      await write(name, bytes)
    }
    const { received, ...tables } = await snapshot(async (tx) => ({
      ...(await addTables(tx, add)),
      received: await listReceived(tx),
    }))
    const originals = await addOriginals(archive, received, add)
    const head = { format: 'beizeng-backup', formatVersion: 1, program, taken } as const
    manifest = { ...head, ...tables, ...originals, members }
    const bytes = Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`)
    await write(MANIFEST, bytes)
    await write(MANIFEST_SUM, Buffer.from(composeManifestSum(bytes)))
  }
  try {
    await writeTarFile(file, made, fill)
  } catch (error) {
    throw explainFileFault(error, file)
  }
  if (!manifest) throw new Error(`the backup ${file} has no manifest`)
  return manifest
}
