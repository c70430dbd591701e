/** Knows how a backup is taken: written, read back whole, and old ones cleared away only then. */
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Manifest } from '../storage/backup/manifest.ts'
import { checkBackup } from '../storage/backup/read-backup.ts'
import { writeBackup } from '../storage/backup/write-backup.ts'
import { clearLeftovers } from '../storage/leftovers.ts'
import { makeFolder } from '../storage/make-folder.ts'
import type { JobKind, Prepare, StepContext } from './step.ts'

/** Kinds of jobs whose results are files of the data folder: a backup does not hold them, a restore makes them anew. */
export const RESULTS_IN_FILES: readonly JobKind[] = ['return', 'assess']

type Needs = Pick<StepContext, 'storage' | 'clock' | 'program' | 'backups' | 'log'>

/** Writes a backup and reads it back: one that was never read is none. @throws InputError */
export const takeBackup = async ({ storage, clock, program }: Needs, file: string): Promise<Manifest> => {
  const taken = clock.now()
  await writeBackup(storage, { file, program, taken, made: clock.dateOf(taken) })
  return (await checkBackup(file)).manifest
}

const NAME = /^beizeng-\d{8}T\d{9}Z\.tar$/

/** Backups of the folder, oldest first; files of other names are nobody's business. */
const listBackups = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder)).filter((name) => NAME.test(name)).toSorted()

export interface Rotated {
  readonly file: string
  readonly manifest: Manifest
  readonly removed: readonly string[]
}

/** Takes a backup into the folder of backups, then removes the oldest ones over the number kept. */
export const rotateBackups = async (needs: Needs): Promise<Rotated> => {
  const { clock, log } = needs
  const { folder, keep } = needs.backups
  await makeFolder(folder)
  const now = clock.now()
  await clearLeftovers(folder, { now: clock.dateOf(now) })
  const file = join(folder, `beizeng-${now.replaceAll(/[-:.]/g, '')}.tar`)
  const manifest = await takeBackup(needs, file)
  const removed = (await listBackups(folder)).slice(0, -keep)
  for (const name of removed) await rm(join(folder, name), { force: true })
  const { originals, damaged, schema } = manifest
  log.info('backup taken', { file, schema, originals: originals.count, removed: removed.length })
  for (const one of damaged) log.error('an original could not be taken into the backup', { ...one })
  return { file, manifest, removed }
}

/** The step of the schedule. Done twice after a crash, it leaves one backup more. */
export const prepareBackup: Prepare = async (_, context) => {
  await rotateBackups(context)
  return async () => []
}
