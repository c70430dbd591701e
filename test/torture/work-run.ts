/** Knows every part of the torture of work in its order, the table of each, and what counts as a fault. */
import { openRandom } from './mail-run.ts'
import type { Difference, Tally } from './work-dump.ts'
import { runKilled, runUndisturbed, type Ground, type Killed, type Undisturbed } from './work-embedded.ts'
import { writeLoad } from './work-load.ts'
import { runMigrated, type Migrated } from './work-migration.ts'
import { runRestored, type Restored } from './work-restore.ts'
import { HARMS, runScaledOut, type ScaledOut } from './work-scale-out.ts'
import { runStopped, type Stopped } from './work-stop.ts'
import { POINTS } from './work-worker.ts'

/** How much of everything; a part that is asked for 0 times is left out. */
export interface WorkOrder extends Ground {
  readonly seed: number
  /** A PostgreSQL for the upgrades; those on it are left out without one. */
  readonly server: string | undefined
  readonly kills: number
  readonly migrations: number
  readonly harms: number
  readonly leaseSeconds: number
  readonly stopSeconds: number
  readonly stops: number
}

type Row = readonly [string, string | number]
type Print = (line: string) => void

const printTable = (title: string, rows: readonly Row[], print: Print): void => {
  print(`\n${title}`)
  for (const [name, value] of rows) print(`  ${name.padEnd(42)}${String(value).padStart(10)}`)
}

const count = (differences: readonly Difference[], side: 'lost' | 'extra', tables?: string): number =>
  differences
    .filter(({ table }) => tables === undefined || table === tables)
    .reduce((sum, difference) => sum + difference[side].length, 0)

/** Each table that differs, with one line of each side. */
const tell = (what: string, differences: readonly Difference[]): readonly string[] =>
  differences.map(({ table, lost, extra }) => {
    const sample = [lost[0], extra[0]].map((line) => (line ?? '—').slice(0, 1_500)).join('\n   ')
    return `${what}: ${table} lost ${lost.length}, has ${extra.length} too many:\n   ${sample}`
  })

const tallyRows = ({ observations, warnings, mails, jobs }: Tally): readonly Row[] => [
  ['observations', observations],
  ['warnings', warnings],
  ['mails', mails],
  ['jobs', jobs],
]

const equality = (differences: readonly Difference[]): readonly Row[] => [
  ['observations lost', count(differences, 'lost', 'observation')],
  ['observations double', count(differences, 'extra', 'observation')],
  ['rows and files that differ', count(differences, 'lost') + count(differences, 'extra')],
]

const secondsOf = (times: readonly number[]): string =>
  times.length === 0 ? '—' : `≤ ${Math.max(...times).toFixed(1)}`

const killedRows = (killed: Killed): readonly Row[] => [
  ...POINTS.map((point): Row => [`killed: ${point}`, killed.kills[point] ?? 0]),
  ['killed: at any instant', killed.kills['random'] ?? 0],
  ['jobs begun again', killed.tally.redone],
  ['jobs parked at the fifth death and retried', killed.parked],
  ['half-written files left beside', killed.halves],
  ...tallyRows(killed.tally),
  ...equality(killed.differences),
  ['faults', killed.faults.length],
  ['seconds', killed.seconds.toFixed(0)],
]

const scaledRows = (scaled: ScaledOut): readonly Row[] => [
  ...HARMS.map((harm): Row => [harm, scaled.harms[harm] ?? 0]),
  ['jobs begun again', scaled.tally.redone],
  ['jobs failed or parked, and retried', scaled.retried],
  ...tallyRows(scaled.tally),
  ...equality(scaled.differences),
  ['faults', scaled.faults.length],
  ['seconds to end on SIGTERM', secondsOf(scaled.stopSeconds)],
  ['seconds', scaled.seconds.toFixed(0)],
]

const restoredRows = (restored: Restored): readonly Row[] => [
  ['files that came in after the backup', restored.filesAfter],
  ['mails held', restored.held],
  ['mails that left while held', restored.leaked],
  ['mails that went out twice', restored.twice.length],
  ['mails that never went out', restored.missing.length],
  ...equality(restored.differences),
]

