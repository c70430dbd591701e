/** Runs the torture of work on three processes, PostgreSQL and Redis, each of which is stopped, killed or emptied over it. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { renameSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { openApp, openAppLog, type App } from '../../app.ts'
import { parseConfig } from '../../config.ts'
import { listJobs, retryJob } from '../../storage/jobs.ts'
import { findRedis, openRedisServer } from '../engines.ts'
import { openCluster, type Cluster } from './work-cluster.ts'
import { compareDumps, type Difference, type Dump } from './work-dump.ts'
import { environmentOf, lookAt, openEnd, type Ended, type Ground } from './work-embedded.ts'
import { feedNext, type Position } from './work-feed.ts'
import { openSharedClock, type MachinePlan } from './work-machine.ts'

const MACHINE = fileURLToPath(new URL('work-machine.ts', import.meta.url))

/** What is done to a run. */
export const HARMS = [
  'PostgreSQL restarted (fast)',
  'PostgreSQL restarted (immediate)',
  'Redis killed and started empty',
  'Redis flushed',
  'worker killed',
  'worker stopped beyond its lease',
  'worker told to end',
] as const
export type Harm = (typeof HARMS)[number]

export interface ScaleOutOrder {
  /** How often each harm is done. */
  readonly times: number
  readonly leaseSeconds: number
  /** For how long a worker stands still. */
  readonly stopSeconds: number
  readonly random: () => number
  /** To the day, as the clocks run. */
  readonly undisturbed: Dump
  readonly jobs: number
}

export interface ScaledOut extends Ended {
  readonly seconds: number
  readonly harms: Readonly<Record<string, number>>
  readonly retried: number
  /** How long each worker took to end on SIGTERM. */
  readonly stopSeconds: readonly number[]
  readonly differences: readonly Difference[]
}

interface Machines {
  readonly start: (name: string) => void
  readonly list: () => readonly ChildProcess[]
  /** Those that have started: only they can be told to end. */
  readonly ready: WeakSet<ChildProcess>
  /** Ends all of them; how long each took. */
  readonly stop: () => Promise<readonly number[]>
}

/** Tells a process to end and waits; one that does not is killed, and its time tells. */
const end = async (child: ChildProcess): Promise<number> => {
  const ended = once(child, 'exit')
  const begun = performance.now()
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), 30_000)
  const [code] = await ended
  clearTimeout(late)
  const seconds = (performance.now() - begun) / 1000
  return code === 0 ? seconds : Math.max(seconds, 30)
}

