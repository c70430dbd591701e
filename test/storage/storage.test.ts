/** Runs the contract of storage over every engine there is. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { sql } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import { InputError } from '../../indicators/input-error.ts'
import { openStorage } from '../../storage/index.ts'
import { appendSubmission, findSubmission } from '../../storage/submissions.ts'
import { submissionOf } from './contract/ground.ts'
import { findPostgres, makeDatabase, makeSchema, runSql } from '../engines.ts'
import { storageContract, type TestEngine } from './contract.ts'

const makeFolder = () => mkdtemp(join(tmpdir(), 'beizeng-storage-'))

const TRIGGERS = "select 'drop trigger ' || name as statement from sqlite_master where type = 'trigger'"

const tamperSqlite = (directory: string, statements: readonly string[]): void => {
  const database = new Database(join(directory, 'beizeng.db'))
  database.pragma('foreign_keys = OFF')
  for (const row of database.prepare<[], { statement: string }>(TRIGGERS).all()) database.exec(row.statement)
  for (const statement of statements) database.exec(statement)
  database.close()
}

const sqlite: TestEngine = {
  name: 'SQLite',
  make: async () => {
    const directory = await makeFolder()
    return {
      options: { directory },
      remove: () => rm(directory, { recursive: true }),
      tamper: async (statements) => tamperSqlite(directory, statements),
    }
  },
}

const postgres = await findPostgres()
const database = 'url' in postgres ? await makeDatabase(postgres.url) : undefined
afterAll(() => database?.remove())

const postgresEngine = (url: string): TestEngine => ({
  name: 'PostgreSQL',
  make: async () => {
    const [directory, place] = await Promise.all([makeFolder(), makeSchema(url)])
    return {
      options: { directory, databaseUrl: place.url },
      remove: async () => {
        await Promise.all([place.remove(), rm(directory, { recursive: true })])
      },
      tamper: async (statements) => {
        await runSql(place.url, ['set session_replication_role = replica', ...statements].join('; '))
      },
    }
  },
})

storageContract([sqlite, ...(database ? [postgresEngine(database.url)] : [])])

if ('missing' in postgres) test.skip(`storage on PostgreSQL: skipped, ${postgres.missing}`, () => {})

test('a file that is no database, or a folder that is none, is said and not touched', async () => {
  const directory = await makeFolder()
  const file = join(directory, 'beizeng.db')
  await writeFile(file, '报表.xlsx was saved under the wrong name\n'.repeat(50))
  const before = await readFile(file)
  await expect(openStorage({ directory })).rejects.toThrow(InputError)
  await expect(openStorage({ directory })).rejects.toThrow(/beizeng\.db.*SQLITE_NOTADB/)
  expect(await readFile(file)).toEqual(before)
  await expect(openStorage({ directory: file })).rejects.toThrow(InputError)
  await rm(directory, { recursive: true })
})

test('SQLite: replacing a row is deleting it, and refused like that', async () => {
  const directory = await makeFolder()
  const storage = await openStorage({ directory })
  const extras = { receivedAt: '2020-11-03T00:00:00.000Z', size: 1 }
  const written = await storage.transaction((tx) => appendSubmission(tx, submissionOf('S1'), extras))
  const replaced = storage.transaction((tx) =>
    sql`insert or replace into submission select * from submission`.execute(tx),
  )
  await expect(replaced).rejects.toThrow('append-only')
  expect(await findSubmission(storage.db, 'S1')).toEqual(written)
  await storage.close()
  await rm(directory, { recursive: true })
})

test('SQLite: journal, durability and keys are set as the store needs them', async () => {
  const directory = await makeFolder()
  const storage = await openStorage({ directory })
  const pragmas = ['journal_mode', 'synchronous', 'foreign_keys', 'recursive_triggers', 'busy_timeout']
  const rows = []
  for (const pragma of pragmas) {
    const { rows: found } = await sql.raw<object>(`pragma ${pragma}`).execute(storage.db)
    rows.push(...found.flatMap((row) => Object.values(row)))
  }
  expect(rows).toEqual(['wal', 2, 1, 1, 10_000])
  await storage.close()
  await rm(directory, { recursive: true })
})
