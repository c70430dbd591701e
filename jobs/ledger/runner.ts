/** Knows the worker that lives inside a service: it works the ledger off as long as the service runs, and stops in time. */
import { setTimeout as sleep } from 'node:timers/promises'
import { listLanes, type Lane } from './lanes.ts'
import { reapSilent, workNext } from './ledger.ts'
import type { StepContext } from '../step.ts'

/** How often the ledger is looked at when no bell was rung: another process may have put work there. */
const POLL_MS = 1_000
/** How often silent workers are looked for. */
const REAP_MS = 5_000
/** The pause after the ledger itself could not be used: a full disk, a locked database. */
const TROUBLE_MS = 2_000

export interface RunnerOptions {
  readonly worker: string
  /** How many jobs at once, and as many deliveries besides. */
  readonly jobsAtOnce: number
}

export interface Runner {
  /** When it last looked at the ledger without trouble. */
  lastLook(): string
  /** Takes no more work; what is under way may end within the time, then it is given back. Resolves when nothing runs. */
  stop(milliseconds: number): Promise<void>
}

/** A worker at work, as its loops see it. */
export interface Running {
  readonly context: StepContext
  readonly stopping: AbortController
  readonly abandoning: AbortController
  looked: string
}

/** Goes on until told to stop, whatever happens to the ledger meanwhile. */
const repeat = async (running: Running, pass: () => Promise<void>): Promise<void> => {
  const { stopping, context } = running
  while (!stopping.signal.aborted) {
    try {
      await pass()
    } catch (error) {
      context.log.error('the ledger cannot be used', { err: error })
      await sleep(TROUBLE_MS, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
  }
}

/** As many loops as jobs of a lane may be done at once: does the next one while it may, or waits until there may be one. */
export const workLoops = (worker: string, lane: Lane, may: () => boolean = () => true) =>
  Array.from({ length: lane.jobsAtOnce }, () => async (running: Running): Promise<void> => {
    const { context, abandoning } = running
    const since = context.bell.rung()
    const mine = may()
    const worked = mine && (await workNext(context, worker, { stop: abandoning.signal, lane }))
    if (mine) running.looked = context.clock.now()
    if (!worked) await context.bell.heard(since, POLL_MS)
  })

const reapOnce = async ({ context, stopping }: Running): Promise<void> => {
  for (const { id: job, kind, key, state, crash } of await reapSilent(context)) {
    context.log.warn(state === 'parked' ? 'job parked' : 'job taken back from a silent worker', {
      job,
      kind,
      key,
      crash,
    })
    context.bell.ring()
  }
  await sleep(REAP_MS, undefined, { signal: stopping.signal }).catch(() => undefined)
}

/**
 * Starts loops, one more of which looks for silent workers; each goes round until the runner is stopped. Then
 * `end` ends what works besides them.
 */
export const openLoops = (
  context: StepContext,
  loops: readonly ((running: Running) => Promise<void>)[],
  end: () => Promise<unknown> = () => Promise.resolve(),
): Runner & { readonly running: Running } => {
  const running: Running = {
    context,
    stopping: new AbortController(),
    abandoning: new AbortController(),
    looked: context.clock.now(),
  }
  const ended = Promise.all([...loops, reapOnce].map((pass) => repeat(running, () => pass(running))))
  return {
    running,
    lastLook: () => running.looked,
    stop: async (milliseconds) => {
      running.stopping.abort()
      context.bell.ring()
      const timer = setTimeout(() => running.abandoning.abort(), milliseconds)
      await Promise.all([ended, end()])
      clearTimeout(timer)
    },
  }
}

/** Starts to work: looks at the ledger whenever the bell is rung, and regularly. */
export const openRunner = (context: StepContext, { worker, jobsAtOnce }: RunnerOptions): Runner =>
  openLoops(
    context,
    listLanes(jobsAtOnce).flatMap((lane) => workLoops(worker, lane)),
  )
