/** Knows the ledger of work: who may do which job now, and what became of it. All instants are ISO text in UTC. */
import type { Selectable } from 'kysely'
import { dueJobs, type Due } from './due-jobs.ts'
import type { Db, Tx } from './schema.ts'
import { skipLocked } from './skip-locked.ts'
import type { JobState, JobTable } from './tables/job.ts'

export interface NewJob {
  readonly kind: string
  /** Says what the job is about; a kind and key are in the ledger once. */
  readonly key: string
  readonly payload: unknown
  /** Not before this instant; at once when absent. */
  readonly runAt?: string
  /** Higher goes first; 0 when absent. */
  readonly priority?: number
}

export interface Job {
  readonly id: number
  readonly kind: string
  readonly key: string
  readonly payload: unknown
  readonly state: JobState
  readonly priority: number
  readonly runAt: string
  /** How often it failed by an error. */
  readonly attempt: number
  /** How often its worker died over it; counted apart. */
  readonly crash: number
  readonly lease: string | null
  readonly leaseUntil: string | null
  readonly worker: string | null
  readonly error: string | null
  readonly createdAt: string
  readonly doneAt: string | null
  /** The job from which it followed. */
  readonly cause: number | null
}

/** A workbook that kills its worker must not loop for ever. */
const CRASHES_TO_PARK = 5

/** A row of the ledger as a job. */
export const jobOf = (row: Selectable<JobTable>): Job => ({
  id: row.id,
  kind: row.kind,
  key: row.key,
  payload: JSON.parse(row.payload),
  state: row.state,
  priority: row.priority,
  runAt: row.run_at,
  attempt: row.attempt,
  crash: row.crash,
  lease: row.lease,
  leaseUntil: row.lease_until,
  worker: row.worker,
  error: row.error,
  createdAt: row.created_at,
  doneAt: row.done_at,
  cause: row.cause,
})

/** A job in nobody's hands. */
export const FREE = { lease: null, lease_until: null, worker: null } as const

interface JobEvent {
  readonly job: number
  readonly at: string
  readonly kind: string
  readonly worker: string | null
  readonly detail: string
}

/** Writes a line into the history of a job. */
export const appendJobEvent = async (tx: Tx, event: JobEvent): Promise<void> => {
  await tx.insertInto('job_event').values(event).execute()
}

/** Puts jobs into the ledger; a kind and key that is there already is left as it is. Returns the new ones. */
export const insertJobs = async (
  tx: Tx,
  {
    now,
    jobs,
    cause = null,
  }: { readonly now: string; readonly jobs: readonly NewJob[]; readonly cause?: number | null },
): Promise<readonly Job[]> => {
  const inserted: Job[] = []
  for (const { kind, key, payload, runAt, priority } of jobs) {
    const row = await tx
      .insertInto('job')
      .values({
        kind,
        key,
        payload: JSON.stringify(payload),
        priority: priority ?? 0,
        run_at: runAt ?? now,
        created_at: now,
        cause,
      })
      .onConflict((conflict) => conflict.columns(['kind', 'key']).doNothing())
      .returningAll()
      .executeTakeFirst()
    if (!row) continue
    await appendJobEvent(tx, { job: row.id, at: now, kind: 'inserted', worker: null, detail: '' })
    inserted.push(jobOf(row))
  }
  return inserted
}

/** A job of which kinds, and what waits for what, as for those that are due. */
export interface Claim extends Due {
  readonly worker: string
  /** Fresh and random for every claim: it is the fence. */
  readonly lease: string
  readonly leaseUntil: string
  /** Only this one; any when absent. */
  readonly id?: number | undefined
}

/** Takes the job that is due, of the highest priority, then the longest due. */
export const claimJob = async (
  tx: Tx,
  { now, worker, lease, leaseUntil, kinds, aside, waiting, id }: Claim,
): Promise<Job | undefined> => {
  if (kinds?.length === 0) return undefined
  const due = dueJobs(tx, { now, kinds, aside, waiting })
  const first = skipLocked(tx, (id === undefined ? due : due.where('id', '=', id)).limit(1))
  const row = await tx
    .updateTable('job')
    .set({ state: 'running', lease, lease_until: leaseUntil, worker })
    .where('id', '=', first)
    .where('state', '=', 'ready')
    .returningAll()
    .executeTakeFirst()
  if (!row) return undefined
  await appendJobEvent(tx, { job: row.id, at: now, kind: 'claimed', worker, detail: `until ${leaseUntil}` })
  return jobOf(row)
}

