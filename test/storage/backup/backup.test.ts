/** Shows that a backup is a picture of one instant, whole or refused, and that what is restored is what was there, on either engine. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { foundText, InputError } from '../../../indicators/input-error.ts'
import { listOriginals, originalPath, writeOriginal } from '../../../storage/archive.ts'
import {
  composeManifestSum,
  MANIFEST,
  MANIFEST_SUM,
  sha256Of,
  tableMember,
  type Manifest,
} from '../../../storage/backup/manifest.ts'
import { checkBackup } from '../../../storage/backup/read-backup.ts'
import { restoreBackup } from '../../../storage/backup/restore-backup.ts'
import { TABLE_KEYS } from '../../../storage/backup/tables.ts'
import { writeTarFile, type AddMember } from '../../../storage/backup/tar-file.ts'
import { writeBackup } from '../../../storage/backup/write-backup.ts'
import { openPlace, openStorage, type Storage, type StorageOptions } from '../../../storage/index.ts'
import { insertJobs, listJobEvents, listJobs } from '../../../storage/jobs.ts'
import { MIGRATIONS } from '../../../storage/migrations/index.ts'
import { appendObservations } from '../../../storage/observations.ts'
import { appendOutbox, listOutbox } from '../../../storage/outbox.ts'
import { confirmRestorations } from '../../../storage/restorations.ts'
import type { Db } from '../../../storage/schema.ts'
import { appendSubmission } from '../../../storage/submissions.ts'
import { findLogBreak } from '../../../storage/warning-chain.ts'
import { at, readingOf, submissionOf, value } from '../contract/ground.ts'
import { contentOf, DAY, ENGINES, fill, message, missing, openFilled, type Place } from './ground.ts'

const NOW = '2020-11-05T00:00:00.000Z'
const request = { program: '0.1.0', taken: at(30), made: new Date(at(30)) }

let folder = ''
let file = ''
let places: Place[] = []
let opened: Storage[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'beizeng-backup-'))
  file = join(folder, 'backup.tar')
})
afterEach(async () => {
  await Promise.all(opened.map((storage) => storage.close()))
  await Promise.all(places.map((place) => place.remove()))
  await rm(folder, { recursive: true })
  places = []
  opened = []
})

const placeOn = async ({ make }: (typeof ENGINES)[number]): Promise<StorageOptions> => {
  const place = await make()
  places.push(place)
  return place.options
}

const keep = (storage: Storage): Storage => {
  opened.push(storage)
  return storage
}

const restore = (options: StorageOptions) => restoreBackup(options, { file, now: NOW, again: ['return'] })

const refusalOf = async (promise: Promise<unknown>): Promise<InputError> => {
  const outcome: unknown = await promise.catch((error: unknown) => error)
  if (outcome instanceof InputError) return outcome
  throw new Error(`not refused: ${outcome instanceof Error ? outcome.stack : String(outcome)}`)
}

/** What a restore changes on purpose. */
const CHANGED = ['outbox', 'outbox_event', 'job', 'job_event', 'restoration']
const unchanged = (content: Record<string, readonly string[]>) =>
  Object.fromEntries(Object.entries(content).filter(([table]) => !CHANGED.includes(table)))

const PAIRS = ENGINES.flatMap((from) => ENGINES.map((to) => ({ from, to })))

describe.each(PAIRS)(`from $from.name to $to.name${missing}`, ({ from, to }) => {
  test('every row and every original come back; nothing leaves, nothing runs, and counting goes on', async () => {
    const before = keep(await openFilled(await placeOn(from)))
    const content = await contentOf(before)
    const originals = await listOriginals(before.archive)
    const manifest = await writeBackup(before, { file, ...request })
    expect(manifest).toMatchObject({ program: '0.1.0', schema: MIGRATIONS.length, damaged: [] })
    expect((await checkBackup(file)).manifest).toEqual(manifest)

    const target = await placeOn(to)
    const restored = await restore(target)
    expect(restored.held).toEqual(['queued', 'sending'])
    expect(restored.jobs).toEqual({ freed: 1, again: 1 })
    expect(restored.schedules.map((one) => one.id)).toEqual(['digest'])
    const after = keep(await openStorage(target))
    const then = await contentOf(after)
    expect(unchanged(then)).toEqual(unchanged(content))
    expect(await listOriginals(after.archive)).toEqual(originals)
    expect(await findLogBreak(after.db)).toBeUndefined()
    const states = (await listOutbox(after.db)).map(({ key, state }) => [key, state])
    expect(states).toEqual([
      ['queued', 'held'],
      ['sending', 'held'],
      ['committing', 'unknown'],
      ['sent', 'sent'],
    ])
    const jobs = await listJobs(after.db)
    expect(jobs.map(({ key, state, lease }) => [key, state, lease])).toEqual(
      ['running', 'done', 'ready'].map((key) => [key, 'ready', null]),
    )
    expect((await listJobEvents(after.db, 1)).at(-1)?.kind).toBe('restored')

    const last = jobs.length
    const [next] = await after.transaction((tx) =>
      insertJobs(tx, { now: NOW, jobs: [{ kind: 'new', key: 'one', payload: null }] }),
    )
    expect(next?.id).toBeGreaterThan(last)
    await after.transaction(async (tx) => {
      await appendSubmission(tx, submissionOf('S3'), { receivedAt: NOW, size: 1 })
      const origin = { submission: 'S3', file: 'S3.xlsx', known: DAY, recordedAt: NOW }
      await appendObservations(tx, origin, [readingOf(value(77))])
    })
    const change = after.transaction((tx) => sql`update observation set value = 0`.execute(tx))
    await expect(change).rejects.toThrow('append-only')
  })
})

