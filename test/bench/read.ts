/** Knows how our reader stands beside others: time and peak memory, each reader in a process of its own, in one run. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { READER_BOUNDS } from '../../workbooks/isolated-reader.ts'
import { MEMORY_SETTINGS, nodeOptions } from '../../workbooks/reader-process.ts'
import { LONG_COLUMNS, LONG_ROWS, makeWorkbooks, SEED, SMALL_FILES } from './make-workbooks.ts'
import { READERS } from './readers.ts'

const ROUNDS = 5
const FASTER = 5
const SMALLER = 1 / 3
const OURS = 'beizeng'
const RIVAL = 'exceljs'

interface Measured {
  /** Time of reading, and of the processor for it: the second does not depend on who else is busy. */
  readonly ms: number
  /** Time without the first 200 files. */
  readonly warm: number
  readonly cpu: number
  /** Megabytes held at most, and by then before anything was read. */
  readonly memory: number
  readonly imported: number
  readonly cells: number
  readonly sum: number
}

const isMeasured = (value: unknown): value is Measured =>
  typeof value === 'object' &&
  value !== null &&
  ['ms', 'warm', 'cpu', 'memory', 'imported', 'cells', 'sum'].every((key) => key in value)

/** Ours runs as it does in service, with the settings of its process; the others as they come. All start from compiled code. */
const measureOnce = (name: string, path: string, folder: string): Measured => {
  const once = fileURLToPath(new URL('./read-once.ts', import.meta.url))
  const [options, settings] =
    name === OURS ? [nodeOptions(READER_BOUNDS.megabytes), MEMORY_SETTINGS] : [[], {}]
  const run = spawnSync(process.execPath, [...options, once, name, path], {
    env: { ...process.env, ...settings, NODE_COMPILE_CACHE: join(folder, 'compiled') },
    encoding: 'utf8',
    maxBuffer: 1 << 20,
  })
  const said: unknown = run.status === 0 ? JSON.parse(run.stdout) : undefined
  if (!isMeasured(said)) throw new Error(`${name} ${path}: ${run.stderr}`)
  return said
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0

type Round = ReadonlyMap<string, Measured>

/** The rounds go through all readers in turn, so that a busy minute hits each; the first, which compiles, does not count. */
const measureAll = (path: string, folder: string): readonly Round[] => {
  const names = Object.keys(READERS)
  const rounds = Array.from(
    { length: ROUNDS + 1 },
    () => new Map(names.map((name) => [name, measureOnce(name, path, folder)])),
  ).slice(1)
  const cells = new Set(rounds.flatMap((round) => [...round.values()].map((one) => one.cells)))
  if (cells.size > 1) throw new Error(`not the same cells: ${[...cells].join(', ')}`)
  return rounds
}

type Figure = keyof Measured

/** The median of a figure of a reader; with `under`, of its ratio to that reader in the same round. */
const medianOf = (
  rounds: readonly Round[],
  figure: Figure,
  { of, under }: { readonly of: string; readonly under?: string },
): number =>
  median(
    rounds.map((round) => {
      const divisor = under === undefined ? 1 : (round.get(under)?.[figure] ?? Number.NaN)
      return (round.get(of)?.[figure] ?? Number.NaN) / divisor
    }),
  )

const row = (name: string, ...values: readonly string[]): string =>
  [name.padEnd(12), ...values.map((value) => value.padStart(11))].join('')

/** Prints the table and says whether the targets are met. */
const report = (title: string, rounds: readonly Round[]): boolean => {
  const ratio = (figure: Figure, of: string): number => medianOf(rounds, figure, { of, under: OURS })
  console.log(`\n${title}: ${medianOf(rounds, 'cells', { of: OURS })} cells, medians of ${ROUNDS} rounds`)
  console.log(row('', 'ms', 'CPU ms', 'MB', 'of it idle', 'time ×', 'warm ×', 'CPU ×', 'memory ×'))
  for (const of of Object.keys(READERS)) {
    const figures: readonly Figure[] = ['ms', 'cpu', 'memory', 'imported']
    const ratios: readonly Figure[] = ['ms', 'warm', 'cpu', 'memory']
    const [own, against] = [
      figures.map((figure) => medianOf(rounds, figure, { of }).toFixed(0)),
      ratios.map((figure) => ratio(figure, of).toFixed(2)),
    ]
    console.log(row(of, ...own, ...against))
  }
  const [faster, cpu, smaller] = [ratio('ms', RIVAL), ratio('cpu', RIVAL), 1 / ratio('memory', RIVAL)]
  const met = faster >= FASTER && smaller <= SMALLER
  console.log(
    `${met ? 'met' : 'MISSED'}: ${faster.toFixed(2)} × faster than ${RIVAL} (target ${FASTER}; ${cpu.toFixed(2)} × by CPU time), in ${(100 * smaller).toFixed(0)} % of its memory (target ${(100 * SMALLER).toFixed(0)} %)`,
  )
  return met
}

const folder = mkdtempSync(join(tmpdir(), 'beizeng-bench-'))
try {
  console.log(
    `seed ${SEED}; making ${SMALL_FILES} small submissions and a sheet of ${LONG_ROWS} × ${LONG_COLUMNS} …`,
  )
  await makeWorkbooks(folder)
  const small = report(`${SMALL_FILES} small submissions`, measureAll(join(folder, 'small'), folder))
  const long = report(`${LONG_ROWS} × ${LONG_COLUMNS}`, measureAll(join(folder, 'long.xlsx'), folder))
  process.exitCode = small && long ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