/** Keeps a running job for longer; false when the lease is lost and the worker must stop. No event: nothing changes hands. */
export const renewJob = async (
  tx: Tx,
  { id, lease, leaseUntil }: { readonly id: number; readonly lease: string; readonly leaseUntil: string },
): Promise<boolean> => {
  const result = await tx
    .updateTable('job')
    .set({ lease_until: leaseUntil })
    .where('id', '=', id)
    .where('lease', '=', lease)
    .where('state', '=', 'running')
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

export interface Held {
  readonly id: number
  readonly lease: string
  readonly now: string
}

/** The running job under a lease; undefined when the lease was lost. */
export const findHeld = (tx: Tx, { id, lease }: Held) =>
  tx
    .selectFrom('job')
    .select(['worker', 'attempt'])
    .where('id', '=', id)
    .where('lease', '=', lease)
    .where('state', '=', 'running')
    .executeTakeFirst()

/**
 * Says that a job is done, in the transaction that writes its results and follow-up jobs. Throws when the lease
 * was lost, so that they roll back: another worker has the job.
 */
export const completeJob = async (tx: Tx, held: Held): Promise<void> => {
  const row = await tx
    .updateTable('job')
    .set({ state: 'done', done_at: held.now, lease: null, lease_until: null, error: null })
    .where('id', '=', held.id)
    .where('lease', '=', held.lease)
    .where('state', '=', 'running')
    .returning('worker')
    .executeTakeFirst()
  if (!row) throw new Error(`the lease on job ${held.id} was lost`)
  await appendJobEvent(tx, { job: held.id, at: held.now, kind: 'done', worker: row.worker, detail: '' })
}

/**
 * Says that a job failed by an error: ready again at `retryAt`, or failed for good when that is null. False when
 * the lease was lost: the job is no longer the caller's to fail.
 */
export const failJob = async (
  tx: Tx,
  failure: Held & { readonly error: string; readonly retryAt: string | null },
): Promise<boolean> => {
  const { id, now, error, retryAt } = failure
  const held = await findHeld(tx, failure)
  if (!held) return false
  const after =
    retryAt === null ? ({ state: 'failed' } as const) : ({ state: 'ready', run_at: retryAt } as const)
  await tx
    .updateTable('job')
    .set({ ...FREE, ...after, attempt: held.attempt + 1, error })
    .where('id', '=', id)
    .execute()
  const kind = retryAt === null ? 'failed' : 'retrying'
  await appendJobEvent(tx, { job: id, at: now, kind, worker: held.worker, detail: error })
  return true
}

/** Frees the jobs whose worker fell silent, one crash more each; parked at the fifth. Returns them as they are now. */
export const reapJobs = async (tx: Tx, { now }: { readonly now: string }): Promise<readonly Job[]> => {
  const silent = tx
    .selectFrom('job')
    .select(['id', 'crash', 'worker'])
    .where('state', '=', 'running')
    .where('lease_until', '<', now)
    .orderBy('id')
  const expired = await skipLocked(tx, silent).execute()
  const reaped: Job[] = []
  for (const { id, crash, worker } of expired) {
    const after =
      crash + 1 >= CRASHES_TO_PARK
        ? ({ state: 'parked', error: `its worker died ${crash + 1} times` } as const)
        : ({ state: 'ready' } as const)
    const row = await tx
      .updateTable('job')
      .set({ ...FREE, ...after, crash: crash + 1 })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow()
    const kind = after.state === 'parked' ? 'parked' : 'reaped'
    await appendJobEvent(tx, { job: id, at: now, kind, worker, detail: `crash ${crash + 1}` })
    reaped.push(jobOf(row))
  }
  return reaped
}

/** Gives a failed or parked job a fresh start, among the others though it was set aside; false when it is neither. */
export const retryJob = async (
  tx: Tx,
  { id, now }: { readonly id: number; readonly now: string },
): Promise<boolean> => {
  const result = await tx
    .updateTable('job')
    .set({ state: 'ready', attempt: 0, crash: 0, priority: 0, run_at: now, error: null })
    .where('id', '=', id)
    .where('state', 'in', ['failed', 'parked'])
    .executeTakeFirst()
  if (result.numUpdatedRows !== 1n) return false
  await appendJobEvent(tx, { job: id, at: now, kind: 'retried', worker: null, detail: '' })
  return true
}

/** Jobs in the order of their insertion. */
export const listJobs = async (
  db: Db,
  { states, kinds }: { readonly states?: readonly JobState[]; readonly kinds?: readonly string[] } = {},
): Promise<readonly Job[]> => {
  if (states?.length === 0 || kinds?.length === 0) return []
  let query = db.selectFrom('job').selectAll()
  if (states) query = query.where('state', 'in', states)
  if (kinds) query = query.where('kind', 'in', kinds)
  const rows = await query.orderBy('id').execute()
  return rows.map(jobOf)
}

/** The history of a job. */
export const listJobEvents = (db: Db, job: number): Promise<readonly JobEvent[]> =>
  db
    .selectFrom('job_event')
    .select(['job', 'at', 'kind', 'worker', 'detail'])
    .where('job', '=', job)
    .orderBy('id')
    .execute()
