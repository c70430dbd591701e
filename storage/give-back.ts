/** Knows how a running job goes back into the ledger undone: at once for another worker, or for later. */
import { appendJobEvent, findHeld, FREE, type Held } from './jobs.ts'
import type { Tx } from './schema.ts'

/** Gives a running job back untouched, for its worker ends; false when the lease was lost. Neither attempt nor crash. */
export const releaseJob = async (tx: Tx, held: Held): Promise<boolean> => {
  const row = await findHeld(tx, held)
  if (!row) return false
  await tx
    .updateTable('job')
    .set({ ...FREE, state: 'ready' })
    .where('id', '=', held.id)
    .execute()
  const event = { job: held.id, at: held.now, kind: 'released', worker: row.worker, detail: '' }
  await appendJobEvent(tx, event)
  return true
}

/** Gives a running job back for later; false when the lease was lost. Neither attempt nor crash. */
export const putOffJob = async (
  tx: Tx,
  putOff: Held & { readonly runAt: string; readonly priority: number; readonly why: string },
): Promise<boolean> => {
  const { id, now, runAt, priority, why } = putOff
  const row = await findHeld(tx, putOff)
  if (!row) return false
  await tx
    .updateTable('job')
    .set({ ...FREE, state: 'ready', run_at: runAt, priority, error: null })
    .where('id', '=', id)
    .execute()
  await appendJobEvent(tx, { job: id, at: now, kind: 'put-off', worker: row.worker, detail: why })
  return true
}
