/** Knows that each rule of the house can fail: a small bad example of every one, with line and rule; and a good house. */
import { describe, expect, test } from 'vitest'
import { judgeHouse, renderBreach } from './judge-house.ts'
import { RULES } from './rules.ts'

const OPENING = '/** Knows a thing. */\n'
/** What no file may hold is put together here, so that this file holds none of it. */
const machinePath = ['', 'home', 'somebody', 'x.csv'].join('/')
const locked = ['"resolved"', '"https://example.com/a.tgz"'].join(': ')
const registry = ['registry', 'npmjs', 'org'].join('.')

/** Files as path → text; a .ts file gets its opening comment, so that its code starts on line 2. */
const breachesOf = (files: Readonly<Record<string, string>>): string[] =>
  judgeHouse(
    Object.entries(files).map(([path, text]) => ({
      path,
      text: path.endsWith('.ts') ? OPENING + text : text,
    })),
  ).map(({ path, line, rule }) => `${path}:${line} ${rule}`)

/** A row: what is wrong, the file, its text after the opening line, the breaches as `line rule`. */
const BAD: readonly (readonly [string, string, string, readonly string[]])[] = [
  ['node: in indicators', 'indicators/a.ts', "import { join } from 'node:path'", ['2 pure']],
  ['a package in indicators', 'indicators/a.ts', "import dayjs from 'dayjs'", ['2 pure']],
  ['a room from indicators', 'indicators/a.ts', "\n\nimport '../storage/a.ts'", ['4 pure']],
  ['a package type', 'indicators/a.ts', "import type { Kysely } from 'kysely'", ['2 pure']],
  ['augurs beside forecast.ts', 'indicators/a.ts', "import { ets } from '@bsull/augurs/ets'", ['2 owner']],
  ['augurs in another room', 'jobs/a.ts', "import { ets } from '@bsull/augurs'", ['2 owner']],
  ['rooms side by side', 'workbooks/a.ts', "import { a } from '../storage/a.ts'", ['2 walls']],
  ['charts from workbooks', 'workbooks/a.ts', "import { a } from '../charts/a.ts'", ['2 walls']],
  ['alerts from charts', 'charts/a.ts', "import { a } from '../alerts/a.ts'", ['2 walls']],
  ['web from jobs', 'jobs/a.ts', "import { a } from '../web/a.ts'", ['2 walls']],
  ['web runs a job', 'web/a.ts', "import { ingest } from '../jobs/ingest.ts'", ['2 walls']],
  ['web sends', 'web/a.ts', "import { a } from '../alerts/a.ts'", ['2 walls']],
  ['a room takes the settings', 'jobs/a.ts', "import { a } from '../config.ts'", ['2 walls']],
  ['app from cli', 'app.ts', "import { a } from './cli.ts'", ['2 walls']],
  ['a test in production', 'storage/a.ts', "import { a } from '../test/storage/a.ts'", ['2 walls']],
  ['from outside the house', 'storage/a.ts', "import { a } from '../../other/a.ts'", ['2 walls']],
  ['code among the data', 'seeds/a.ts', '', ['1 walls']],
  [
    'a clause over lines',
    'alerts/a.ts',
    "import {\n  a,\n  type from,\n} from '../storage/a.ts'",
    ['5 walls'],
  ],
  ['a re-export', 'alerts/a.ts', "export { a } from '../storage/a.ts'", ['2 walls']],
  ['a re-export of all', 'alerts/a.ts', "export * as b from '../storage/a.ts'", ['2 walls']],
  ['a re-export of a type', 'alerts/a.ts', "export type { A } from '../storage/a.ts'", ['2 walls']],
  ['an import later', 'alerts/a.ts', "const a = await import('../storage/a.ts')", ['2 walls']],
  ['an import in a template', 'alerts/a.ts', "const a = `${await import('../jobs/a.ts')}`", ['2 walls']],
  ['an import by template', 'alerts/a.ts', 'const a = await import(`../jobs/a.ts`)', ['2 walls']],
  ['a type inside a type', 'alerts/a.ts', "type A = import('../storage/a.ts').A", ['2 walls']],
  ['require', 'alerts/a.ts', "const a = require('kysely')", ['2 owner']],
  ['after a pattern with quotes', 'alerts/a.ts', "const a = /['\"`]/\nimport '../jobs/a.ts'", ['3 walls']],
  ['a computed import', 'jobs/a.ts', 'await import(`../storage/${name}.ts`)', ['2 literal-import']],
  ['exceljs outside workbooks', 'jobs/a.ts', "await import('exceljs')", ['2 owner']],
  ['SheetJS outside workbooks', 'web/a.ts', "import { read } from '@e965/xlsx'", ['2 owner']],
  ['kysely outside storage', 'jobs/a.ts', "import type { Kysely } from 'kysely'", ['2 owner']],
  ['a part of kysely', 'jobs/a.ts', "import { a } from 'kysely/helpers/sqlite'", ['2 owner']],
  ['SQLite outside storage', 'app.ts', "import Database from 'better-sqlite3'", ['2 owner']],
  ['pg outside storage', 'jobs/a.ts', "import pg from 'pg'", ['2 owner']],
  ['bullmq outside jobs', 'web/a.ts', "import { Queue } from 'bullmq'", ['2 owner']],
  ['ioredis outside jobs', 'app.ts', "import { Redis } from 'ioredis'", ['2 owner']],
  ['node-cron outside jobs', 'app.ts', "import cron from 'node-cron'", ['2 owner']],
  ['nodemailer outside alerts', 'jobs/a.ts', "import { createTransport } from 'nodemailer'", ['2 owner']],
  ['the environment', 'jobs/a.ts', 'const a = process.env.A', ['2 environment']],
  ['the environment in a template', 'app.ts', 'const a = `x ${process.env.A}`', ['2 environment']],
  ['the environment, perhaps', 'web/a.ts', 'const a = process?.env.A', ['2 environment']],
  ['the environment by key', 'web/a.ts', "const a = process['env']", ['2 environment']],
  ['the environment, unpacked', 'web/a.ts', 'const { env } = process', ['2 environment']],
  ['the environment by import', 'web/a.ts', "import { env } from 'node:process'", ['2 owner']],
  ['the environment by its old name', 'web/a.ts', "import process from 'process'", ['2 owner']],
  ['the clock', 'jobs/a.ts', 'const a = new Date()', ['2 clock']],
  ['the clock, broken over lines', 'jobs/a.ts', 'const a = new // now\n  Date(0)', ['2 clock']],
  ['milliseconds', 'cli.ts', 'const a = Date.now()', ['2 clock']],
  ['a file at the top', 'notes.md', '', ['1 layout']],
  ['a folder at the top', 'scripts/a.sh', '', ['1 layout']],
  ['a room nobody knows', 'server/a.ts', '', ['1 layout', '1 walls']],
  ['an empty folder name', 'web/utils/a.ts', '', ['1 name']],
  ['an empty folder name in seeds', 'seeds/common/a.json', '{}', ['1 name']],
  ['an empty file name', 'web/types.ts', '', ['1 name']],
  ['a file too long', 'web/a.ts', '\n'.repeat(300), ['301 size']],
  ['no doc comment', 'indicators/a.ts', 'export const a = (b: number): number => b', ['2 documented']],
  ['only the opening', 'indicators/a.ts', 'export function a(): void {}', ['2 documented']],
  ['a comment that is none', 'indicators/a.ts', '// a\nexport async function a() {}', ['3 documented']],
  ['a typed function', 'indicators/a.ts', 'export const a: (b: A) => B = (b) => b', ['2 documented']],
  ['a generic function', 'indicators/a.ts', 'export const a = <T>(b: T): T => b', ['2 documented']],
  ['a made function', 'indicators/a.ts', "export const parseA = parserOf('a')", ['2 documented']],
  ['a path of a machine', 'README.md', `see\n${machinePath}`, ['2 machine-path']],
  ['a path in code', 'web/a.ts', `const a = '${machinePath}'`, ['2 machine-path']],
  ['a path as URL', '.ci/run', `file://${machinePath}`, ['1 machine-path']],
  ['a registry', 'README.md', `https://${registry}/x`, ['1 registry']],
  ['a registry set', '.npmrc', 'loglevel=error\nregistry=https://example.com', ['2 registry']],
  ['a registry locked', 'package-lock.json', `{\n${locked}`, ['2 registry']],
]

