/** Checks that what the operator is told to type exists: every variable, every command, every file that a page names. */
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { listSettings } from '../config.ts'
import { readCatalogue } from '../app.ts'
import { parseConfig } from '../config.ts'
import { openMetrics } from '../web/metrics.ts'
import { run } from './run-cli.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const FOLDER = join(ROOT, 'operation')

const pages = await Promise.all(
  (await readdir(FOLDER)).map(async (name) => ({ name, said: await readFile(join(FOLDER, name), 'utf8') })),
)
const pageOf = (name: string): string => pages.find((page) => page.name === name)?.said ?? ''

test('every variable that a page names is one of the configuration', () => {
  const known = new Set(listSettings().map(({ name }) => name))
  for (const { name, said } of pages)
    for (const [variable] of said.matchAll(/\b(?:BEIZENG_[A-Z0-9_]+|DATABASE_URL|REDIS_URL)\b/g))
      expect(known.has(variable), `${name}: ${variable}`).toBe(true)
})

test('every command that a page names is one of the program', async () => {
  const { out } = await run('', 'help')
  const known = new Set([...out.matchAll(/^ {2}([a-z-]+)/gm)].map(([, command]) => command))
  expect(known.has('restore')).toBe(true)
  const named = pages.flatMap(({ name, said }) =>
    [...said.matchAll(/(?:npm start -- |`beizeng |cli\.ts )(?:--data \S+ )?([a-z][a-z-]+)/g)].map(
      ([, command]) => ({
        name,
        command,
      }),
    ),
  )
  expect(named.length).toBeGreaterThan(15)
  for (const { name, command } of named) expect(known.has(command), `${name}: ${command}`).toBe(true)
})

test('every metric on which the handbook wants an alert is told', async () => {
  const vitals = {
    jobs: [{ labels: { kind: 'ingest', state: 'failed' }, value: 1 }],
    attempts: [],
    crashes: [],
    dueSince: null,
    submissions: [],
    findings: [],
    warnings: 0,
    outbox: [{ labels: { channel: 'mail', state: 'unknown' }, value: 1 }],
    channels: [{ labels: { channel: 'mail' }, value: 1 }],
    held: true,
    schedules: [],
    done: [{ kind: 'backup', at: '2020-11-03T00:00:00.000Z' }],
    databaseBytes: 1,
  }
  const now = () => '2020-11-03T00:00:00.000Z'
  const source = {
    program: '1',
    now,
    vitals: () => Promise.resolve(vitals),
    lags: () => [{ id: 'n', seconds: 0 }],
  }
  const { body } = await openMetrics().render(source)
  const named = [...pageOf('HANDBOOK.md').matchAll(/`(beizeng_[a-z_]+)/g)].map(([, metric = '']) => metric)
  expect(named.length).toBeGreaterThan(5)
  for (const metric of named) expect(body, metric).toMatch(new RegExp(`^${metric}[{ ]`, 'm'))
})

test('the hours that the handbook names are those of the schedule', async () => {
  const { schedules } = await readCatalogue(parseConfig({ BEIZENG_SEEDS: join(ROOT, 'seeds') }))
  const cronOf = (id: string) => schedules.find((entry) => entry.id === id)?.cron
  expect(cronOf('nightly-backup')).toBe('30 1 * * *')
  expect(cronOf('nightly-verification')).toBe('30 3 * * *')
  expect(cronOf('weekly-verification')).toBe('0 4 * * 0')
  for (const hour of ['01:30', '03:30', '04:00']) expect(pageOf('HANDBOOK.md')).toContain(hour)
})

test('the pages lead to each other, and the handbook stays two pages', () => {
  for (const { name, said } of pages.filter((page) => page.name.endsWith('.md')))
    for (const [, target = ''] of said.matchAll(/\]\(([^)#]+)\)/g))
      if (!target.includes(':')) expect(existsSync(join(FOLDER, target)), `${name}: ${target}`).toBe(true)
  expect(pageOf('HANDBOOK.md').split('\n').length).toBeLessThan(100)
})

test('the unit starts what there is, and lets the readers of workbooks end with the service', () => {
  const unit = pageOf('beizeng.service')
  expect(unit).toMatch(/^ExecStart=\/opt\/beizeng\/node_modules\/\.bin\/node \/opt\/beizeng\/cli\.ts serve$/m)
  expect(unit).toMatch(/^KillMode=mixed$/m)
  const stop = Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1])
  expect(stop).toBeGreaterThan(10)
})
