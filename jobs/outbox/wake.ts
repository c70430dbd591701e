/** Knows how a message gets back into the queue: its state and the job that will wake it change together. */
import { insertJobs } from '../../storage/jobs.ts'
import { listOutbox, type OutboxEntry } from '../../storage/outbox.ts'
import { markOutbox, postponeOutbox, type Move } from '../../storage/outbox-moves.ts'
import type { Tx } from '../../storage/schema.ts'
import type { JobRequest } from '../step.ts'

/** How long a message is tried before it has failed. */
const GIVE_UP_MS = 3 * 24 * 3_600_000

/** The instant after which a message queued now is no longer tried. */
export const giveUpAfter = (clock: { later(instant: string, ms: number): string }, now: string): string =>
  clock.later(now, GIVE_UP_MS)

/** The job that delivers a message; one for every time that it is queued. */
export const deliveryOf = ({ key, attempt = 0 }: { key: string; attempt?: number }): JobRequest => ({
  kind: 'deliver',
  key: attempt === 0 ? key : `${key}@${attempt}`,
  payload: { key, attempt },
})

/** Queues a message again and inserts the job of its next attempt; false when someone else has moved it. */
export const requeue = async (
  tx: Tx,
  message: OutboxEntry,
  move: Omit<Move, 'key' | 'to' | 'set'> & { readonly runAt: string; readonly giveUpAt?: string },
): Promise<boolean> => {
  const { runAt, giveUpAt, ...rest } = move
  const attempt = message.attempt + 1
  const set = { claim: null, attempt, nextAt: runAt, ...(giveUpAt === undefined ? {} : { giveUpAt }) }
  if (!(await markOutbox(tx, { ...rest, key: message.key, to: 'queued', set }))) return false
  await insertJobs(tx, { now: move.now, jobs: [{ ...deliveryOf({ key: message.key, attempt }), runAt }] })
  return true
}

/** Leaves a queued message in the queue and inserts the job of its next attempt; false when someone else has moved it. */
export const postpone = async (
  tx: Tx,
  message: OutboxEntry,
  { now, runAt }: { readonly now: string; readonly runAt: string },
): Promise<boolean> => {
  const next = { key: message.key, attempt: message.attempt + 1 }
  if (!(await postponeOutbox(tx, { ...next, nextAt: runAt }))) return false
  await insertJobs(tx, { now, jobs: [{ ...deliveryOf(next), runAt }] })
  return true
}

/** Wakes everything that waits in the queue of a channel. */
export const wakeChannel = async (tx: Tx, channel: string, now: string): Promise<number> => {
  const queued = await listOutbox(tx, { states: ['queued'], channel })
  for (const message of queued) await postpone(tx, message, { now, runAt: now })
  return queued.length
}
