/** Knows how the store is asked for its health: whether it can be written, and whether the work in it moves. */
import type { Db, Tx } from './schema.ts'

/** Writes something small: only a commit shows that the disk takes it. */
export const writeHeartbeat = async (
  tx: Tx,
  beat: { readonly name: string; readonly at: string },
): Promise<void> => {
  await tx
    .insertInto('heartbeat')
    .values(beat)
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ at: beat.at }))
    .execute()
}

export interface LedgerPulse {
  /** Since when the job that waits longest has been due; null when none is. */
  readonly dueSince: string | null
  /** The last entry in the history of any job. */
  readonly lastEvent: string | null
  /** Until when the worker that must speak next has its lease; null when nothing runs. */
  readonly leaseUntil: string | null
}

/** Whether the work moves: what waits, what happened last, who holds a lease. */
export const readLedgerPulse = async (db: Db, now: string): Promise<LedgerPulse> => {
  const due = await db
    .selectFrom('job')
    .select((eb) => eb.fn.min('run_at').as('at'))
    .where('state', '=', 'ready')
    .where('run_at', '<=', now)
    .executeTakeFirst()
  const last = await db.selectFrom('job_event').select('at').orderBy('id', 'desc').limit(1).executeTakeFirst()
  const lease = await db
    .selectFrom('job')
    .select((eb) => eb.fn.min('lease_until').as('at'))
    .where('state', '=', 'running')
    .executeTakeFirst()
  return { dueSince: due?.at ?? null, lastEvent: last?.at ?? null, leaseUntil: lease?.at ?? null }
}
