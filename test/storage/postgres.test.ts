/** Knows what holds on PostgreSQL besides the contract: who is told what when it cannot be opened, and what a lost connection does. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { InputError } from '../../indicators/input-error.ts'
import { openStorage } from '../../storage/index.ts'
import { insertJobs, listJobs } from '../../storage/jobs.ts'
import { findPostgres, makeDatabase, runSql } from '../engines.ts'

let directory = ''
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'beizeng-postgres-'))
})
afterEach(() => rm(directory, { recursive: true }))

const refusalOf = async (databaseUrl: string) => {
  const error: unknown = await openStorage({ directory, databaseUrl }).then(
    () => 'opened',
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(InputError)
  const [issue] = error instanceof InputError ? error.issues : []
  return { where: issue?.where.zh ?? '', found: issue?.found ?? '', expected: issue?.expected.zh ?? '' }
}

describe('an address at which there is no database', () => {
  test.each(['postgres://', 'postgres://host', 'mysql://host/db', 'beizeng.db'])('%s', async (url) => {
    expect(await refusalOf(url)).toMatchObject({ expected: 'postgres://user:password@host:5432/database' })
  })

  test('nobody listens, or the host is unknown; the password is not repeated', async () => {
    const closed = await refusalOf('postgres://someone:geheim@127.0.0.1:1/beizeng')
    expect(closed.where).toBe('数据库 postgres://someone@127.0.0.1:1/beizeng')
    expect(closed.found).toContain('ECONNREFUSED')
    expect(closed.expected).toContain('可以连接的 PostgreSQL 服务器')
    expect(JSON.stringify(closed)).not.toContain('geheim')
    expect((await refusalOf('postgres://someone@no-such-host.invalid/beizeng')).expected).toBe(
      closed.expected,
    )
  })
})

const server = await findPostgres()
const lacking = 'missing' in server ? `: skipped, ${server.missing}` : ''

describe.skipIf('missing' in server)(`a database of a server${lacking}`, () => {
  const base = 'url' in server ? server.url : ''
  let database = { url: '', remove: (): Promise<unknown> => Promise.resolve() }
  beforeEach(async () => {
    database = await makeDatabase(base)
  })
  afterEach(() => database.remove())
  const urlWith = (change: (url: URL) => void): string => {
    const url = new URL(database.url)
    change(url)
    return url.href
  }
  const nameOf = () => new URL(database.url).pathname.slice(1)
  const insert = (key: string) => (tx: Parameters<typeof insertJobs>[0]) =>
    insertJobs(tx, { now: '2020-11-03T00:00:00.000Z', jobs: [{ kind: 'k', key, payload: null }] })

  test('that does not exist, of a user who does not exist', async () => {
    const nowhere = urlWith((url) => {
      url.pathname = '/no_such_database'
    })
    expect(await refusalOf(nowhere)).toMatchObject({ expected: '已经建立的数据库' })
    const nobody = urlWith((url) => {
      url.username = 'no_such_user'
    })
    expect(await refusalOf(nobody)).toMatchObject({ expected: '服务器接受的用户名和密码' })
  })

  test('that may only be read, or holds no schema', async () => {
    await runSql(base, `alter database ${nameOf()} set default_transaction_read_only = on`)
    const refused = await refusalOf(database.url)
    expect(refused.found).toContain('25006')
    expect(refused.expected).toContain('可以写入的数据库')
    const nowhere = urlWith((url) => url.searchParams.set('options', '-c search_path=no_such_schema'))
    expect((await refusalOf(nowhere)).expected).not.toBe('')
  })

  test('in an encoding that cannot hold every name', async () => {
    const other = `${nameOf()}_other`
    await runSql(base, `create database ${other} template template0 encoding 'SQL_ASCII' locale 'C'`)
    const url = urlWith((one) => {
      one.pathname = `/${other}`
    })
    expect(await refusalOf(url)).toMatchObject({
      found: '22P05 SQL_ASCII',
      expected: '编码为 UTF8 的数据库',
    })
    await runSql(base, `drop database ${other} with (force)`)
  })

  test('compares every column of text by bytes', async () => {
    const storage = await openStorage({ directory, databaseUrl: database.url })
    const found = await runSql(
      database.url,
      `select table_name, column_name, collation_name from information_schema.columns
       where table_schema = 'public' and data_type = 'text'`,
    )
    expect(found.length).toBeGreaterThan(60)
    expect(found.filter((column) => Reflect.get(Object(column), 'collation_name') !== 'C')).toEqual([])
    await storage.close()
  })

  test('refuses to be emptied where it only grows', async () => {
    const storage = await openStorage({ directory, databaseUrl: database.url })
    await expect(runSql(database.url, 'truncate job_event')).rejects.toThrow('append-only')
    await storage.close()
  })

  test('two schemas of one database are two stores', async () => {
    await runSql(database.url, 'create schema one; create schema two')
    const open = (schema: string) =>
      openStorage({
        directory,
        databaseUrl: urlWith((url) => url.searchParams.set('options', `-c search_path=${schema}`)),
      })
    const [one, two] = await Promise.all([open('one'), open('two')])
    await one.transaction(insert('only in one'))
    expect((await listJobs(one.db)).map((job) => job.key)).toEqual(['only in one'])
    expect(await listJobs(two.db)).toEqual([])
    await Promise.all([one.close(), two.close()])
  })

  test('a connection that the server ends fails its transaction, says why, and nothing else', async () => {
    const storage = await openStorage({ directory, databaseUrl: database.url })
    const ended = storage.transaction(async (tx) => {
      await insert('lost')(tx)
      await sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx)
    })
    await expect(ended).rejects.toThrow(/terminat/i)
    const idle = storage.transaction(async (tx) => {
      await insert('lost too')(tx)
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx)
      await runSql(base, `select pg_terminate_backend(${rows[0]?.pid})`)
      await sleep(100)
      await insert('never')(tx)
    })
    await expect(idle).rejects.toThrow(/terminat|connection/i)
    await storage.transaction(insert('after'))
    expect((await listJobs(storage.db)).map((job) => job.key)).toEqual(['after'])
    await storage.close()
  })

  test('a transaction in which its worker has fallen silent is ended by the server', async () => {
    const storage = await openStorage({ directory, databaseUrl: database.url })
    const { rows } = await sql<{ setting: string }>`
      select setting from pg_settings where name = 'idle_in_transaction_session_timeout'`.execute(storage.db)
    expect(rows).toEqual([{ setting: '10000' }])
    await storage.close()
  })
})
