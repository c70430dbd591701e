/** Knows which jobs of the ledger are due, which of them comes first, and which waits for others. */
import type { Db } from './schema.ts'

/** The priority of a job that was set aside; every other is higher. */
export const ASIDE = -1

/** A kind whose jobs wait while a job of another kind is due or under way. */
export interface Waiting {
  readonly kind: string
  readonly for: string
}

/** Of which kinds (all when absent), when, and what waits for what. */
export interface Due {
  readonly now: string
  readonly kinds?: readonly string[] | undefined
  /** Only those that were set aside, or only the others; all when absent. */
  readonly aside?: boolean | undefined
  readonly waiting?: readonly Waiting[] | undefined
}

/** Jobs that are due or under way; one that failed and waits for its next attempt holds nobody up. */
const unfinished = (db: Db, { kind, now }: { readonly kind: string; readonly now: string }) =>
  db
    .selectFrom('job as other')
    .select('other.id')
    .where('other.kind', '=', kind)
    .where(({ eb, or, and }) =>
      or([
        eb('other.state', '=', 'running'),
        and([eb('other.state', '=', 'ready'), eb('other.run_at', '<=', now)]),
      ]),
    )

/** Jobs that are due, the highest priority first, then the longest due. */
export const dueJobs = (db: Db, { now, kinds, aside, waiting = [] }: Due) => {
  const due = db.selectFrom('job').where('state', '=', 'ready').where('run_at', '<=', now)
  const free = waiting.reduce(
    (jobs, { kind, for: other }) =>
      jobs.where(({ eb, or, not, exists }) =>
        or([eb('kind', '!=', kind), not(exists(unfinished(db, { kind: other, now })))]),
      ),
    due,
  )
  const some = kinds ? free.where('kind', 'in', kinds) : free
  return (aside === undefined ? some : some.where('priority', aside ? '<=' : '>', ASIDE))
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
