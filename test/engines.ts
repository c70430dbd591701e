/** Knows where the tests find the engines (servers) that they need, and what they say when there is none. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { Client } from 'pg'

/** What tests of an engine stand on: where it is, or why they are skipped. */
export type Engine = { readonly url: string } | { readonly missing: string }

/** Names of the engines that must be there, so that nothing is skipped in silence where they were installed on purpose. */
const required = (process.env['TEST_ENGINES'] ?? '').split(/[\s,]+/)

/** The reason for skipping again. @throws Error when TEST_ENGINES promised the engine. */
export const requireEngine = (name: string, missing: string): string => {
  if (required.includes(name)) throw new Error(`${name} was promised by TEST_ENGINES: ${missing}`)
  return missing
}

const settle = (name: string, engine: Engine): Engine =>
  'missing' in engine ? { missing: requireEngine(name, engine.missing) } : engine

/** One statement, in a connection of its own. */
export const runSql = async (url: string, statement: string): Promise<readonly unknown[]> => {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 3_000 })
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}

/** The database from which tests make their own: TEST_DATABASE_URL, or the usual address. */
export const findPostgres = async (): Promise<Engine> => {
  const url = process.env['TEST_DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres'
  try {
    await runSql(url, 'select 1')
    return settle('postgresql', { url })
  } catch (error) {
    const found = error instanceof Error ? `${error.message} ${String(Reflect.get(error, 'code') ?? '')}` : ''
    return settle('postgresql', {
      missing: `no PostgreSQL at ${url.replace(/:[^:@/]*@/, ':…@')} (${found.trim()})`,
    })
  }
}

/**
 * A database for tests. Its own collation is English on purpose, where `a` comes before `B`: text must be ordered by bytes
 * whatever the database says. Its commits do not wait for the disk: no test of ours takes the power away.
 */
export const makeDatabase = async (server: string) => {
  const name = `beizeng_test_${randomUUID().replaceAll('-', '')}`
  await runSql(
    server,
    `create database ${name} template template0 encoding 'UTF8' locale_provider icu icu_locale 'en-US'`,
  )
  await runSql(server, `alter database ${name} set synchronous_commit = off`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return { url: url.href, remove: () => runSql(server, `drop database ${name} with (force)`) }
}

/** A schema of its own in a database, for one test of many: made and dropped much faster than a database. */
export const makeSchema = async (database: string) => {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await runSql(database, `create schema ${name}`)
  const url = new URL(database)
  url.searchParams.set('options', `-c search_path=${name}`)
  return { url: url.href, remove: () => runSql(database, `drop schema ${name} cascade`) }
}

/** Redis is started anew by the tests that need one: they kill it, stop it and empty it. */
export const findRedis = (): { readonly program: string } | { readonly missing: string } => {
  const program = process.env['TEST_REDIS_SERVER'] ?? 'redis-server'
  const { error } = spawnSync(program, ['--version'])
  if (!error) return { program }
  return { missing: requireEngine('redis', `no program ${program}`) }
}

/** A port that nobody listens at. */
export const findFreePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('a port has a number')
  return address.port
}

const answers = async (url: string): Promise<boolean> => {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 })
  redis.on('error', () => {})
  const said = await redis.ping().catch((error: unknown) => String(error))
  redis.disconnect()
  return /PONG|NOAUTH|WRONGPASS/.test(said)
}

/** A Redis of its own that keeps nothing on disk, and everything that may happen to it. */
export const openRedisServer = async (program: string, ...options: readonly string[]) => {
  const folder = await mkdtemp(join(tmpdir(), 'beizeng-redis-'))
  const port = await findFreePort()
  const url = `redis://127.0.0.1:${port}/0`
  const fixed = [
    '--bind',
    '127.0.0.1',
    '--port',
    `${port}`,
    '--save',
    '',
    '--appendonly',
    'no',
    '--dir',
    folder,
  ]
  let server: ChildProcess | undefined
  // A run that ends in the middle of a test leaves no server behind.
  process.once('exit', () => server?.kill('SIGKILL'))
  const start = async (): Promise<void> => {
    server = spawn(program, [...fixed, ...options], { stdio: 'ignore' })
    for (let n = 0; !(await answers(url)); n += 1) {
      if (n > 100) throw new Error(`redis on port ${port} does not start`)
      await sleep(50)
    }
  }
  const kill = async (): Promise<void> => {
    if (!server || server.exitCode !== null || server.signalCode !== null) return
    const ended = once(server, 'exit')
    server.kill('SIGKILL')
    await ended
  }
  await start()
  return {
    url,
    start,
    kill,
    /** It stands still, its connections open. */
    freeze: () => server?.kill('SIGSTOP'),
    thaw: () => server?.kill('SIGCONT'),
    flush: async () => {
      const redis = new Redis(url)
      await redis.flushall()
      redis.disconnect()
    },
    remove: async () => {
      await kill()
      await rm(folder, { recursive: true })
    },
  }
}
