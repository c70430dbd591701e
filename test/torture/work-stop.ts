/** Runs the torture of stopping: `serve` and `worker` as they are, told to end in the middle of their work, again and again. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { openApp, openAppLog, type App } from '../../app.ts'
import { parseConfig } from '../../config.ts'
import { listJobs } from '../../storage/jobs.ts'
import { findFreePort } from '../engines.ts'
import { compareDumps, dump, listFaults, type Difference, type Dump } from './work-dump.ts'
import { environmentOf, type Ground, type Undisturbed } from './work-embedded.ts'
import { feedNext, openWaveClock, type Position } from './work-feed.ts'

const CLI = fileURLToPath(new URL('../../cli.ts', import.meta.url))
const READY = /"(service|worker) ready"/

/** The verdicts of these processes are of today, as their clock is the machine's; what they read is not. */
const COMPARED = ['submission', 'finding', 'decision', 'observation', 'confirmation', 'archive/']

export interface Stopping {
  readonly times: number
  readonly random: () => number
  readonly undisturbed: Undisturbed
}

export interface Stopped {
  readonly seconds: Readonly<Record<'serve' | 'worker', readonly number[]>>
  /** What was wrong at an end: an exit code, a job left running, a time. */
  readonly faults: readonly string[]
  readonly differences: readonly Difference[]
  /** Stops at which jobs were waiting or running. */
  readonly atWork: number
  /** Jobs that were given back at a stop. */
  readonly givenBack: number
}

const MOST_SECONDS = 10

/** Starts a process, has it work for a while, and tells it to end. `undefined` lets it work until nothing is open. */
const stopOnce = async (
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  until: () => Promise<unknown>,
) => {
  const child = spawn(process.execPath, [CLI, ...args], {
    env: { ...process.env, ...environment, BEIZENG_PORT: String(await findFreePort()) },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = once(child, 'exit')
  let told = ''
  const ready = new Promise<void>((resolve) => {
    child.stderr.on('data', (chunk: Buffer) => {
      told += chunk.toString()
      if (READY.test(told)) resolve()
    })
  })
  await Promise.race([ready, ended])
  await until()
  const begun = performance.now()
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), 3 * MOST_SECONDS * 1000)
  const [code, signal] = await ended
  clearTimeout(late)
  return { code: code ?? signal, seconds: (performance.now() - begun) / 1000, told }
}

const openFeeder = ({ root, load }: Ground, directory: string) => {
  let position: Position = { wave: -1, whole: true, evening: false }
  const config = parseConfig(environmentOf({ root, load }))
  const log = openAppLog(
    { ...config, BEIZENG_LOG_LEVEL: 'silent' },
    { service: true, write: () => undefined },
  )
  const clock = openWaveClock(
    load,
    () => position,
    () => 0,
  )
  const enter = (entered: Position): void => {
    position = entered
  }
  return openApp(config, { directory, language: 'zh', log, clock }).then((app) => ({ app, enter }))
}

const countOpen = async ({ storage }: App): Promise<number> =>
  (await listJobs(storage.db, { states: ['ready', 'running'] })).length

/** Feeds whenever nothing is open, until all is done; resolves then. */
const feedAll = async (
  ground: Ground,
  { app, enter }: Awaited<ReturnType<typeof openFeeder>>,
): Promise<void> => {
  for (;;) {
    if ((await countOpen(app)) === 0 && !(await feedNext(ground, app, enter))) return
    await sleep(20)
  }
}

const faultsOf = async (
  { storage }: App,
  { code, seconds, told }: Awaited<ReturnType<typeof stopOnce>>,
): Promise<readonly string[]> => {
  const running = await listJobs(storage.db, { states: ['running'] })
  return [
    ...(code === 0 ? [] : [`ended with ${code}: ${told.slice(-500)}`]),
    ...(seconds < MOST_SECONDS ? [] : [`took ${seconds.toFixed(1)} s to end`]),
    ...running.map(({ kind, key }) => `left running: ${kind} ${key}`),
  ]
}

/** Both commands in turn, stopped while there is work; the last one may finish it. */
export const runStopped = async (
  ground: Ground,
  { times, random, undisturbed }: Stopping,
): Promise<Stopped> => {
  const directory = join(ground.root, 'stopped')
  await mkdir(directory)
  const feeder = await openFeeder(ground, directory)
  const { app } = feeder
  const seconds = { serve: new Array<number>(), worker: new Array<number>() }
  const faults: string[] = []
  const environment = environmentOf(ground)
  try {
    const fed = feedAll(ground, feeder)
    const each = (2_000 * undisturbed.seconds) / (times + 1)
    let atWork = 0
    const workAWhile = async (): Promise<void> => {
      await Promise.race([sleep(random() * each), fed])
      if ((await countOpen(app)) > 0) atWork += 1
    }
    for (let turn = 0; turn <= times; turn += 1) {
      const command = turn % 2 === 0 ? 'worker' : 'serve'
      const end = await stopOnce(['--data', directory, command], environment, () =>
        turn === times ? fed : workAWhile(),
      )
      seconds[command].push(end.seconds)
      faults.push(...(await faultsOf(app, end)))
    }
    const after = await dump(app, 'day')
    const compared = (all: Dump) => Object.fromEntries(COMPARED.map((table) => [table, all[table] ?? []]))
    const crashed = (await listJobs(app.storage.db)).filter(({ crash, attempt }) => crash + attempt > 0)
    const released = await app.storage.db
      .selectFrom('job_event')
      .select('id')
      .where('kind', '=', 'released')
      .execute()
    return {
      seconds,
      faults: [
        ...faults,
        ...crashed.map(({ kind, key }) => `died or failed: ${kind} ${key}`),
        ...(await listFaults(app)),
      ],
      differences: compareDumps(compared(undisturbed.byDay), compared(after)),
      atWork,
      givenBack: released.length,
    }
  } finally {
    await app.close()
  }
}
