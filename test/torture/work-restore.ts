/** Runs the torture of restoring: a backup taken while files came in becomes a house of its own, and no mail goes out twice. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { RESULTS_IN_FILES } from '../../jobs/backup.ts'
import { releaseHeld, settleMessage } from '../../jobs/outbox/outbox-desk.ts'
import { checkBackup } from '../../storage/backup/read-backup.ts'
import { restoreBackup } from '../../storage/backup/restore-backup.ts'
import { listOutbox } from '../../storage/outbox.ts'
import { compareDumps, dump, type Difference, type Dump } from './work-dump.ts'
import { environmentOf, openEnd, runLife, type Ground } from './work-embedded.ts'
import { listMails, type Disaster } from './work-mails.ts'

export interface Restored {
  readonly held: number
  /** Mails that left while the outbox was held. */
  readonly leaked: number
  readonly twice: readonly string[]
  readonly missing: readonly string[]
  readonly differences: readonly Difference[]
  /** Files that came in after the backup was taken, and were read by the restored house. */
  readonly filesAfter: number
}

const bare = (messageId: string): string => messageId.replaceAll(/[<>]/g, '')

/**
 * Ways and times of messages rightly differ after a restore, what they say and to whom may not; workbooks that no backup
 * holds are made anew and bear the day on which that was.
 */
const sayings = (all: Dump): Dump => {
  const { outbox = [], job: _, 'outbox/': __, ...rest } = all
  const names = (lines: readonly string[] = []) => lines.map((line) => line.split(' ')[0] ?? '')
  const anew = { 'returns/': names(all['returns/']), 'assessments/': names(all['assessments/']) }
  const said = new Set(['body', 'key', 'recipient', 'message_id', 'state'])
  const pairs = (line: string): readonly (readonly [string, unknown])[] => JSON.parse(line)
  return {
    ...rest,
    ...anew,
    outbox: outbox.map((line) => JSON.stringify(pairs(line).filter(([c]) => said.has(c)))),
  }
}

/** Restores, works on with the outbox held, lets a person settle what had arrived, and lets the rest go. */
export const runRestored = async (
  ground: Ground,
  { backup, arrived }: Disaster,
  undisturbed: Dump,
): Promise<Restored> => {
  const directory = join(ground.root, 'restored')
  await mkdir(directory)
  const environment = environmentOf(ground)
  let start = 0
  const work = () => runLife({ ...ground, directory, environment, jobsAtOnce: 2, start: start++ })
  const { manifest } = await checkBackup(backup)
  const now = manifest.taken
  await restoreBackup({ directory }, { file: backup, now, again: RESULTS_IN_FILES })
  await work()
  const leaked = (await listMails(directory)).length
  const app = await openEnd(ground, directory)
  try {
    const by = { actor: '演练', reason: '已核对收件人' }
    const held = await listOutbox(app.storage.db, { states: ['held'] })
    for (const { key, messageId } of held)
      if (arrived.has(bare(messageId))) await settleMessage(app, { key, decision: 'delivered', ...by })
    await releaseHeld(app, by)
    // A mail may have been at its last step when the backup was taken: whether it left, only a person can find out.
    for (const { key, messageId } of await listOutbox(app.storage.db, { states: ['unknown'] })) {
      const decision = arrived.has(bare(messageId)) ? 'delivered' : 'send-again'
      await settleMessage(app, { key, decision, ...by })
    }
    await work()
    const mails = await listMails(directory)
    const all = (await listOutbox(app.storage.db)).map(({ messageId }) => bare(messageId))
    const after = await dump(app, 'second')
    return {
      held: held.length,
      leaked,
      twice: mails.filter((id, at) => arrived.has(id) || mails.indexOf(id) !== at),
      missing: all.filter((id) => !arrived.has(id) && !mails.includes(id)),
      differences: compareDumps(sayings(undisturbed), sayings(after)),
      filesAfter: ground.load.cities * ground.load.waves - manifest.originals.count,
    }
  } finally {
    await app.close()
  }
}