describe.each(ENGINES)(`on $name${missing}`, (engine) => {
  test('what is composed after a restore is held too, until a person lets the outbox go', async () => {
    const before = keep(await openFilled(await placeOn(engine)))
    await writeBackup(before, { file, ...request })
    const target = await placeOn(engine)
    await restore(target)
    const after = keep(await openStorage(target))
    const append = (key: string) =>
      after.transaction((tx) => appendOutbox(tx, { now: NOW, messages: [message(key)] }))
    await append('again')
    await after.transaction((tx) => confirmRestorations(tx, { now: NOW, actor: '张三' }))
    await append('later')
    const told = (await listOutbox(after.db)).slice(-2).map(({ key, state, detail }) => [key, state, detail])
    expect(told).toEqual([
      ['again', 'held', expect.stringContaining(at(30))],
      ['later', 'queued', ''],
    ])
  })

  test('a snapshot sees nothing of what is written while it is read, keeps no writer waiting, and writes nothing', async () => {
    const storage = keep(await openFilled(await placeOn(engine)))
    const count = async (db: Db) =>
      Number((await sql<{ n: number }>`select count(*) as n from submission`.execute(db)).rows[0]?.n)
    const writing = storage.snapshot((tx) =>
      tx.updateTable('submission').set({ outcome: 'returned' }).execute(),
    )
    await expect(writing).rejects.toThrow(InputError)
    const still = await storage.snapshot(async (tx) => {
      const before = await count(tx)
      await storage.transaction(async (other) => {
        await appendSubmission(other, submissionOf('S3'), { receivedAt: at(2), size: 1 })
      })
      return [before, await count(tx)]
    })
    expect(still).toEqual([2, 2])
    expect(await count(storage.db)).toBe(3)
  })

  test('it is one instant, though others write all the while', async () => {
    const storage = keep(await openFilled(await placeOn(engine)))
    const writer = { goesOn: true, written: 0 }
    const write = async () => {
      while (writer.goesOn) {
        const id = `W${writer.written}`
        const sha256 = await writeOriginal(storage.archive, Buffer.from(id))
        await storage.transaction(async (tx) => {
          await appendSubmission(tx, { ...submissionOf(id), sha256 }, { receivedAt: at(1), size: 2 })
          const origin = { submission: id, file: id, known: DAY, recordedAt: at(1) }
          // Each figure differs, so that each is a vintage of its own.
          const reads = [1, 2, 3].map((n) => readingOf(value(1000 * (writer.written + 1) + n)))
          await appendObservations(tx, origin, reads)
        })
        writer.written += 1
      }
    }
    const ended = write()
    while (writer.written < 5) await new Promise((resolve) => setTimeout(resolve, 5))
    const atStart = writer.written
    await writeBackup(storage, { file, ...request })
    const atEnd = writer.written
    writer.goesOn = false
    await ended
    const target = await placeOn(engine)
    const restored = await restore(target)
    const after = keep(await openStorage(target))
    const { rows } = await sql<{ submission: string; figures: number }>`
      select s.id as submission, count(o.id) as figures from submission s
      left join observation o on o.submission = s.id where s.id like 'W%' group by s.id`.execute(after.db)
    expect(rows.map(({ figures }) => Number(figures))).toEqual(rows.map(() => 3))
    expect(rows.length).toBeGreaterThanOrEqual(atStart)
    expect(rows.length).toBeLessThanOrEqual(atEnd)
    expect(restored.manifest.damaged).toEqual([])
  })

  test('only an empty place takes a backup, and it is left as it was', async () => {
    const before = keep(await openFilled(await placeOn(engine)))
    await writeBackup(before, { file, ...request })
    const target = await placeOn(engine)
    const there = keep(await openFilled(target))
    const content = await contentOf(there)
    const refused = await refusalOf(restore(target))
    expect(refused.issues[0]?.expected.zh).toContain('空的数据库')
    expect(await contentOf(there)).toEqual(content)
  })

  test('a backup of the first schema is loaded as it was and brought forward', async () => {
    const old = keep(await openPlace(await placeOn(engine)))
    await old.transaction((tx) => old.migrate(tx, 1))
    await writeOldBackup(old)
    const target = await placeOn(engine)
    const restored = await restore(target)
    expect(restored.manifest.schema).toBe(1)
    expect(restored.held).toEqual(['digest:weekly:2020-W45:zhang'])
    const after = keep(await openStorage(target))
    expect(await listOutbox(after.db)).toMatchObject([
      { key: 'digest:weekly:2020-W45:zhang', kind: 'digest', state: 'held', channel: 'outbox-folder' },
    ])
    const events = await sql<{ n: number }>`select count(*) as n from warning_event`.execute(after.db)
    expect(Number(events.rows[0]?.n)).toBe(1)
    expect(await findLogBreak(after.db)).toBeUndefined()
  })
})