describe('a bad example', () => {
  test.each(BAD)('%s', (...[, path, text, expected]) => {
    expect(breachesOf({ [path]: text })).toEqual(expected.map((breach) => `${path}:${breach}`))
  })

  test.each(['work', 'tmp', 'root', 'home'])('a folder of a machine: %s', (folder) => {
    expect(breachesOf({ 'README.md': `(${['', folder, 'a'].join('/')})` })).toEqual([
      'README.md:1 machine-path',
    ])
  })

  test('a circle, types included', () => {
    const files = {
      'web/a.ts': "import type { B } from './b.ts'",
      'web/b.ts': "\nimport { c } from './c.ts'",
      'web/c.ts': "export * from './a.ts'",
    }
    expect(breachesOf(files)).toEqual(['web/c.ts:2 circle'])
    expect(breachesOf({ 'web/a.ts': "import { a } from './a.ts'" })).toEqual(['web/a.ts:2 circle'])
  })

  test.each([
    ['no comment', "import './b.ts'\n"],
    ['a line comment', '// Knows a thing.\n'],
    ['a plain comment', '/* Knows a thing. */\n'],
    ['an empty comment', '/** */\n'],
    ['an empty file', ''],
    ['a comment that comes late', 'const a = 1\n/** Knows a thing. */\n'],
  ])('opening: %s', (_, text) => {
    expect(judgeHouse([{ path: 'web/a.ts', text }]).map(({ line, rule }) => [line, rule])).toEqual([
      [1, 'opening'],
    ])
  })

  test('stands here for every rule', () => {
    const shown = new Set([
      ...BAD.flatMap((row) => row[3].map((breach) => breach.split(' ')[1])),
      'circle',
      'opening',
    ])
    expect([...shown].toSorted()).toEqual(Object.keys(RULES).toSorted())
  })
})