/** Three worker processes; one that ends unasked is started again, as systemd would. */
const openMachines = (plan: Omit<MachinePlan, 'name'>): Machines => {
  const running = new Map<string, ChildProcess>()
  const ready = new WeakSet<ChildProcess>()
  let stopping = false
  const start = (name: string): void => {
    const child = spawn(process.execPath, [MACHINE, JSON.stringify({ ...plan, name })], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    child.stdout.once('data', () => ready.add(child))
    running.set(name, child)
    child.once('exit', () => {
      if (!stopping) setTimeout(() => stopping || start(name), 500)
    })
  }
  return {
    start,
    ready,
    list: () => [...running.values()].filter((c) => c.exitCode === null && c.signalCode === null),
    stop: async () => {
      stopping = true
      const alive = [...running.values()].filter((c) => c.exitCode === null && c.signalCode === null)
      for (const child of alive) if (!ready.has(child)) child.kill('SIGKILL')
      return Promise.all(alive.filter((child) => ready.has(child)).map(end))
    },
  }
}

interface Scene {
  readonly cluster: Cluster
  readonly redis: Awaited<ReturnType<typeof openRedisServer>>
  readonly machines: Machines
  readonly order: ScaleOutOrder
  /** Workers that stand still. */
  readonly still: Set<ChildProcess>
  /** How long each worker took to end that was told to. */
  readonly ends: number[]
}

const one = <T>(list: readonly T[], random: () => number): T | undefined =>
  list[Math.floor(random() * list.length)]

const doHarm = async (harm: Harm, scene: Scene): Promise<void> => {
  const { cluster, redis, machines, order, still, ends } = scene
  const { random, stopSeconds } = order
  const worker = one(
    machines.list().filter((child) => !still.has(child)),
    random,
  )
  switch (harm) {
    case 'PostgreSQL restarted (fast)':
      return cluster.restart('fast')
    case 'PostgreSQL restarted (immediate)':
      return cluster.restart('immediate')
    case 'Redis killed and started empty':
      await redis.kill()
      await sleep(random() * 1_500)
      return redis.start()
    case 'Redis flushed':
      return redis.flush()
    case 'worker killed':
      return void worker?.kill('SIGKILL')
    case 'worker stopped beyond its lease':
      if (!worker) return
      still.add(worker)
      worker.kill('SIGSTOP')
      await sleep(stopSeconds * 1000)
      worker.kill('SIGCONT')
      return void still.delete(worker)
    case 'worker told to end':
      if (worker && machines.ready.has(worker)) ends.push(await end(worker))
  }
}

/** Each harm as often as was asked, in an order of chance. */
const listHarms = ({ times, random }: ScaleOutOrder): readonly Harm[] =>
  HARMS.flatMap((harm) => Array.from({ length: times }, () => ({ harm, place: random() })))
    .toSorted((a, b) => a.place - b.place)
    .map(({ harm }) => harm)

const openFeeder = (plan: MachinePlan): Promise<App> => {
  const config = parseConfig(plan.environment)
  const log = openAppLog(
    { ...config, BEIZENG_LOG_LEVEL: 'silent' },
    { service: true, write: () => undefined },
  )
  return openApp(config, { directory: plan.directory, language: 'zh', log, clock: openSharedClock(plan) })
}

/** At once: the next thing that the feeder does may ask the clock, which reads it. */
const writePosition = (root: string, position: Position): void => {
  writeFileSync(join(root, 'position.part'), JSON.stringify(position))
  renameSync(join(root, 'position.part'), join(root, 'position.json'))
}

/** Longer than any retry but the last ones takes: work that stands still for so long is lost. */
const STILL_MS = 400_000

/** Feeds until all is done; `told` hears how far it is. What failed or was parked is retried, as an operator would. */
const feedAll = async (plan: MachinePlan, app: App, told: (done: number) => void): Promise<number> => {
  let retried = 0
  const enter = (position: Position): void => writePosition(plan.root, position)
  const turn = async (hear: typeof told): Promise<boolean> => {
    const jobs = await listJobs(app.storage.db)
    hear(jobs.filter((job) => job.state === 'done').length)
    const stuck = jobs.filter((job) => job.state === 'failed' || job.state === 'parked')
    for (const { id } of stuck)
      await app.storage.transaction((tx) => retryJob(tx, { id, now: app.clock.now() }))
    retried += stuck.length
    if (jobs.some((job) => job.state !== 'done')) return true
    return feedNext(plan, app, enter)
  }
  let moved = performance.now()
  let last = -1
  const watched = (done: number): void => {
    if (done !== last) moved = performance.now()
    last = done
    told(done)
  }
  for (;;) {
    // A server that is away comes back.
    const more = await turn(watched).catch(() => true)
    if (!more) return retried
    if (performance.now() - moved > STILL_MS) throw new Error(`nothing was done after job ${last}`)
    await sleep(50)
  }
}

/** Runs the work over and does the harms, each when its share of the work is done. */
const runScene = async (plan: MachinePlan, scene: Scene) => {
  const app = await openFeeder(plan)
  for (const name of ['one', 'two', 'three']) scene.machines.start(name)
  const left = [...listHarms(scene.order)]
  const all = left.length
  const done: Record<string, number> = {}
  const pending: Promise<void>[] = []
  let harming: Promise<void> = Promise.resolve()
  const told = (jobs: number): void => {
    const due = Math.floor((jobs / scene.order.jobs) * (all + 1))
    while (left.length > 0 && all - left.length < due) {
      const harm = left.shift()
      if (!harm) return
      done[harm] = (done[harm] ?? 0) + 1
      // A worker that stands still does so while the rest goes on.
      if (harm.startsWith('worker')) pending.push(doHarm(harm, scene))
      else harming = harming.then(() => doHarm(harm, scene))
    }
  }
  try {
    const retried = await feedAll(plan, app, told)
    await Promise.all([harming, ...pending])
    return { retried, harms: done }
  } finally {
    await app.close()
  }
}

/** The same work on three machines, harmed. */
export const runScaledOut = async (ground: Ground, order: ScaleOutOrder): Promise<ScaledOut> => {
  const found = findRedis()
  if ('missing' in found) throw new Error(found.missing)
  const directory = join(ground.root, 'scaled-out')
  await mkdir(directory)
  writePosition(ground.root, { wave: -1, whole: true, evening: false })
  const cluster = await openCluster()
  const redis = await openRedisServer(found.program)
  const database = { DATABASE_URL: cluster.url }
  const environment = {
    ...environmentOf(ground),
    ...database,
    REDIS_URL: redis.url,
    BEIZENG_LEASE_SECONDS: String(order.leaseSeconds),
  }
  const plan = { ...ground, name: 'feeder', directory, environment, begun: Date.now() }
  const machines = openMachines(plan)
  try {
    const scene: Scene = { cluster, redis, machines, order, still: new Set(), ends: [] }
    const ran = await runScene(plan, scene)
    const seconds = (Date.now() - plan.begun) / 1000
    const stopSeconds = [...scene.ends, ...(await machines.stop())]
    const app = await openEnd(ground, directory, database)
    try {
      const ended = await lookAt(app, 'day')
      const differences = compareDumps(order.undisturbed, ended.dump)
      return { ...ended, ...ran, seconds, stopSeconds, differences }
    } finally {
      await app.close()
    }
  } finally {
    for (const child of machines.list()) child.kill('SIGKILL')
    await redis.remove()
    await cluster.remove()
  }
}
