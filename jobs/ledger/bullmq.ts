/** Knows how workers on several machines hear of work: BullMQ carries ids of the ledger, and may lose every one of them. */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Queue, Worker } from 'bullmq'
import type { Redis } from 'ioredis'
import { listDueJobs } from '../../storage/due-jobs.ts'
import { workJob } from './ledger.ts'
import { checkRedis, openRedis } from './redis.ts'
import { openLoops, workTurns, type Runner, type Running, type RunnerOptions } from './runner.ts'
import { JOB_KINDS, WAITING, type StepContext } from '../step.ts'

const QUEUE = 'ledger'
const PREFIX = 'beizeng'
/** A hint that nobody took is given again after this time: it may be lost with Redis or with a worker. */
const REPEAT_MS = 1_000
/** How many hints wait at most: enough for all workers, few enough that an urgent job is not far behind. */
const HINTS = 100
/** A Redis that hangs must not hold up the ledger. */
const COMMAND_TIMEOUT_MS = 3_000

/** How long a start waits for Redis. */
const START_MS = 3_000

interface Hint {
  readonly id: number
}

/** Random, for after a FLUSHALL Redis would count from 1 again; BullMQ wants no `:` and no mere digits. */
const hintOf = (id: number) => ({
  name: 'due',
  data: { id },
  opts: { jobId: randomUUID(), removeOnComplete: true, removeOnFail: true, attempts: 1 },
})

/** Remembers what it hinted at, so that one job is not hinted at twice within the time. */
const openHinter = (queue: Queue<Hint>, redis: Redis) => {
  const given = new Map<number, number>()
  return async (due: readonly number[]): Promise<void> => {
    // BullMQ would wait for a first connection for as long as it takes.
    if (redis.status !== 'ready') throw new Error('Redis is away')
    const now = performance.now()
    for (const [id, at] of given) if (now - at >= REPEAT_MS) given.delete(id)
    const room = HINTS - (await queue.getWaitingCount())
    const fresh = due.filter((id) => !given.has(id)).slice(0, Math.max(0, room))
    if (fresh.length > 0) await queue.addBulk(fresh.map(hintOf))
    for (const id of fresh) given.set(id, now)
  }
}

/** Whether hints are heard. */
interface Hearing {
  heard: boolean
}

/** Hints at what is due. */
const dispatchTurn =
  (hint: (due: readonly number[]) => Promise<void>, hearing: Hearing) =>
  async (running: Running): Promise<void> => {
    const { context } = running
    const since = context.bell.rung()
    const now = context.clock.now()
    const due = await listDueJobs(context.storage.db, {
      now,
      kinds: JOB_KINDS,
      waiting: WAITING,
      limit: HINTS,
    })
    running.looked = now
    const before = hearing.heard
    hearing.heard = await hint(due).then(
      () => true,
      () => false,
    )
    if (before && !hearing.heard) context.bell.ring()
    await context.bell.heard(since, REPEAT_MS)
  }

/** Waits for the work, but not longer than a time. */
const waitAtMost = async (milliseconds: number, work: Promise<unknown>): Promise<void> => {
  const settled = new AbortController()
  const time = sleep(milliseconds, undefined, { signal: settled.signal })
  await Promise.race([work, time]).finally(() => settled.abort())
}

/**
 * Starts to work at the hints of a Redis. Every worker hints too: at its own follow-up jobs at once, and every second at
 * whatever is due and has not been taken.
 * @throws InputError when this Redis cannot be used.
 */
export const openBullmqRunner = async (
  context: StepContext,
  { url, ...options }: RunnerOptions & { readonly url: string },
): Promise<Runner> => {
  const { log } = context
  await checkRedis(url, log)
  const [sending, receiving] = [
    openRedis(url, log, { enableOfflineQueue: false, commandTimeout: COMMAND_TIMEOUT_MS }),
    openRedis(url, log),
  ]
  const queue = new Queue<Hint>(QUEUE, { connection: sending, prefix: PREFIX })
  queue.on('error', (err) => log.debug('BullMQ has trouble', { err }))
  await waitAtMost(
    START_MS,
    once(sending, 'ready').catch(() => undefined),
  )
  const hearing = { heard: sending.status === 'ready' }
  // As long as Redis is away nobody would hear a hint, and this worker looks at the ledger itself.
  const alone = workTurns(options, () => !hearing.heard)
  const dispatch = dispatchTurn(openHinter(queue, sending), hearing)
  const loops = openLoops(context, [dispatch, ...alone], () => hands.close())
  const { abandoning } = loops.running
  const hands = new Worker<Hint>(
    QUEUE,
    async ({ data: { id } }) => {
      await workJob(context, id, { worker: options.worker, stop: abandoning.signal })
    },
    { connection: receiving, prefix: PREFIX, concurrency: options.jobsAtOnce },
  )
  hands.on('error', (err) => log.debug('BullMQ has trouble', { err }))
  hands.on('failed', (_, err) => log.error('the ledger cannot be used', { err }))
  return {
    lastLook: loops.lastLook,
    stop: async (milliseconds) => {
      // Without Redis the worker of BullMQ does not end by itself; the ledger knows all that it needs to know.
      await waitAtMost(milliseconds + 1_000, loops.stop(milliseconds))
      await waitAtMost(500, Promise.all([hands.close(true), queue.close()]))
      for (const redis of [sending, receiving]) redis.disconnect()
    },
  }
}
