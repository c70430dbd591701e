/** Knows the torture of work: kills, restarts, stops, upgrades and restores against an undisturbed run, and a table of what came of it. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { findPostgres } from '../engines.ts'
import { openRandom } from './mail-run.ts'
import { tortureWork, type WorkOrder } from './work-run.ts'

const SHORT: Omit<WorkOrder, 'seed' | 'root' | 'server'> = {
  load: { cities: 3, waves: 3, rows: 60 },
  kills: 16,
  migrations: 4,
  harms: 1,
  leaseSeconds: 3,
  stopSeconds: 5,
  stops: 3,
}

/** A hundred workbooks of five hundred rows. */
const LONG: typeof SHORT = {
  load: { cities: 5, waves: 20, rows: 500 },
  kills: 300,
  migrations: 60,
  harms: 5,
  leaseSeconds: 10,
  stopSeconds: 40,
  stops: 24,
}

const number = { type: 'string' } as const
const { values } = parseArgs({
  options: {
    /** The long form; without it the short one. Every other option changes one number of either. */
    long: { type: 'boolean', default: false },
    seed: number,
    cities: number,
    waves: number,
    rows: number,
    kills: number,
    migrations: number,
    harms: number,
    'lease-seconds': number,
    'stop-seconds': number,
    stops: number,
    /** Leaves the folder of the run for looking. */
    keep: { type: 'boolean', default: false },
  },
})

const form = values.long ? LONG : SHORT
const given = (raw: string | undefined, otherwise: number): number =>
  raw === undefined ? otherwise : Number(raw)
const seed = given(values.seed, Math.floor(openRandom(process.pid ^ Date.now())() * 2 ** 31))
const server = await findPostgres()
const root = await mkdtemp(join(tmpdir(), 'beizeng-torture-'))
console.log(`seed ${seed}`)
try {
  const faults = await tortureWork(
    {
      seed,
      root,
      server: 'url' in server ? server.url : undefined,
      load: {
        cities: given(values.cities, form.load.cities),
        waves: given(values.waves, form.load.waves),
        rows: given(values.rows, form.load.rows),
      },
      kills: given(values.kills, form.kills),
      migrations: given(values.migrations, form.migrations),
      harms: given(values.harms, form.harms),
      leaseSeconds: given(values['lease-seconds'], form.leaseSeconds),
      stopSeconds: given(values['stop-seconds'], form.stopSeconds),
      stops: given(values.stops, form.stops),
    },
    console.log,
  )
  for (const fault of faults) console.log(fault)
  console.log(faults.length === 0 ? 'nothing lost, nothing double, everything equal' : 'BROKEN')
  process.exitCode = faults.length === 0 ? 0 : 1
} finally {
  if (values.keep) console.log(root)
  else await rm(root, { recursive: true, force: true })
}