test('every breach is told, in the order of the files', () => {
  const files = {
    'web/a.ts': "import 'exceljs'\nimport '../alerts/a.ts'\nconst a = new Date()",
    'alerts/a.ts': 'const a = process.env.A',
  }
  expect(breachesOf(files)).toEqual([
    'alerts/a.ts:2 environment',
    'web/a.ts:2 owner',
    'web/a.ts:3 walls',
    'web/a.ts:4 clock',
  ])
})

test('a message names file, line, rule and what was found', () => {
  const [breach] = judgeHouse([{ path: 'jobs/a.ts', text: `${OPENING}import pg from 'pg'` }])
  expect(breach && renderBreach(breach)).toBe(`jobs/a.ts:2 [owner] ${RULES.owner} — found: import of pg`)
})

describe('what may stand', () => {
  test('a good house', () => {
    const files = {
      '.ci/run': '#!/usr/bin/env bash\nnpm test',
      LICENSE: 'Apache',
      'seeds/plans/a/plan.json': '{ "source": "https://example.com/home/a" }',
      'indicators/a.ts': `import { z } from 'zod'
import type { B } from './formulas/b.ts'
export type A = B
export const aSchema = z.string()
/** Doubles. */
export const a = (b: number): number => b * 2 / 1`,
      'indicators/formulas/b.ts':
        'export type B = number\nexport const LIST: Record<string, () => void> = {}',
      'indicators/forecast.ts': "import { ets } from '@bsull/augurs/ets'",
      'workbooks/a.ts': "const read = () => import('exceljs')\nimport { a } from '../indicators/a.ts'",
      'storage/a.ts': "import { Kysely } from 'kysely'\nimport SQLite from 'better-sqlite3'",
      'charts/a.ts': "import { a } from '../indicators/a.ts'",
      'alerts/a.ts': "import { chart } from '../charts/a.ts'\nimport mail from 'nodemailer'",
      'jobs/log.ts': "import type { A } from '../indicators/a.ts'",
      'jobs/a.ts':
        "import '../workbooks/a.ts'\nimport '../storage/a.ts'\nimport '../alerts/a.ts'\nimport 'bullmq'",
      'web/a.ts': "import '../jobs/log.ts'\nimport '../storage/a.ts'\nimport '../workbooks/a.ts'",
      'config.ts': 'export const settings = process.env',
      'app.ts': "import './web/a.ts'\nimport './jobs/a.ts'\nconst now = () => new Date()",
      'program.ts': "import './app.ts'\nimport './commands/a.ts'",
      'commands/a.ts': "import '../jobs/a.ts'",
      'test/web/a.test.ts': `import '../../app.ts'\nimport 'exceljs'\n${'\n'.repeat(400)}new Date(0)`,
    }
    expect(breachesOf(files)).toEqual([])
    const cli = `#!/usr/bin/env node\n${OPENING}const run = () => import('./program.ts')\nprocess.env.A`
    expect(judgeHouse([{ path: 'cli.ts', text: cli }])).toEqual([])
  })

  test.each([
    ['a comment', "// import '../jobs/a.ts'\n/* new Date() process.env\nimport '../jobs/a.ts' */"],
    ['a string', "const a = \"import '../jobs/a.ts'\"\nconst b = 'it\\'s new Date()'"],
    ['a template', "const a = `import '../jobs/a.ts' ${{ b: '}' }.b} new Date() \\`process.env`"],
    ['a pattern', "const a = /import '..\\/jobs/\nconst b = [/[/'`]/g, 4 / 2, '/']"],
    ['a member', "a.import('../jobs/a.ts')\nconst b = { import: 1, from: '../jobs/a.ts' }"],
    ['a local export', "export { a }\nconst from = '../jobs/a.ts'\nexport type B = { from: '../jobs/a.ts' }"],
    ['the place of a module', "const a = new URL('../jobs/a.ts', import.meta.url)"],
    ['a relative path', 'const a = [`../tmp/x`, `${b}/tmp/x`, "https://example.com/home/x"]'],
    ['another date', 'const a = [Date.UTC(2020, 1), new DateRange(), registry.metrics.size]'],
  ])('words of the rules in %s', (_, text) => {
    expect(breachesOf({ 'storage/a.ts': text })).toEqual([])
  })
})
