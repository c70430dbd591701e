/** Knows the schedules and how far each was planned: a slot is planned once, whoever ticks. */
import type { Catchup } from '../indicators/schedule.ts'
import type { Db, Tx } from './schema.ts'

export interface Schedule {
  readonly id: string
  /** Cron expression, read in the time zone `tz`. */
  readonly expr: string
  readonly tz: string
  readonly catchup: Catchup
  /** The last slot that became a job; null before the first. */
  readonly lastSlot: string | null
}

/** Sets expression, zone and catch-up of a schedule; how far it was planned stays. */
export const writeSchedule = async (tx: Tx, schedule: Omit<Schedule, 'lastSlot'>): Promise<void> => {
  const { id, expr, tz, catchup } = schedule
  await tx
    .insertInto('schedule')
    .values({ id, expr, tz, catchup, last_slot: null })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ expr, tz, catchup }))
    .execute()
}

/** All schedules by id. */
export const listSchedules = async (db: Db): Promise<readonly Schedule[]> => {
  const rows = await db.selectFrom('schedule').selectAll().orderBy('id').execute()
  return rows.map(({ last_slot: lastSlot, ...schedule }) => ({ ...schedule, lastSlot }))
}

/** Another planner was faster: what it planned must not be planned again. */
export class ScheduleMoved extends Error {}

/**
 * Moves a schedule on, in the transaction that inserts the jobs of its slots. Throws when another planner moved
 * it since it was read, so that the jobs roll back too.
 */
export const advanceSchedule = async (
  tx: Tx,
  { id, from, to }: { readonly id: string; readonly from: string | null; readonly to: string },
): Promise<void> => {
  const result = await tx
    .updateTable('schedule')
    .set({ last_slot: to })
    .where('id', '=', id)
    .where((eb) => (from === null ? eb('last_slot', 'is', null) : eb('last_slot', '=', from)))
    .executeTakeFirst()
  if (result.numUpdatedRows !== 1n)
    throw new ScheduleMoved(`schedule ${id} is no longer at ${from ?? 'its start'}`)
}