const stoppedRows = (stopped: Stopped): readonly Row[] => [
  ['worker stopped', stopped.seconds.worker.length],
  ['seconds until it had ended', secondsOf(stopped.seconds.worker)],
  ['serve stopped', stopped.seconds.serve.length],
  ['seconds until it had ended', secondsOf(stopped.seconds.serve)],
  ['of all these, while jobs were open', stopped.atWork],
  ['jobs given back', stopped.givenBack],
  ...equality(stopped.differences),
  ['faults', stopped.faults.length],
]

const migratedRows = (migrated: readonly Migrated[]): readonly Row[] =>
  migrated.flatMap(({ engine, kills, statements, faults }): Row[] => [
    [`${engine}: killed while upgrading`, kills],
    [`${engine}: statements of the longest`, statements],
    [`${engine}: faults`, faults.length],
  ])

interface Part {
  readonly order: WorkOrder
  readonly undisturbed: Undisturbed
  readonly random: () => number
  readonly print: Print
}

const tortureEmbedded = async ({ order, undisturbed, random, print }: Part): Promise<readonly string[]> => {
  if (order.kills === 0) return []
  const killed = await runKilled(order, { kills: order.kills, random, undisturbed })
  printTable('one process on SQLite, killed', killedRows(killed), print)
  const restored = await runRestored(order, killed.disaster, undisturbed.dump)
  printTable('its backup, taken while files came in, restored', restoredRows(restored), print)
  const died = Object.values(killed.kills).reduce((sum, n) => sum + n, 0)
  return [
    ...(died >= order.kills * 0.9 - 1
      ? []
      : [`only ${died} of ${order.kills} workers died before all was done`]),
    ...killed.faults.map((fault) => `killed: ${fault}`),
    ...tell('killed', killed.differences),
    ...tell('restored', restored.differences),
    ...(restored.leaked === 0 ? [] : [`${restored.leaked} mails left while the outbox was held`]),
    ...restored.twice.map((id) => `twice: ${id}`),
    ...restored.missing.map((id) => `never: ${id}`),
  ]
}

const tortureScaledOut = async ({ order, undisturbed, random, print }: Part): Promise<readonly string[]> => {
  if (order.harms === 0) return []
  const { leaseSeconds, stopSeconds } = order
  const scaled = await runScaledOut(order, {
    times: order.harms,
    leaseSeconds,
    stopSeconds,
    random,
    undisturbed: undisturbed.byDay,
    jobs: undisturbed.tally.jobs,
  })
  printTable('three processes on PostgreSQL and Redis, harmed', scaledRows(scaled), print)
  return [
    ...scaled.faults.map((fault) => `scaled out: ${fault}`),
    ...tell('scaled out', scaled.differences),
    ...scaled.stopSeconds.filter((s) => s >= 10).map((s) => `a worker took ${s.toFixed(1)} s to end`),
  ]
}

const tortureStops = async ({ order, undisturbed, random, print }: Part): Promise<readonly string[]> => {
  if (order.stops === 0) return []
  const stopped = await runStopped(order, { times: order.stops, random, undisturbed })
  printTable('worker and serve told to end in the middle of work', stoppedRows(stopped), print)
  return [...stopped.faults.map((fault) => `stopped: ${fault}`), ...tell('stopped', stopped.differences)]
}

const tortureUpgrades = async ({ order, random, print }: Part): Promise<readonly string[]> => {
  if (order.migrations === 0) return []
  const migrated = await runMigrated({ kills: order.migrations, random, server: order.server })
  printTable('stores of every earlier schema, killed while they are upgraded', migratedRows(migrated), print)
  if (order.server === undefined) print('  PostgreSQL: left out, no server')
  return migrated.flatMap(({ faults }) => faults)
}

/** Runs every part; empty when nothing was lost, double or different. */
export const tortureWork = async (order: WorkOrder, print: Print): Promise<readonly string[]> => {
  const { cities, waves, rows } = order.load
  await writeLoad(order.root, order.load)
  const undisturbed = await runUndisturbed(order)
  const seconds: Row = ['seconds', undisturbed.seconds.toFixed(0)]
  const title = `${cities * waves} workbooks of ${rows} rows, undisturbed`
  printTable(title, [...tallyRows(undisturbed.tally), seconds], print)
  const faults = undisturbed.faults.map((fault) => `undisturbed: ${fault}`)
  const parts = [tortureEmbedded, tortureScaledOut, tortureStops, tortureUpgrades]
  for (const [index, torture] of parts.entries()) {
    const random = openRandom(order.seed + index)
    faults.push(...(await torture({ order, undisturbed, random, print })))
  }
  return faults
}
