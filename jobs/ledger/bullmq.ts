/** Knows how workers on several machines hear of work: BullMQ carries ids of the ledger, and may lose every one of them. */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Queue, Worker } from 'bullmq'
import type { Redis } from 'ioredis'
import { listDueJobs } from '../../storage/due-jobs.ts'
import { listLanes, type Lane } from './lanes.ts'
import { workJob } from './ledger.ts'
import { checkRedis, openRedis } from './redis.ts'
import { openLoops, workLoops, type Runner, type Running, type RunnerOptions } from './runner.ts'
import { KINDS_IN_ORDER, type StepContext } from '../step.ts'

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

/** Hints at what is due in a lane. */
const dispatchOnce =
  (lane: Lane, hint: (due: readonly number[]) => Promise<void>, hearing: Hearing) =>
  async (running: Running): Promise<void> => {
    const { context } = running
    const since = context.bell.rung()
    const now = context.clock.now()
    const { kinds, aside } = lane
    const looked = { now, kinds, aside, waiting: KINDS_IN_ORDER, limit: HINTS }
    const due = await listDueJobs(context.storage.db, looked)
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

interface Connections {
  readonly sending: Redis
  readonly receiving: Redis
}

/** What carries the hints of a lane, and who looks at the ledger for it. */
const openLane = (
  lane: Lane,
  { sending, worker, context }: Pick<Connections, 'sending'> & { worker: string; context: StepContext },
) => {
  const queue = new Queue<Hint>(lane.name, { connection: sending, prefix: PREFIX })
  queue.on('error', (err) => context.log.debug('BullMQ has trouble', { err }))
  const hearing = { heard: sending.status === 'ready' }
  const dispatch = dispatchOnce(lane, openHinter(queue, sending), hearing)
  // As long as Redis is away nobody would hear a hint, and this worker looks at the ledger itself.
  return { lane, queue, loops: [dispatch, ...workLoops(worker, lane, () => !hearing.heard)] }
}

/** Who hears the hints of a lane. */
const openHands = (
  lane: Lane,
  { running, receiving, worker }: Pick<Connections, 'receiving'> & { running: Running; worker: string },
): Worker<Hint> => {
  const { context, abandoning } = running
  const hands = new Worker<Hint>(
    lane.name,
    async ({ data: { id } }) => {
      await workJob(context, id, { worker, lane, stop: abandoning.signal })
    },
    { connection: receiving, prefix: PREFIX, concurrency: lane.jobsAtOnce },
  )
  hands.on('error', (err) => context.log.debug('BullMQ has trouble', { err }))
  hands.on('failed', (_, err) => context.log.error('the ledger cannot be used', { err }))
  return hands
}

/**
 * Starts to work at the hints of a Redis. Every worker hints too: at its own follow-up jobs at once, and every second at
 * whatever is due and has not been taken. Each lane has a queue of its own, or the hints of one would stand before another's.
 * @throws InputError when this Redis cannot be used.
 */
export const openBullmqRunner = async (
  context: StepContext,
  { url, worker, jobsAtOnce }: RunnerOptions & { readonly url: string },
): Promise<Runner> => {
  const { log } = context
  await checkRedis(url, log)
  const [sending, receiving] = [
    openRedis(url, log, { enableOfflineQueue: false, commandTimeout: COMMAND_TIMEOUT_MS }),
    openRedis(url, log),
  ]
  await waitAtMost(
    START_MS,
    once(sending, 'ready').catch(() => undefined),
  )
  const lanes = listLanes(jobsAtOnce).map((lane) => openLane(lane, { sending, worker, context }))
  const hands: Worker<Hint>[] = []
  const loops = openLoops(
    context,
    lanes.flatMap(({ loops }) => loops),
    () => Promise.all(hands.map((one) => one.close())),
  )
  hands.push(...lanes.map(({ lane }) => openHands(lane, { running: loops.running, receiving, worker })))
  return {
    lastLook: loops.lastLook,
    stop: async (milliseconds) => {
      // Without Redis the worker of BullMQ does not end by itself; the ledger knows all that it needs to know.
      await waitAtMost(milliseconds + 1_000, loops.stop(milliseconds))
      const closing = [...hands.map((one) => one.close(true)), ...lanes.map(({ queue }) => queue.close())]
      await waitAtMost(500, Promise.all(closing))
      for (const redis of [sending, receiving]) redis.disconnect()
    },
  }
}
