/** Knows what the tests of backups stand on: engines with an empty place each, a store with something in every table, and what it holds. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { text } from '../../../indicators/text.ts'
import { parseDay } from '../../../indicators/period.ts'
import { writeOriginal } from '../../../storage/archive.ts'
import { TABLE_KEYS } from '../../../storage/backup/tables.ts'
import { openStorage, type Storage, type StorageOptions } from '../../../storage/index.ts'
import { claimJob, completeJob, insertJobs } from '../../../storage/jobs.ts'
import { appendObservations } from '../../../storage/observations.ts'
import { appendOutbox } from '../../../storage/outbox.ts'
import { markOutbox } from '../../../storage/outbox-moves.ts'
import { writeSchedule } from '../../../storage/schedules.ts'
import { appendSubmission } from '../../../storage/submissions.ts'
import { appendWarningEvents, appendWarnings } from '../../../storage/warnings.ts'
import { findPostgres, makeDatabase } from '../../engines.ts'
import { at, PLAN, readingOf, SHARE, submissionOf, value, ZHEJIANG } from '../contract/ground.ts'

export interface Place {
  readonly options: StorageOptions
  remove(): Promise<unknown>
}

const makeFolder = () => mkdtemp(join(tmpdir(), 'beizeng-backup-'))

const makeSqlite = async (): Promise<Place> => {
  const directory = await makeFolder()
  return { options: { directory }, remove: () => rm(directory, { recursive: true }) }
}

const server = await findPostgres()

const makePostgres = async (url: string): Promise<Place> => {
  const directory = await makeFolder()
  const database = await makeDatabase(url)
  return {
    options: { directory, databaseUrl: database.url },
    remove: async () => {
      await rm(directory, { recursive: true })
      await database.remove()
    },
  }
}

/** The engines there are; `missing` says why PostgreSQL is not among them. */
export const ENGINES = [
  { name: 'SQLite', make: makeSqlite },
  ...('url' in server ? [{ name: 'PostgreSQL', make: () => makePostgres(server.url) }] : []),
]
export const missing = 'missing' in server ? ` (PostgreSQL skipped: ${server.missing})` : ''

export const DAY = parseDay('2020-11-03')

export const message = (key: string) => ({
  key,
  kind: 'digest',
  channel: 'mail',
  recipient: 'zhang',
  address: 'zhang@example.org',
  messageId: `<${key}@x>`,
  body: '正文 ｢引号｣ "quoted" \\ \n 第二行 😀',
  giveUpAt: at(9999),
})

const receive = async (storage: Storage, id: string, figures: readonly number[]): Promise<void> => {
  const sha256 = await writeOriginal(storage.archive, Buffer.from(`original of ${id}`))
  const findings = [
    {
      rule: 'read.number',
      class: 'notice',
      sheet: '表1',
      cell: 'C7',
      found: '约35万',
      expected: text('数', 'n'),
    },
  ] as const
  await storage.transaction(async (tx) => {
    await appendSubmission(tx, { ...submissionOf(id), sha256, findings }, { receivedAt: at(0), size: 12 })
    const origin = { submission: id, file: `${id}.xlsx`, known: DAY, recordedAt: at(0) }
    await appendObservations(
      tx,
      origin,
      figures.map((figure) => readingOf(value(figure))),
    )
  })
}

const warn = (storage: Storage): Promise<void> =>
  storage.transaction(async (tx) => {
    const subject = { plan: PLAN, indicator: SHARE, region: ZHEJIANG, kind: 'behind-path' } as const
    const [number = ''] = await appendWarnings(tx, [
      { subject, openedAt: DAY, replyBy: DAY, responsible: [] },
    ])
    const period = readingOf(value(1)).period
    const event = { warning: number, on: DAY, level: 'yellow', period, actor: 'system', sequence: 1 } as const
    const said = { reasons: [text('滞后', 'behind')], derivation: text('推导', 'derivation') }
    await appendWarningEvents(tx, [{ ...event, ...said, kind: 'opened', at: at(1), act: null }])
  })

const queue = async (storage: Storage): Promise<void> => {
  const keys = ['queued', 'sending', 'committing', 'sent']
  await storage.transaction((tx) => appendOutbox(tx, { now: at(0), messages: keys.map(message) }))
  const ways = [
    { key: 'sending', to: ['sending'] },
    { key: 'committing', to: ['sending', 'committing'] },
    { key: 'sent', to: ['sending', 'committing', 'sent'] },
  ] as const
  for (const { key, to } of ways) {
    let from: 'queued' | (typeof to)[number] = 'queued'
    for (const next of to) {
      const move = { key, from, to: next, now: at(1), actor: 'worker', detail: '' }
      await storage.transaction((tx) => markOutbox(tx, move))
      from = next
    }
  }
}

const work = (storage: Storage): Promise<void> =>
  storage.transaction(async (tx) => {
    const jobs = ['running', 'done', 'ready'].map((key) => ({ kind: 'return', key, payload: { key } }))
    await insertJobs(tx, { now: at(0), jobs })
    const claim = { now: at(1), worker: 'w1', leaseUntil: at(60) }
    await claimJob(tx, { ...claim, lease: 'l1' })
    const done = await claimJob(tx, { ...claim, lease: 'l2' })
    await completeJob(tx, { id: done?.id ?? 0, lease: 'l2', now: at(2) })
    await writeSchedule(tx, { id: 'digest', expr: '30 8 * * 1', tz: 'Asia/Shanghai', catchup: 'latest' })
  })

/** A store in which something happened. */
export const fill = async (storage: Storage): Promise<void> => {
  await receive(storage, 'S1', [1, 2.5, -0.1 - 0.2, 1e-7])
  await receive(storage, 'S2', [2.5])
  await warn(storage)
  await queue(storage)
  await work(storage)
}

export const openFilled = async (options: StorageOptions): Promise<Storage> => {
  const storage = await openStorage(options)
  await fill(storage)
  return storage
}

/** Every row of every table, as text, in no order. */
export const contentOf = async ({ snapshot }: Storage): Promise<Record<string, readonly string[]>> =>
  snapshot(async (tx) => {
    const content: Record<string, readonly string[]> = {}
    for (const table of Object.keys(TABLE_KEYS)) {
      const { rows } = await sql<object>`select * from ${sql.table(table)}`.execute(tx)
      content[table] = rows
        .map((row) => JSON.stringify(Object.fromEntries(Object.entries(row).toSorted())))
        .toSorted()
    }
    return content
  })