/** A backup as the first program would have written it. */
const writeOldBackup = async (old: Storage): Promise<void> => {
  const rows = {
    submission: `('S1', 1, 'a.xlsx', '${sha256Of(Buffer.from('a'))}', 1, null, null, null, null, '2020-11-03',
      '${at(0)}', 'refused', 0, 0, 0, 0)`,
    warning: `('2020-0001', 2020, 1, 'p', 'i', '330000', 'behind-path', '2020-11-03', '2020-11-13', '[]')`,
    warning_event: `('2020-0001', 1, '2020-11-03', 'opened', 'yellow', '2019', 'system', '[]', '{"zh":"","en":""}')`,
    outbox: `(1, 'digest:weekly:2020-W45:zhang', 'zhang', '<1@x>', 'body', 'queued', '', '${at(0)}', '${at(0)}')`,
  }
  const members: Manifest['members'] = []
  const tables: Manifest['tables'] = []
  const fillTar = async (add: AddMember) => {
    for (const [table, values] of Object.entries(rows)) {
      const row = await old.transaction(async (tx) => {
        await sql.raw(`insert into ${table} values ${values}`).execute(tx)
        return (await sql<object>`select * from ${sql.table(table)}`.execute(tx)).rows[0]
      })
      const bytes = Buffer.from(`${JSON.stringify(row)}\n`)
      const name = tableMember(table, 1)
      await add(name, bytes)
      members.push({ name, size: bytes.length, sha256: sha256Of(bytes) })
      tables.push({ name: table, rows: 1 })
    }
    const head = { format: 'beizeng-backup', formatVersion: 1, program: '0.0.1', taken: at(0) } as const
    const rest = { schema: 1, tables, originals: { count: 0, bytes: 0 }, damaged: [], members }
    const manifest = Buffer.from(JSON.stringify({ ...head, ...rest }))
    await add(MANIFEST, manifest)
    await add(MANIFEST_SUM, Buffer.from(composeManifestSum(manifest)))
  }
  await writeTarFile(file, new Date(at(0)), fillTar)
}

