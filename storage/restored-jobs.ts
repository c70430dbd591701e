/** Knows what becomes of the ledger of work after a restore: what was under way is done again, and so is what lay in files. */
import { appendJobEvent, FREE } from './jobs.ts'
import type { Tx } from './schema.ts'

/**
 * Makes ready what ran when the backup was taken, and what is done but whose result lies in a file that no backup holds.
 * Returns how many of each.
 */
export const readyRestored = async (
  tx: Tx,
  { now, again }: { readonly now: string; readonly again: readonly string[] },
): Promise<{ readonly freed: number; readonly again: number }> => {
  const running = await tx.selectFrom('job').select(['id', 'worker']).where('state', '=', 'running').execute()
  const repeated =
    again.length === 0
      ? []
      : await tx
          .selectFrom('job')
          .select(['id', 'worker'])
          .where('state', '=', 'done')
          .where('kind', 'in', again)
          .execute()
  for (const { id, worker } of [...running, ...repeated]) {
    await tx
      .updateTable('job')
      .set({ ...FREE, state: 'ready', run_at: now, done_at: null })
      .where('id', '=', id)
      .execute()
    await appendJobEvent(tx, { job: id, at: now, kind: 'restored', worker, detail: '' })
  }
  return { freed: running.length, again: repeated.length }
}
