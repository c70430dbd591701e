/** Knows how a single command waits for its work: it lends a hand at the ledger until its jobs, and all that follow, are settled. */
import { findJobByKey, listFamily } from '../../storage/job-family.ts'
import type { Job } from '../../storage/jobs.ts'
import { reapSilent, requestJobs, workNext, type Worked } from './ledger.ts'
import type { JobRequest, StepContext } from '../step.ts'
import { submissionOf, type Submitted } from '../submission/submit.ts'
import { isUnderWay } from './under-way.ts'

/** How often the command looks whether another worker has finished. */
const LOOK_MS = 200

const failureOf = (family: readonly Job[], worked: readonly Worked[]): unknown => {
  const bad = family.find(({ state }) => state !== 'done')
  if (!bad) return undefined
  const own = worked.findLast(({ job, error }) => job.id === bad.id && error !== undefined)
  return own?.error ?? new Error(`job ${bad.id} (${bad.kind} ${bad.key}) is ${bad.state}: ${bad.error ?? ''}`)
}

/**
 * Works whatever is due, as any worker may, until nothing is and the jobs given are settled with all that followed from
 * them; those in the hands of another worker are waited for. Throws the first error of these jobs, of no others.
 */
export const settleJobs = async (
  context: StepContext,
  { worker, jobs }: { readonly worker: string; readonly jobs: readonly number[] },
): Promise<void> => {
  const worked: Worked[] = []
  for (;;) {
    const since = context.bell.rung()
    // First: what is due may wait for the job of a dead worker.
    const reaped = await reapSilent(context)
    const one = await workNext(context, worker)
    if (one) {
      worked.push(one)
      continue
    }
    const family = await listFamily(context.storage.db, jobs)
    if (reaped.length === 0 && !family.some((job) => isUnderWay(job, context))) {
      const failure = failureOf(family, worked)
      if (failure !== undefined) throw failure
      return
    }
    await context.bell.heard(since, LOOK_MS)
  }
}

const settleKey = async (
  context: StepContext,
  worker: string,
  of: Pick<JobRequest, 'kind' | 'key'>,
): Promise<void> => {
  const job = await findJobByKey(context.storage.db, of)
  await settleJobs(context, { worker, jobs: job ? [job.id] : [] })
}

/** Asks for a job and settles it. Returns whether it was new. */
export const settleRequest = async (
  context: StepContext,
  worker: string,
  request: JobRequest,
): Promise<boolean> => {
  const isNew = (await requestJobs(context, [request])).length > 0
  await settleKey(context, worker, request)
  return isNew
}

/** Settles what became of a file that was submitted; of a duplicate, what its first arrival left undone. */
export const settleSubmitted = (context: StepContext, worker: string, submitted: Submitted): Promise<void> =>
  settleKey(context, worker, { kind: 'ingest', key: submissionOf(submitted) })