describe('a file that is no whole backup', () => {
  const [sqlite] = ENGINES
  const makeBackup = async (): Promise<Buffer> => {
    if (!sqlite) throw new Error('there is always SQLite')
    const storage = keep(await openFilled(await placeOn(sqlite)))
    await writeBackup(storage, { file, ...request })
    return readFile(file)
  }

  test('cut off anywhere or with any byte changed, it is refused with the place, or means the same', async () => {
    const whole = await makeBackup()
    const sound = await checkBackup(file)
    const end = Math.max(...sound.members.map((m) => m.offset + m.size))
    const damaged = join(folder, 'damaged.tar')
    const damage = fc.oneof(
      fc.record({ cut: fc.integer({ min: 0, max: end }) }),
      fc.record({ at: fc.integer({ min: 0, max: whole.length - 1 }), by: fc.integer({ min: 1, max: 255 }) }),
    )
    let refused = 0
    await fc.assert(
      fc.asyncProperty(damage, async (how) => {
        const bytes = Buffer.from(whole)
        if ('at' in how) bytes[how.at] = (bytes[how.at] ?? 0) ^ how.by
        await writeFile(damaged, 'cut' in how ? bytes.subarray(0, how.cut) : bytes)
        const read: unknown = await checkBackup(damaged).catch((error: unknown) => error)
        if (read instanceof InputError) {
          refused += 1
          expect(read.issues[0]?.where.zh).toMatch(/damaged\.tar › .*(byte \d+|manifest|tables|originals)/)
          return
        }
        // Only what stands between the members may change unnoticed.
        expect(read).toMatchObject({ manifest: sound.manifest, members: sound.members })
        expect('cut' in how).toBe(false)
      }),
      { numRuns: 300 },
    )
    expect(refused).toBeGreaterThan(150)
  })

  test('it leaves the place empty', async () => {
    const whole = await makeBackup()
    // What pads the members is zero already.
    const at = whole.findIndex((byte, index) => index > whole.length / 3 && byte !== 0)
    whole[at] = 0
    await writeFile(file, whole)
    if (!sqlite) throw new Error('there is always SQLite')
    const target = await placeOn(sqlite)
    await refusalOf(restore(target))
    expect(await readdir(target.directory)).toEqual([])
  })

  test.each([
    ['none at all', Buffer.alloc(0), '文件到此为止'],
    ['a workbook', Buffer.from('PK\u0003\u0004 and so on'.repeat(100)), 'Invalid tar header'],
  ])('%s', async (_, bytes, found) => {
    await writeFile(file, bytes)
    const { issues } = await refusalOf(checkBackup(file))
    expect(issues[0] && foundText(issues[0], 'zh')).toContain(found)
  })

  test('a file that is not there, and one that is there already, are said', async () => {
    expect((await refusalOf(checkBackup(join(folder, 'none.tar')))).message).toContain('没有这个文件')
    await makeBackup()
    const again = opened[0]
    if (!again) throw new Error('a store is open')
    expect((await refusalOf(writeBackup(again, { file, ...request }))).message).toContain('已存在')
  })
})

test('every table that others refer to stands before them in a backup', async () => {
  const [sqlite] = ENGINES
  if (!sqlite) throw new Error('there is always SQLite')
  const storage = keep(await openStorage(await placeOn(sqlite)))
  const order = Object.keys(TABLE_KEYS)
  for (const [index, table] of order.entries()) {
    const { rows } = await sql<{
      table: string
    }>`select "table" from pragma_foreign_key_list(${table})`.execute(storage.db)
    for (const { table: parent } of rows)
      expect(order.indexOf(parent), `${table} refers to ${parent}`).toBeLessThanOrEqual(index)
  }
})

test('an original that is gone or altered is said, and everything else is kept', async () => {
  const [sqlite] = ENGINES
  if (!sqlite) throw new Error('there is always SQLite')
  const options = await placeOn(sqlite)
  const storage = keep(await openFilled(options))
  const [first = '', second = ''] = await listOriginals(storage.archive)
  await rm(join(options.directory, 'archive', originalPath(first)))
  await writeFile(join(options.directory, 'archive', originalPath(second)), 'altered')
  const { damaged } = await writeBackup(storage, { file, ...request })
  expect(damaged).toEqual(
    expect.arrayContaining([
      { sha256: first, damage: 'missing' },
      { sha256: second, damage: 'altered' },
    ]),
  )
  expect((await restore(await placeOn(sqlite))).manifest.damaged).toHaveLength(2)
})

test('a backup of a newer program is refused before anything is opened', async () => {
  const [sqlite] = ENGINES
  if (!sqlite) throw new Error('there is always SQLite')
  const old = keep(await openStorage(await placeOn(sqlite)))
  await fill(old)
  const members: Manifest['members'] = []
  await writeTarFile(file, new Date(at(0)), async (add) => {
    const head = { format: 'beizeng-backup', formatVersion: 1, program: '9.0.0', taken: at(0) } as const
    const rest = { schema: 99, tables: [], originals: { count: 0, bytes: 0 }, damaged: [], members }
    const manifest = Buffer.from(JSON.stringify({ ...head, ...rest }))
    await add(MANIFEST, manifest)
    await add(MANIFEST_SUM, Buffer.from(composeManifestSum(manifest)))
  })
  const target = await placeOn(sqlite)
  expect((await refusalOf(restore(target))).message).toContain('请先升级程序')
  expect(await readdir(target.directory)).toEqual([])
})
