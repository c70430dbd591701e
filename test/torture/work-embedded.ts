/** Runs the torture of work on SQLite: one process that feeds, works and is killed, again and again, against one that is left alone. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { openApp, openAppLog, type App } from '../../app.ts'
import { parseConfig } from '../../config.ts'
import { openWaveClock } from './work-feed.ts'
import {
  compareDumps,
  countHalves,
  dump,
  listFaults,
  tally,
  type Difference,
  type Dump,
  type Precision,
  type Tally,
} from './work-dump.ts'
import type { Load } from './work-load.ts'
import { listMails, type Disaster } from './work-mails.ts'
import { POINTS, type Aim, type Point, type WorkerPlan } from './work-worker.ts'

/** Where a run has its files, and what it works off. */
export interface Ground {
  readonly root: string
  readonly load: Load
}

const WORKER = fileURLToPath(new URL('work-worker.ts', import.meta.url))

export const environmentOf = ({ root }: Ground): Readonly<Record<string, string>> => ({
  BEIZENG_SEEDS: join(root, 'seeds'),
  BEIZENG_BACKUPS_KEPT: '4',
})

/** Opens what a run left behind; its clock stands in the evening of the last wave. */
export const openEnd = (
  { root, load }: Ground,
  directory: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<App> => {
  const config = parseConfig({ ...environmentOf({ root, load }), ...environment })
  const log = openAppLog(
    { ...config, BEIZENG_LOG_LEVEL: 'silent' },
    { service: false, write: () => undefined },
  )
  const position = { wave: load.waves - 1, whole: true, evening: true }
  const clock = openWaveClock(
    load,
    () => position,
    () => 0,
  )
  return openApp(config, { directory, language: 'zh', log, clock })
}

/** What a run came to. */
export interface Ended {
  readonly dump: Dump
  readonly tally: Tally
  readonly faults: readonly string[]
}

/** Looks at what a run left behind. */
export const lookAt = async (app: App, precision: Precision): Promise<Ended> => ({
  dump: await dump(app, precision),
  tally: await tally(app),
  faults: await listFaults(app),
})

/** How one worker ended: by whose hand, and what it had found when it took over. */
export interface Life {
  readonly killed: Point | 'random' | undefined
  readonly reaped: number
  readonly parked: number
  readonly done: number
}

/** One worker from its start to its end; `kill` waits from the moment at which it works, or from its start. */
export const runLife = async (
  plan: WorkerPlan,
  kill?: { readonly after: number; readonly fromStart: boolean },
): Promise<Life> => {
  const child = spawn(process.execPath, [WORKER, JSON.stringify(plan)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const found = { died: '', reaped: 0, parked: 0, done: 0 }
  const working = new Promise<void>((resolve) => {
    createInterface(child.stdout).on('line', (line) => {
      if (line.startsWith('died ')) found.died = line.slice(5)
      if (!line.startsWith('working ')) return
      Object.assign(found, JSON.parse(line.slice(8)))
      resolve()
    })
  })
  if (kill) {
    if (!kill.fromStart) await Promise.race([working, ended])
    await Promise.race([sleep(kill.after), ended])
    child.kill('SIGKILL')
  }
  const [code, signal] = await ended
  // What it said last may still be on its way.
  if (!child.stdout.readableEnded) await once(child.stdout, 'close')
  if (code !== 0 && signal !== 'SIGKILL') throw new Error(`a worker ended with ${String(code ?? signal)}`)
  const point = POINTS.find((one) => one === found.died)
  return { ...found, killed: signal === 'SIGKILL' ? (point ?? 'random') : undefined }
}

/** The aims in the order in which they are tried; what every job meets more often than what few do. */
const ORDER: readonly Aim[] = [
  { point: 'after-claim' },
  { point: 'before-commit', kind: 'ingest' },
  { point: 'mid-parse' },
  { point: 'after-commit', kind: 'judge' },
  { point: 'before-commit', kind: 'digest' },
  { point: 'before-dot' },
  { point: 'after-dot' },
  { point: 'mid-backup' },
  { point: 'after-commit' },
  { point: 'before-commit' },
  { point: 'after-claim' },
  { point: 'mid-parse' },
  { point: 'after-commit' },
  { point: 'before-commit', kind: 'judge' },
  { point: 'mid-parse' },
  { point: 'after-claim' },
  { point: 'before-commit' },
  { point: 'before-dot' },
  { point: 'after-dot' },
  { point: 'mid-backup' },
]

export interface Undisturbed extends Ended {
  readonly seconds: number
  /** The same to the day, for runs whose clocks run. */
  readonly byDay: Dump
}

/** A run that nobody disturbs: what all others are compared with. */
export const runUndisturbed = async (ground: Ground): Promise<Undisturbed> => {
  const directory = join(ground.root, 'undisturbed')
  await mkdir(directory)
  const begun = performance.now()
  await runLife({ ...ground, directory, environment: environmentOf(ground), jobsAtOnce: 2, start: 0 })
  const seconds = (performance.now() - begun) / 1000
  const app = await openEnd(ground, directory)
  try {
    return { ...(await lookAt(app, 'second')), byDay: await dump(app, 'day'), seconds }
  } finally {
    await app.close()
  }
}

export interface Killed extends Ended {
  readonly seconds: number
  readonly kills: Readonly<Record<string, number>>
  readonly asked: number
  readonly parked: number
  readonly halves: number
  readonly disaster: Disaster
  readonly differences: readonly Difference[]
}

interface Killing {
  readonly kills: number
  readonly random: () => number
  readonly undisturbed: Undisturbed
}

/** A worker that dies, half of them by their own hand, half by another's at any moment, its start included. */
const dieOnce = (
  plan: WorkerPlan,
  turn: number,
  {
    random,
    share,
    pace,
    msEach,
  }: {
    random: () => number
    /** How many it might do at the start. */
    pace: number
    /** How many jobs a worker may do on the average, so that the kills last until the end. */
    share: number
    msEach: number
  },
): Promise<Life> => {
  if (turn % 2 === 1)
    return random() < 0.15
      ? runLife(plan, { after: random() * 1_500, fromStart: true })
      : runLife(plan, { after: random() * 2 * share * msEach, fromStart: false })
  // A point that few jobs meet lets many be done before: not when the others would have to go without.
  const isBehind = share < 0.8 * pace
  const aim = (isBehind ? undefined : ORDER[(turn / 2) % ORDER.length]) ?? { point: 'after-claim' }
  const often = aim.kind === undefined && ['after-claim', 'before-commit', 'after-commit'].includes(aim.point)
  const meeting = 1 + (often ? Math.floor(random() * 2 * share) : 0)
  return runLife({ ...plan, die: { ...aim, meeting } })
}

/** What would be left if the house burned down now: the backup before, and the mails that arrived. */
const burn = async (directory: string, kept: string): Promise<Disaster> => {
  const files = await readdir(join(directory, 'backups'), { recursive: true })
  const backups = files.filter((name) => /^\d+.beizeng.*tar$/.test(name)).toSorted()
  // The last but one: mails left after it was taken.
  const [last, before = last] = backups.toReversed()
  if (before === undefined) throw new Error('there is no backup')
  await copyFile(join(directory, 'backups', before), kept)
  return { backup: kept, arrived: new Set(await listMails(directory)) }
}

/** The same work, its worker killed over it. */
export const runKilled = async (ground: Ground, { kills, random, undisturbed }: Killing): Promise<Killed> => {
  const directory = join(ground.root, 'killed')
  await mkdir(directory)
  const begun = performance.now()
  const environment = environmentOf(ground)
  const pace = undisturbed.tally.jobs / Math.max(1, kills) / 2
  const msEach = (undisturbed.seconds * 1000) / undisturbed.tally.jobs
  const counted: Record<string, number> = {}
  let [parked, done, start] = [0, 0, 0]
  let disaster: Disaster | undefined
  const live = async (turn: number | undefined): Promise<Life> => {
    const plan = { ...ground, directory, environment, jobsAtOnce: 2, start }
    const share = Math.max(0, undisturbed.tally.jobs - done) / Math.max(1, kills - (turn ?? 0)) / 2
    const life = await (turn === undefined
      ? runLife(plan)
      : dieOnce(plan, turn, { random, share, pace, msEach }))
    start += 1
    parked += life.parked
    done = Math.max(done, life.done)
    if (!disaster && (done > undisturbed.tally.jobs / 2 || turn === undefined))
      disaster = await burn(directory, join(ground.root, 'kept.tar'))
    if (life.killed) counted[life.killed] = (counted[life.killed] ?? 0) + 1
    return life
  }
  for (let turn = 0; turn < kills; turn += 1) await live(turn)
  await live(undefined)
  const seconds = (performance.now() - begun) / 1000
  const halves = await countHalves(directory)
  const app = await openEnd(ground, directory)
  try {
    const ended = await lookAt(app, 'second')
    const differences = compareDumps(undisturbed.dump, ended.dump)
    if (!disaster) throw new Error('there was no backup')
    return { ...ended, disaster, seconds, kills: counted, asked: kills, parked, halves, differences }
  } finally {
    await app.close()
  }
}
