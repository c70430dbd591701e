/** Knows how the embedded runner works the ledger off: claim with a fresh lease, prepare, commit behind the fence. */
import { randomUUID } from 'node:crypto'
import { claimJob, completeJob, failJob, insertJobs, reapJobs, type Job } from '../storage/jobs.ts'
import { STEPS } from './index.ts'
import { JOB_KINDS, type JobRequest, type StepContext } from './step.ts'

/** How long a worker may be silent before its job goes to another. */
const LEASE_MS = 10 * 60_000
/** Waits before the second, third … attempt; after the last the job has failed. */
const RETRY_MS = [1_000, 30_000, 300_000]

/** Puts jobs into the ledger; one whose kind and key stand there already is left as it is. Returns the new ones. */
export const requestJobs = (
  { storage, clock }: StepContext,
  jobs: readonly JobRequest[],
): Promise<readonly Job[]> => storage.transaction((tx) => insertJobs(tx, { now: clock.now(), jobs }))

const work = async (job: Job & { lease: string }, context: StepContext): Promise<void> => {
  const kind = JOB_KINDS.find((k) => k === job.kind)
  if (!kind) throw new Error(`no step for a job of kind ${job.kind}`)
  const commit = await STEPS[kind](job.payload, context)
  await context.storage.transaction(async (tx) => {
    const now = context.clock.now()
    const following = await commit(tx)
    await insertJobs(tx, { now, jobs: following })
    await completeJob(tx, { id: job.id, lease: job.lease, now })
  })
}

const fail = async (job: Job & { lease: string }, error: unknown, context: StepContext): Promise<void> => {
  const now = context.clock.now()
  const wait = RETRY_MS[job.attempt]
  const said = error instanceof Error ? (error.stack ?? error.message) : String(error)
  await context.storage.transaction((tx) =>
    failJob(tx, {
      id: job.id,
      lease: job.lease,
      now,
      error: said,
      retryAt: wait === undefined ? null : context.clock.later(now, wait),
    }),
  )
}

/** What became of one job. */
export interface Worked {
  readonly job: Job
  readonly error: unknown
}

/** Does the job that is due, if there is one. */
const workOne = async (context: StepContext, worker: string): Promise<Worked | undefined> => {
  const now = context.clock.now()
  const lease = randomUUID()
  const claimed = await context.storage.transaction((tx) =>
    claimJob(tx, { now, worker, lease, leaseUntil: context.clock.later(now, LEASE_MS), kinds: JOB_KINDS }),
  )
  if (!claimed) return undefined
  const job = { ...claimed, lease }
  try {
    await work(job, context)
    return { job, error: undefined }
  } catch (error) {
    await fail(job, error, context)
    return { job, error }
  }
}

/** Works until nothing is due: the jobs asked for and all that follow from them. Returns what was done, in order. */
export const runLedger = async (context: StepContext, worker: string): Promise<readonly Worked[]> => {
  await context.storage.transaction((tx) => reapJobs(tx, { now: context.clock.now() }))
  const done: Worked[] = []
  for (let one = await workOne(context, worker); one; one = await workOne(context, worker)) done.push(one)
  return done
}
