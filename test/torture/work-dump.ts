/** Knows what a run of the torture of work left behind, as lines that two runs must have in common, and what no run may leave. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import PostalMime from 'postal-mime'
import type { App } from '../../app.ts'
import { verify } from '../../jobs/verify/index.ts'
import { checkBackup } from '../../storage/backup/read-backup.ts'
import { TABLE_KEYS } from '../../storage/backup/tables.ts'
import type { Db } from '../../storage/schema.ts'
import { readWorkbook } from '../../workbooks/read-workbook.ts'

/** What rightly differs between two runs, and is therefore not compared; the documentation lists it. */
const OWN: Readonly<Record<string, readonly string[]>> = {
  // The order of files that came together.
  submission: ['sequence'],
  // Counted up by the engine, with gaps of its own.
  observation: ['id'],
  confirmation: ['id', 'observation'],
  indicator_value: ['id'],
  assessment: ['id'],
  digest_log: [],
  // Who worked when, and how often he died over it; that each was done once is counted from its history.
  job: ['id', 'lease', 'lease_until', 'worker', 'crash', 'attempt', 'cause'],
  // How often a message was taken in hand; that it left once is counted from its history.
  outbox: ['id', 'claim', 'attempt', 'tries'],
}
/** These hold the instants of the steps, and differ where the clocks run; `verify` recomputes them. */
const SEALS: Readonly<Record<string, readonly string[]>> = { warning_seal: ['hash'], warning_chain: ['hash'] }
const HISTORIES = ['job_event', 'outbox_event', 'restoration', 'schedule']

/** To what two runs must agree: to the second where their clocks stand, to the day where they run. */
export type Precision = 'second' | 'day'

const INSTANT = /(\d{4}-\d\d-\d\d)(T\d\d:\d\d:\d\d)(\.\d+)?Z/g
const cut = (text: string, precision: Precision): string =>
  text.replaceAll(INSTANT, (_, day: string, time: string) => (precision === 'day' ? day : day + time))

export type Dump = Readonly<Record<string, readonly string[]>>

type Row = Readonly<Record<string, unknown>>

const rowsOf = async (db: Db, table: string): Promise<readonly Row[]> =>
  (await sql<Row>`select * from ${sql.table(table)}`.execute(db)).rows

/** A confirmation names its observation by a number; here by what that says. */
const confirmed = async (db: Db): Promise<readonly Row[]> =>
  (
    await sql<Row>`select c.*, o.variable, o.region, o.period, o.measure, o.value, o.submission as of_submission
      from confirmation c join observation o on o.id = c.observation`.execute(db)
  ).rows

const comparable = async (db: Db, table: string, precision: Precision): Promise<readonly Row[]> => {
  if (table === 'confirmation') return confirmed(db)
  const rows = await rowsOf(db, table)
  if (table !== 'outbox' || precision === 'second') return rows
  return Promise.all(rows.map(async (row) => ({ ...row, body: await wordsOf(String(row['body'])) })))
}

