/** Knows how a worker works the ledger off: claim with a fresh lease, prepare while renewing it, commit behind the fence. */
import { randomUUID } from 'node:crypto'
import {
  claimJob,
  completeJob,
  failJob,
  insertJobs,
  reapJobs,
  renewJob,
  type Job,
} from '../../storage/jobs.ts'
import { ASIDE } from '../../storage/due-jobs.ts'
import { putOffJob, releaseJob } from '../../storage/give-back.ts'
import { STEPS } from '../index.ts'
import type { Log } from '../log.ts'
import type { Lane } from './lanes.ts'
import type { JobEnd } from './meter.ts'
import { PutOff, readerFor } from './put-off.ts'
import { JOB_KINDS, KINDS_IN_ORDER, type Commit, type JobRequest, type StepContext } from '../step.ts'

/** Waits before the second, third … attempt; after the last the job has failed. */
const RETRY_MS = [1_000, 30_000, 300_000, 1_800_000, 7_200_000]

/** Puts jobs into the ledger; one whose kind and key stand there already is left as it is. Returns the new ones. */
export const requestJobs = async (
  { storage, clock, bell }: StepContext,
  jobs: readonly JobRequest[],
): Promise<readonly Job[]> => {
  const inserted = await storage.transaction((tx) => insertJobs(tx, { now: clock.now(), jobs }))
  if (inserted.length > 0) bell.ring()
  return inserted
}

/** Frees the jobs of workers that fell silent. Returns them: ready again, or parked at their fifth crash. */
export const reapSilent = ({ storage, clock }: StepContext): Promise<readonly Job[]> =>
  storage.transaction((tx) => reapJobs(tx, { now: clock.now() }))

/** A job in this worker's hands. */
type Held = Job & { readonly lease: string }

/** The job went to another worker, who counts it; this one has nothing to say of it any more. */
class LeaseLost extends Error {}

const renew = async ({ id, lease }: Held, { storage, clock, leaseMs }: StepContext): Promise<boolean> =>
  storage.transaction((tx) => renewJob(tx, { id, lease, leaseUntil: clock.later(clock.now(), leaseMs) }))

/** Rejects once the signal is aborted; what goes on regardless is left to itself. */
const within = <T>(signal: AbortSignal, work: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const abandon = () => reject(signal.reason)
    signal.addEventListener('abort', abandon, { once: true })
    if (signal.aborted) abandon()
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abandon))
  })

/** Prepares while the lease is renewed. A renewal that cannot be written is tried again: the fence decides in the end. */
const prepare = async (job: Held, context: StepContext, stop: AbortSignal): Promise<Commit> => {
  const kind = JOB_KINDS.find((k) => k === job.kind)
  if (!kind) throw new Error(`no step for a job of kind ${job.kind}`)
  const lost = new AbortController()
  const renewal = async () => {
    if (!(await renew(job, context))) lost.abort(new LeaseLost(`the lease on job ${job.id} was lost`))
  }
  const timer = setInterval(() => void renewal().catch(() => undefined), context.leaseMs / 3)
  const signal = AbortSignal.any([lost.signal, stop])
  try {
    return await within(signal, STEPS[kind](job.payload, context, signal))
  } finally {
    clearInterval(timer)
  }
}

/** Renewed first, the lease holds until the end of the commit, and where it is lost nothing is written in vain. */
const save = async (commit: Commit, job: Held, context: StepContext): Promise<void> => {
  const { storage, clock, leaseMs, bell } = context
  const { id, lease } = job
  const inserted = await storage.transaction(async (tx) => {
    const now = clock.now()
    const held = await renewJob(tx, { id, lease, leaseUntil: clock.later(now, leaseMs) })
    if (!held) throw new LeaseLost(`the lease on job ${id} was lost`)
    const jobs = await insertJobs(tx, { now, jobs: await commit(tx), cause: id })
    await completeJob(tx, { id, lease, now: clock.now() })
    return jobs
  })
  if (inserted.length > 0) bell.ring()
}

const fail = async (job: Held, error: unknown, { storage, clock }: StepContext): Promise<void> => {
  const now = clock.now()
  const wait = RETRY_MS[job.attempt]
  const said = error instanceof Error ? (error.stack ?? error.message) : String(error)
  const retryAt = wait === undefined ? null : clock.later(now, wait)
  const { id, lease } = job
  await storage.transaction((tx) => failJob(tx, { id, lease, now, error: said, retryAt }))
}

