/** Knows which jobs of a kind come before one of them: put into the ledger before it, and not done yet. */
import type { Db } from './schema.ts'

/** A job before another, when it is due, and whether a worker has it in hand. */
export interface JobBefore {
  readonly id: number
  readonly runAt: string
  /** Due after the other: as long as that one stays where it is, whoever looks for work takes it first. */
  readonly isDueLater: boolean
  readonly inHand: boolean
}

/**
 * Jobs of the same kind that stand in the ledger before this one and are still to be done, in their order; one that failed as
 * often as `attempts`, that is parked, or that was set aside while this one was not, comes when it comes.
 */
export const listJobsBefore = async (
  db: Db,
  {
    kind,
    key,
    attempts,
    now,
  }: { readonly kind: string; readonly key: string; readonly attempts: number; readonly now: string },
): Promise<readonly JobBefore[]> => {
  const rows = await db
    .selectFrom('job as own')
    .innerJoin('job as other', (join) =>
      join
        .onRef('other.kind', '=', 'own.kind')
        .onRef('other.id', '<', 'own.id')
        .onRef('other.priority', '>=', 'own.priority'),
    )
    .select(['other.id', 'other.run_at', 'other.state', 'other.lease_until', 'own.run_at as own_run_at'])
    .where('own.kind', '=', kind)
    .where('own.key', '=', key)
    .where('other.state', 'in', ['ready', 'running'])
    .where('other.attempt', '<', attempts)
    .orderBy('other.id')
    .execute()
  return rows.map(({ id, run_at: runAt, own_run_at: own, state, lease_until: until }) => ({
    id,
    runAt,
    isDueLater: runAt > own,
    inHand: state === 'running' && until !== null && until >= now,
  }))
}