const lineOf = (row: Row, table: string, precision: Precision): string => {
  const left = [...(OWN[table] ?? []), ...(precision === 'day' ? (SEALS[table] ?? []) : [])]
  const columns = Object.entries(row).filter(([column]) => !left.includes(column))
  return JSON.stringify(columns.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')

/** Files that a process laid down whole; what it left half beside them when it died is not among them. */
const listWhole = async (folder: string): Promise<readonly string[]> => {
  if (!existsSync(folder)) return []
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((e) => e.isFile() && !e.name.startsWith('.') && !e.name.endsWith('.part'))
    .map((e) => join(e.parentPath, e.name))
    .toSorted()
}

/** Half-written files that killed processes left: told, never taken for whole. */
export const countHalves = async (directory: string): Promise<number> => {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  return entries.filter((e) => e.isFile() && (/^\..*\.tmp$/.test(e.name) || e.name.endsWith('.part'))).length
}

/** The cells of a workbook: with a running clock the package around them holds the instant at which it was made, and a notice its seal. */
const cellsOf = async (bytes: Uint8Array): Promise<string> =>
  cut(JSON.stringify(await readWorkbook(bytes)), 'day').replaceAll(/\b[0-9a-f]{64}\b/g, 'SEAL')

const bytesOf = (content: ArrayBuffer | Uint8Array | string): Uint8Array =>
  typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content)

/** What a mail says to its reader. */
const wordsOf = async (mail: string | Uint8Array): Promise<string> => {
  const { messageId, to, subject, text, html, attachments } = await PostalMime.parse(mail)
  const attached = await Promise.all(
    attachments.map(async ({ filename, content }) => [filename, await cellsOf(bytesOf(content))]),
  )
  return JSON.stringify([messageId, to, subject, text, html, attached])
}

const WORDS: readonly (readonly [string, (bytes: Uint8Array) => Promise<string>])[] = [
  ['.xlsx', cellsOf],
  ['.eml', wordsOf],
]

const fileLines = async (directory: string, precision: Precision): Promise<Dump> => {
  const read = async (folder: string): Promise<readonly string[]> => {
    const files = await listWhole(join(directory, folder))
    return Promise.all(
      files.map(async (file) => {
        const bytes = await readFile(file)
        const words = precision === 'day' ? WORDS.find(([ending]) => file.endsWith(ending))?.[1] : undefined
        return `${file.slice(directory.length + 1)} ${sha256(words ? await words(bytes) : bytes)}`
      }),
    )
  }
  const folders = ['archive', 'outbox', 'returns', 'assessments']
  return Object.fromEntries(
    await Promise.all(folders.map(async (folder) => [`${folder}/`, await read(folder)] as const)),
  )
}

/** Everything that a run left behind, a line for each row and file. */
export const dump = async ({ storage, directory }: App, precision: Precision): Promise<Dump> => {
  const plain = (line: string) => cut(line.replaceAll(directory, 'DATA'), precision)
  const tables = Object.keys(TABLE_KEYS).filter((table) => !HISTORIES.includes(table))
  const lines = await Promise.all(
    tables.map(async (table) => {
      const rows = await comparable(storage.db, table, precision)
      return [table, rows.map((row) => plain(lineOf(row, table, precision))).toSorted()] as const
    }),
  )
  return { ...Object.fromEntries(lines), ...(await fileLines(directory, precision)) }
}

/** What one run has and another has not: lost, or there more often than it should be. */
export interface Difference {
  readonly table: string
  readonly lost: readonly string[]
  readonly extra: readonly string[]
}

const without = (all: readonly string[], some: readonly string[]): readonly string[] => {
  const left = new Map<string, number>()
  for (const line of some) left.set(line, (left.get(line) ?? 0) + 1)
  return all.filter((line) => {
    const count = left.get(line) ?? 0
    left.set(line, count - 1)
    return count <= 0
  })
}

/** Compares a run with an undisturbed one; empty when they are the same. */
export const compareDumps = (undisturbed: Dump, disturbed: Dump): readonly Difference[] =>
  Object.keys(undisturbed)
    .map((table) => ({
      table,
      lost: without(undisturbed[table] ?? [], disturbed[table] ?? []),
      extra: without(disturbed[table] ?? [], undisturbed[table] ?? []),
    }))
    .filter(({ lost, extra }) => lost.length > 0 || extra.length > 0)

const countOf = async (db: Db, query: ReturnType<typeof sql<{ count: number }>>): Promise<number> =>
  Number((await query.execute(db)).rows[0]?.count ?? 0)

export interface Tally {
  readonly observations: number
  readonly warnings: number
  readonly mails: number
  readonly jobs: number
  /** Jobs that were claimed more than once. */
  readonly redone: number
}

/** Counts what a run did. */
export const tally = async ({ storage: { db } }: App): Promise<Tally> => {
  const count = (table: string) => countOf(db, sql`select count(*) as count from ${sql.table(table)}`)
  return {
    observations: await count('observation'),
    warnings: await count('warning'),
    mails: await count('outbox'),
    jobs: await count('job'),
    redone: await countOf(
      db,
      sql`select count(*) as count from
        (select job from job_event where kind = 'claimed' group by job having count(*) > 1) as redone`,
    ),
  }
}

/** What no run may leave behind, whatever happened to it; empty when all is well. */
export const listFaults = async (app: App): Promise<readonly string[]> => {
  const { db } = app.storage
  const open = await sql<Row>`select kind, key, state from job where state <> 'done'`.execute(db)
  const events = await sql<Row>`select kind, key, (select count(*) from job_event e where e.job = job.id
    and e.kind = 'done') as done, (select count(*) from job_event e where e.job = job.id
    and e.kind = 'restored') as restored from job`.execute(db)
  const more = events.rows.filter((row) => Number(row['done']) > 1 + Number(row['restored']))
  const sent = await sql<Row>`select key, (select count(*) from outbox_event e where e.key = outbox.key
    and e.to_state = 'sent') as sent, state from outbox`.execute(db)
  const notOnce = sent.rows.filter((row) => Number(row['sent']) !== 1 || row['state'] !== 'sent')
  const order = await sql<Row>`select count(*) as count, max(sequence) as last from submission`.execute(db)
  const { count, last } = order.rows[0] ?? {}
  const checks = await verify(app, { deep: true })
  const backups = await listWhole(app.backups.folder)
  const damaged = await Promise.all(
    backups.map((file) =>
      checkBackup(file).then(
        () => [],
        (error: unknown) => [`backup ${file}: ${String(error)}`],
      ),
    ),
  )
  return [
    ...damaged.flat(),
    ...open.rows.map((row) => `not done: ${JSON.stringify(row)}`),
    ...more.map((row) => `done more than once: ${JSON.stringify(row)}`),
    ...notOnce.map((row) => `not sent exactly once: ${JSON.stringify(row)}`),
    ...(Number(count) === Number(last ?? 0) ? [] : ['the submissions are not numbered without a gap']),
    ...checks.flatMap(({ check, problems }) => problems.map((p) => `verify: ${JSON.stringify([check, p])}`)),
  ]
}