const giveBack = ({ id, lease }: Held, { storage, clock }: StepContext): Promise<boolean> =>
  storage.transaction((tx) => releaseJob(tx, { id, lease, now: clock.now() }))

const putOff = (job: Held, { message, place }: PutOff, { storage, clock }: StepContext) => {
  const now = clock.now()
  const { id, lease } = job
  const aside = place === 'aside'
  // Never sooner than before: it would overtake what is due before it, and wait for that too.
  const runAt = aside || place.until < job.runAt ? job.runAt : place.until
  const priority = aside ? ASIDE : job.priority
  return storage.transaction((tx) => putOffJob(tx, { id, lease, now, runAt, priority, why: message }))
}

/** What became of one job; the error is undefined when it is done, and when it was put off. */
export interface Worked {
  readonly job: Job
  readonly error: unknown
}

/** Every line about a job says which one: its id in the ledger, what it is about, and how often it was tried. */
const jobLog = (log: Log, { job, worker }: { job: Job; worker: string }): Log =>
  log.child({ job: job.id, kind: job.kind, key: job.key, attempt: job.attempt + 1, crash: job.crash, worker })

/** Until when a worker works, and on which jobs: on all when no lane is given. */
export interface Bounds {
  readonly stop?: AbortSignal
  readonly lane?: Lane
}

/** On which job: the one that is due when none is named. */
interface Task extends Bounds {
  readonly worker: string
  readonly id?: number
}

const claim = async (context: StepContext, { worker, lane, id }: Task): Promise<Held | undefined> => {
  const { storage, clock, leaseMs } = context
  const lease = randomUUID()
  const job = await storage.transaction((tx) => {
    const now = clock.now()
    const { kinds = JOB_KINDS, aside } = lane ?? {}
    const due = { now, kinds, aside, waiting: KINDS_IN_ORDER }
    return claimJob(tx, { ...due, worker, lease, leaseUntil: clock.later(now, leaseMs), id })
  })
  return job && { ...job, lease }
}

const NEVER = new AbortController().signal

const workOff = async (context: StepContext, task: Task): Promise<Worked | undefined> => {
  const job = await claim(context, task)
  if (!job) return undefined
  const { worker, stop = NEVER } = task
  const log = jobLog(context.log, { job, worker })
  const started = performance.now()
  const seconds = () => Math.round(performance.now() - started) / 1000
  const ended = (end: JobEnd) => context.meter.jobEnded({ kind: job.kind, end, seconds: seconds() })
  try {
    const readWorkbook = readerFor(job, context)
    await save(await prepare(job, { ...context, log, readWorkbook }, stop), job, context)
    ended('done')
    log.info('job done', { seconds: seconds() })
    return { job, error: undefined }
  } catch (error) {
    if (error instanceof PutOff) {
      ended('given-back')
      log.info('job put off', { seconds: seconds(), why: error.message })
      await putOff(job, error, context)
      return { job, error: undefined }
    }
    if (stop.aborted && error === stop.reason) {
      ended('given-back')
      log.warn('job given back, for the worker stops', { seconds: seconds() })
      await giveBack(job, context)
    } else if (error instanceof LeaseLost) {
      ended('lost')
      log.warn('job lost to another worker', { seconds: seconds() })
    } else {
      ended('failed')
      log.error('job failed', { seconds: seconds(), err: error })
      await fail(job, error, context)
    }
    return { job, error }
  }
}

/**
 * Does the job that is due, if there is one. When `stop` is aborted before the job is prepared, it goes back untouched and is
 * at once due for another worker. Rejects only when the ledger itself cannot be written; then the lease runs out.
 */
export const workNext = (
  context: StepContext,
  worker: string,
  bounds: Bounds = {},
): Promise<Worked | undefined> => workOff(context, { ...bounds, worker })

/** Does one job in the same way if it is due; nothing when it is not, or another worker has it. */
export const workJob = (
  context: StepContext,
  id: number,
  task: Bounds & { readonly worker: string },
): Promise<Worked | undefined> => workOff(context, { ...task, id })
