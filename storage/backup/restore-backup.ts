/** Knows how a backup becomes a store again: checked first, originals next, then every table in one transaction, and nothing leaves. */
import { InputError } from '../../indicators/input-error.ts'
import { text } from '../../indicators/text.ts'
import { writeOriginal } from '../archive.ts'
import { openPlace, type Storage, type StorageOptions } from '../index.ts'
import { holdOutbox } from '../outbox-moves.ts'
import { heldBecause } from '../outbox-detail.ts'
import { appendRestoration } from '../restorations.ts'
import { readyRestored } from '../restored-jobs.ts'
import { listSchedules, type Schedule } from '../schedules.ts'
import type { Tx } from '../schema.ts'
import { listTables, loadTables, refuseNewer } from './load-tables.ts'
import { originalOf, type Manifest } from './manifest.ts'
import { checkBackup, openBackup, type Member, type SoundBackup } from './read-backup.ts'

export interface RestoreRequest {
  readonly file: string
  readonly now: string
  /** Kinds of jobs whose results lie in files of the data folder, which no backup holds. */
  readonly again: readonly string[]
}

export interface Restored {
  readonly manifest: Manifest
  /** Keys of the messages that had not left at the instant of the backup. */
  readonly held: readonly string[]
  /** How many jobs were under way then, and how many had left their result in files; both are done again. */
  readonly jobs: { readonly freed: number; readonly again: number }
  /** Where each schedule stood: what falls between then and now is caught up by its own rule. */
  readonly schedules: readonly Schedule[]
}

const refuseFull = async (storage: Storage, tx: Tx): Promise<void> => {
  const tables = await listTables(storage, tx)
  if (tables.size === 0) return
  throw new InputError([
    {
      where: text(`数据库 ${storage.where}`, `database ${storage.where}`),
      found: text(`已有 ${tables.size} 张表`, `${tables.size} tables`),
      expected: text(
        '空的数据库：恢复不覆盖已有数据，请另给一个数据文件夹（--data）或新建的数据库',
        'an empty database: a restore replaces nothing; name another data folder (--data) or a new database',
      ),
    },
  ])
}

/** What the world may have seen since the backup is not known: nothing leaves, nothing under way is believed to run. */
const quieten = async (
  tx: Tx,
  { manifest, file, now, again }: RestoreRequest & { readonly manifest: Manifest },
): Promise<Omit<Restored, 'manifest'>> => {
  const { taken, program } = manifest
  const restoration = { at: now, taken, program, file }
  const held = await holdOutbox(tx, { now, actor: 'restore', detail: heldBecause(restoration) })
  const jobs = await readyRestored(tx, { now, again })
  await appendRestoration(tx, restoration)
  return { held, jobs, schedules: await listSchedules(tx) }
}

/** An original that is there already is kept; without its row it is only a file, so that writing them first harms nothing. */
const restoreOriginals = async (
  { archive }: Storage,
  { members }: SoundBackup,
  read: (member: Member) => Promise<Buffer>,
): Promise<void> => {
  for (const member of members)
    if (originalOf(member.name) !== undefined) await writeOriginal(archive, await read(member))
}

/**
 * Restores a backup into an empty place, on whichever engine. The backup is read whole and compared with its checksums
 * before anything is written; the database then gets all of it or stays empty.
 * @throws InputError when the backup is damaged or newer than the program, or the place is not empty.
 */
export const restoreBackup = async (options: StorageOptions, request: RestoreRequest): Promise<Restored> => {
  const backup = await checkBackup(request.file)
  refuseNewer(backup)
  const storage = await openPlace(options)
  try {
    await storage.transaction((tx) => refuseFull(storage, tx))
    const { read, close } = await openBackup(backup)
    try {
      await restoreOriginals(storage, backup, read)
      const { manifest } = backup
      const quiet = await storage.transaction(async (tx) => {
        // Someone may have opened a store here meanwhile.
        await refuseFull(storage, tx)
        await loadTables(tx, { backup, database: storage, read })
        return quieten(tx, { ...request, manifest })
      })
      return { manifest, ...quiet }
    } finally {
      await close()
    }
  } finally {
    await storage.close()
  }
}
