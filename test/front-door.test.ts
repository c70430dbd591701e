/** Shows the program as it is started by a person: what a command loads, and where what it compiles is kept. */
import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'

const PROGRAM = fileURLToPath(new URL('../cli.ts', import.meta.url))

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'beizeng-door-'))
})
afterEach(() => rm(folder, { recursive: true }))

const { NODE_COMPILE_CACHE: _kept, NODE_DISABLE_COMPILE_CACHE: _off, ...environment } = process.env

/** Tells on stderr of each package that is loaded. */
const SPY = `data:text/javascript,${encodeURIComponent(`
import { registerHooks } from 'node:module'
registerHooks({
  load: (url, context, next) => {
    const name = /node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url)
    if (name) process.stderr.write('package ' + name[1] + '\\n')
    return next(url, context)
  },
})`)}`

const start = (
  args: readonly string[],
  { cache, spy = false }: { readonly cache: string; readonly spy?: boolean },
) =>
  spawnSync(
    process.execPath,
    [...(spy ? ['--import', SPY] : []), PROGRAM, '--data', join(folder, 'data'), ...args],
    {
      encoding: 'utf8',
      env: { ...environment, XDG_CACHE_HOME: cache },
    },
  )

const loadedBy = (...args: readonly string[]): Set<string> => {
  const { status, stderr } = start(args, { cache: join(folder, 'cache'), spy: true })
  expect([status, args]).toEqual([0, args])
  return new Set([...stderr.matchAll(/^package (.+)$/gm)].map(([, name = '']) => name))
}

/** Of no use to a command that only looks. */
const SERVICES = [
  'exceljs',
  '@e965/xlsx',
  'bullmq',
  'ioredis',
  'pg',
  'nodemailer',
  'aws4fetch',
  'hono',
  'node-cron',
]
/** Of no use to a command that opens no store. */
const STORE = [...SERVICES, 'kysely', 'better-sqlite3', 'pino', 'prom-client', 'tar-stream']

test.each([
  [['plans'], STORE],
  [['status', '--help'], SERVICES],
  [['status'], SERVICES],
  [['submissions'], SERVICES],
])('%j loads none of what it does not need', (args, unwanted) => {
  const loaded = loadedBy(...args)
  expect(loaded).toContain('commander')
  expect(unwanted.filter((name) => loaded.has(name))).toEqual([])
})

test('what is compiled is kept among the things of the person', async () => {
  const cache = join(folder, 'cache')
  expect(start(['plans'], { cache }).status).toBe(0)
  expect((await readdir(join(cache, 'beizeng'), { recursive: true })).length).toBeGreaterThan(1)
})

test('where nothing can be kept, everything works and nothing is said of it', async () => {
  const cache = join(folder, 'no-folder')
  await writeFile(cache, 'a file')
  const { status, stdout, stderr } = start(['plans'], { cache })
  expect([status, stderr]).toEqual([0, ''])
  expect(stdout).toContain('zj-digital-2022')
})
