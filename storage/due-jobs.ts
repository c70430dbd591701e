/** Knows which jobs of the ledger are due, and which of them comes first. */
import type { Db } from './schema.ts'

/** Of which kinds (all when absent), and when. */
interface Due {
  readonly now: string
  readonly kinds?: readonly string[] | undefined
}

/** Jobs that are due, the highest priority first, then the longest due. */
export const dueJobs = (db: Db, { now, kinds }: Due) => {
  const due = db.selectFrom('job').where('state', '=', 'ready').where('run_at', '<=', now)
  return (kinds ? due.where('kind', 'in', kinds) : due)
    .orderBy('priority', 'desc')
    .orderBy('run_at')
    .orderBy('id')
    .select('id')
}

/** Ids of jobs that are due, in the order in which they should be done; claims nothing. */
export const listDueJobs = async (
  db: Db,
  { limit, ...due }: Due & { readonly kinds: readonly string[]; readonly limit: number },
): Promise<readonly number[]> => {
  if (due.kinds.length === 0) return []
  return (await dueJobs(db, due).limit(limit).execute()).map((row) => row.id)
}
