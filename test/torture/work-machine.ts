/** Runs in a process of its own: a worker as the command starts it, whose clock is that of the run; ends on SIGTERM. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openApp, openAppLog } from '../../app.ts'
import { parseConfig } from '../../config.ts'
import { openWaveClock, type Position } from './work-feed.ts'
import type { Load } from './work-load.ts'

export interface MachinePlan {
  readonly name: string
  readonly root: string
  readonly directory: string
  readonly load: Load
  readonly environment: Readonly<Record<string, string>>
  /** When the run began, by the machine's clock. */
  readonly begun: number
}

/** The clock of all processes of a run: its position is in a file that the one who feeds keeps. */
export const openSharedClock = ({ root, load, begun }: Pick<MachinePlan, 'root' | 'load' | 'begun'>) => {
  const position = (): Position => JSON.parse(readFileSync(join(root, 'position.json'), 'utf8'))
  return openWaveClock(load, position, () => Date.now() - begun)
}

/** What is under way may end within this time, as in the command. */
const STOP_MS = 3_000

const live = async (plan: MachinePlan): Promise<void> => {
  const stopped = new Promise<void>((resolve) => process.once('SIGTERM', () => resolve()))
  const config = parseConfig(plan.environment)
  const log = openAppLog(
    { ...config, BEIZENG_LOG_LEVEL: 'silent' },
    { service: true, write: () => undefined },
  )
  const app = await openApp(config, {
    directory: plan.directory,
    language: 'zh',
    log,
    clock: openSharedClock(plan),
  })
  const runner = await app.startWorker(plan.name)
  process.stdout.write('ready\n')
  await stopped
  await runner.stop(STOP_MS)
  await app.close()
}

if (import.meta.main) {
  await live(JSON.parse(process.argv[2] ?? ''))
  process.exit(0)
}
