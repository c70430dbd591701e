/** Runs in a process of its own: feeds the ledger and works it off, and dies by its own hand where its plan says so. */
import { writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openApp, openAppLog, type App } from '../../app.ts'
import type { Channel } from '../../alerts/channel.ts'
import { parseConfig } from '../../config.ts'
import { reapSilent, workNext } from '../../jobs/ledger/ledger.ts'
import type { StepContext } from '../../jobs/step.ts'
import { listJobs, retryJob, type Job } from '../../storage/jobs.ts'
import type { Tx } from '../../storage/schema.ts'
import { feedNext, openWaveClock, readPosition, type Position } from './work-feed.ts'
import type { Load } from './work-load.ts'

/** Where a worker dies by its own hand. */
export const POINTS = [
  'after-claim',
  'mid-parse',
  'before-commit',
  'after-commit',
  'before-dot',
  'after-dot',
  'mid-backup',
] as const
export type Point = (typeof POINTS)[number]

/** The point to die at; around a commit it may be that of a kind of job. */
export interface Aim {
  readonly point: Point
  readonly kind?: string
}

export interface WorkerPlan {
  readonly directory: string
  readonly root: string
  readonly load: Load
  readonly environment: Readonly<Record<string, string>>
  readonly jobsAtOnce: number
  /** How many workers there were before. The clock stands: each has a folder of backups of its own, or names would repeat. */
  readonly start: number
  /** Dies at the n-th time that it meets a point; undefined lives to the end, or until it is killed. */
  readonly die?: Aim & { readonly meeting: number }
}

const dieAt = (point: Point): void => {
  writeSync(1, `died ${point}\n`)
  process.kill(process.pid, 'SIGKILL')
}

/** Says at each point whether this is the one to die at. */
const openFate = (die: WorkerPlan['die']) => {
  let met = 0
  return (point: Point, kind?: string): void => {
    if (point !== die?.point || (die.kind !== undefined && die.kind !== kind)) return
    met += 1
    if (met >= die.meeting) dieAt(point)
  }
}
type Fate = ReturnType<typeof openFate>

const isClaimed = (result: unknown): boolean => Reflect.get(Object(result), 'state') === 'running'

const countDone = async (tx: Tx): Promise<ReadonlyMap<string, number>> => {
  const rows = await tx
    .selectFrom('job')
    .select((eb) => ['kind', eb.fn.countAll<number>().as('count')])
    .where('state', '=', 'done')
    .groupBy('kind')
    .execute()
  return new Map(rows.map(({ kind, count }) => [kind, count]))
}

const mortalChannel = (channel: Channel, fate: Fate): Channel => ({
  ...channel,
  send: async (message, committing) => {
    const delivery = await channel.send(message, async () => {
      await committing()
      fate('before-dot')
    })
    fate('after-dot')
    return delivery
  },
})

/** The program as it is, with someone who stands at each of its effects. */
const mortal = (app: App, fate: Fate): StepContext => {
  const transaction: StepContext['storage']['transaction'] = async (fn) => {
    let completed: string | undefined
    const result = await app.storage.transaction(async (tx) => {
      const before = await countDone(tx)
      const written = await fn(tx)
      completed = [...(await countDone(tx))].find(([kind, count]) => count > (before.get(kind) ?? 0))?.[0]
      if (completed !== undefined) fate('before-commit', completed)
      return written
    })
    if (completed !== undefined) fate('after-commit', completed)
    if (isClaimed(result)) fate('after-claim')
    return result
  }
  return {
    ...app,
    storage: {
      ...app.storage,
      transaction,
      snapshot: (fn) =>
        app.storage.snapshot(async (tx) => {
          const result = await fn(tx)
          fate('mid-backup')
          return result
        }),
    },
    readWorkbook: async (bytes) => {
      const reading = app.readWorkbook(bytes)
      await sleep(3)
      fate('mid-parse')
      return reading
    },
    channels: {
      ...app.channels,
      find: async (name) => {
        const channel = await app.channels.find(name)
        return channel && mortalChannel(channel, fate)
      },
    },
  }
}

/** Takes over from who died: the leases have run out, and the operator lets parked jobs go on. Returns how many of each. */
const takeOver = async (app: App): Promise<{ reaped: number; parked: number }> => {
  const { clock, leaseMs } = app
  const later = { ...clock, now: () => clock.later(clock.now(), leaseMs + 1) }
  const reaped = await reapSilent({ ...app, clock: later })
  const parked = await listJobs(app.storage.db, { states: ['parked'] })
  for (const { id } of parked) await app.storage.transaction((tx) => retryJob(tx, { id, now: clock.now() }))
  return { reaped: reaped.length, parked: parked.length }
}

/** The clock of such a run stands still: what failed would wait for ever. */
const refuseFailed = async ({ storage, clock }: StepContext): Promise<void> => {
  const open = await listJobs(storage.db, { states: ['ready', 'failed'] })
  const stuck = open.find((job: Job) => job.state === 'failed' || job.runAt > clock.now())
  if (stuck) throw new Error(`${stuck.kind} ${stuck.key} failed: ${stuck.error ?? ''}`)
}

/** Works, several at once; who finds nothing to do while nobody works feeds the ledger. */
const workAll = async (context: StepContext, plan: WorkerPlan, enter: (position: Position) => void) => {
  let busy = 0
  const state = { over: false }
  let feeding: Promise<void> | undefined
  const feed = async (): Promise<void> => {
    await refuseFailed(context)
    state.over = !(await feedNext(plan, context, enter))
    feeding = undefined
  }
  const loop = async (name: string): Promise<void> => {
    while (!state.over) {
      busy += 1
      const worked = await workNext(context, name)
      busy -= 1
      if (worked?.error !== undefined) throw worked.error
      if (worked) continue
      if (busy === 0) feeding ??= feed()
      await (feeding ?? sleep(2))
    }
  }
  await Promise.all(Array.from({ length: plan.jobsAtOnce }, (_, n) => loop(`worker ${n}`)))
}

/** Lives its plan to its end, or not. */
export const live = async (plan: WorkerPlan): Promise<void> => {
  const config = parseConfig({ ...plan.environment, BEIZENG_LEASE_SECONDS: '60' })
  const log = openAppLog(
    { ...config, BEIZENG_LOG_LEVEL: 'silent' },
    { service: true, write: () => undefined },
  )
  let position: Position = { wave: -1, whole: true, evening: false }
  const clock = openWaveClock(
    plan.load,
    () => position,
    () => 0,
  )
  const app = await openApp(config, { directory: plan.directory, language: 'zh', log, clock })
  position = await readPosition(app.storage.db, plan.load)
  const { reaped, parked } = await takeOver(app)
  const done = (await listJobs(app.storage.db, { states: ['done'] })).length
  writeSync(1, `working ${JSON.stringify({ reaped, parked, done })}\n`)
  const backups = { ...app.backups, folder: join(app.backups.folder, String(plan.start).padStart(4, '0')) }
  await workAll({ ...mortal(app, openFate(plan.die)), backups }, plan, (entered) => {
    position = entered
  })
  await app.close()
}

if (import.meta.main) {
  await live(JSON.parse(process.argv[2] ?? ''))
  process.exit(0)
}
