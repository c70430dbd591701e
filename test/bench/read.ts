/** Knows how our reader stands beside others: time and peak memory, each reader in a process of its own, in one run. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { READER_BOUNDS } from '../../workbooks/isolated-reader.ts'
import { nodeOptions } from '../../workbooks/reader-process.ts'
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

/** Ours runs as it does in service, with the options of its process; the others as they come. All start from compiled code. */
const measureOnce = (name: string, path: string, folder: string): Measured => {
  const once = fileURLToPath(new URL('./read-once.ts', import.meta.url))
  const options = name === OURS ? nodeOptions(READER_BOUNDS.megabytes) : []
  const run = spawnSync(process.execPath, [...options, once, name, path], {
    env: { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled') },
    encoding: 'utf8',
    maxBuffer: 1 << 20,
  })
  const said: unknown = run.status === 0 ? JSON.parse(run.stdout) : undefined
  if (!isMeasured(said)) throw new Error(`${name} ${path}: ${run.stderr}`)
  return said
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0

/** The rounds go through all readers in turn, so that a busy minute hits each; the first, which compiles, does not count. */
const measureAll = (path: string, folder: string): ReadonlyMap<string, Measured> => {
  const names = Object.keys(READERS)
  const rounds = Array.from({ length: ROUNDS + 1 }, () =>
    names.map((name) => ({ name, measured: measureOnce(name, path, folder) })),
  ).slice(1)
  const all = rounds.flat()
  const differing = all.filter(({ measured }) => measured.cells !== all[0]?.measured.cells)
  if (differing.length > 0) throw new Error(`not the same cells: ${differing.map((d) => d.name).join(', ')}`)
  return new Map(
    names.map((name) => {
      const own = all.filter((one) => one.name === name).map((one) => one.measured)
      const of = (key: keyof Measured): number => median(own.map((m) => m[key]))
      return [
        name,
        {
          ms: of('ms'),
          warm: of('warm'),
          cpu: of('cpu'),
          memory: of('memory'),
          imported: of('imported'),
          cells: of('cells'),
          sum: of('sum'),
        },
      ]
    }),
  )
}

const row = (name: string, ...values: readonly string[]): string =>
  [name.padEnd(12), ...values.map((value) => value.padStart(11))].join('')

/** Prints the table and says whether the targets are met. */
const report = (title: string, results: ReadonlyMap<string, Measured>): boolean => {
  const [ours, rival] = [results.get(OURS), results.get(RIVAL)]
  if (!ours || !rival) throw new Error('a reader is missing')
  console.log(`\n${title}: ${ours.cells} cells, median of ${ROUNDS}`)
  console.log(row('', 'ms', 'CPU ms', 'MB', 'of it idle', 'time ×', 'warm ×', 'CPU ×', 'memory ×'))
  for (const [name, one] of results) {
    const times = [one.ms / ours.ms, one.warm / ours.warm, one.cpu / ours.cpu, one.memory / ours.memory].map(
      (n) => n.toFixed(2),
    )
    console.log(row(name, ...[one.ms, one.cpu, one.memory, one.imported].map((n) => n.toFixed(0)), ...times))
  }
  const [faster, smaller] = [rival.ms / ours.ms, ours.memory / rival.memory]
  const met = faster >= FASTER && smaller <= SMALLER
  console.log(
    `${met ? 'met' : 'MISSED'}: ${faster.toFixed(2)} × faster than ${RIVAL} (target ${FASTER}), in ${(100 * smaller).toFixed(0)} % of its memory (target ${(100 * SMALLER).toFixed(0)} %)`,
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
