/** Shows that `verify` finds each kind of damage by its place, and only that; and that a sound store passes. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { originalPath } from '../../storage/archive.ts'
import { prepareVerify } from '../../jobs/verify-step.ts'
import { settleSubmitted } from '../../jobs/ledger/settle.ts'
import { submitWorkbook } from '../../jobs/submission/submit.ts'
import { CHECKS, verify as verifyAll } from '../../jobs/verify/index.ts'
import { run, runJson } from '../run-cli.ts'
import { composeWorkbook, eachInFolder } from './ground.ts'

const place = eachInFolder()

interface Told {
  readonly code: number
  readonly checks: readonly {
    readonly check: string
    readonly examined: number
    readonly problems: readonly {
      readonly where: string
      readonly found: string
      readonly expected: string
    }[]
  }[]
}

const verify = (...options: readonly string[]): Promise<Told> => runJson(place.data, 'verify', ...options)

/** Only the problems, by check. */
const problemsOf = ({ checks }: Told) =>
  Object.fromEntries(checks.filter((c) => c.problems.length > 0).map((c) => [c.check, c.problems]))

/** Past the program: what a person with a tool, or a failing disk, could do. */
const tamper = (...statements: readonly string[]): void => {
  const database = new Database(join(place.data, 'beizeng.db'))
  database.pragma('foreign_keys = OFF')
  for (const statement of statements) database.exec(statement)
  database.close()
}

const withoutGuard = (table: string, statement: string): void => {
  const database = new Database(join(place.data, 'beizeng.db'))
  const select = (column: string) =>
    database
      .prepare(`select ${column} from sqlite_master where type = 'trigger' and tbl_name = ?`)
      .pluck()
      .all(table)
      .map(String)
  const [names, guards] = [select('name'), select('sql')]
  database.pragma('foreign_keys = OFF')
  for (const name of names) database.exec(`drop trigger ${name}`)
  database.exec(statement)
  for (const guard of guards) database.exec(guard)
  database.close()
}

let folder = ''
let submission = ''
let sha256 = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'beizeng-verify-'))
  const file = join(folder, '2019.xlsx')
  await writeFile(file, await composeWorkbook('2019', 27_000))
  const { submissions } = await runJson(place.data, 'ingest', file, '--published', '2020-11-03')
  submission = submissions[0].id
  sha256 = submissions[0].sha256
})
afterEach(() => rm(folder, { recursive: true }))

test('a sound store passes every check, the deep ones when they are asked for', async () => {
  const shallow = await verify()
  expect(problemsOf(shallow)).toEqual({})
  expect(shallow.code).toBe(0)
  const deep = await verify('--deep')
  expect(problemsOf(deep)).toEqual({})
  expect(deep.checks.map((c) => c.check)).toEqual(CHECKS.map((c) => c.code))
  expect(shallow.checks.map((c) => c.check)).toEqual(CHECKS.filter((c) => !c.deep).map((c) => c.code))
  for (const { check, examined } of deep.checks)
    if (check !== 'warnings') expect(examined, check).toBeGreaterThan(0)
})

test('an original that is gone, altered, or that nobody entered', async () => {
  const original = join(place.data, 'archive', originalPath(sha256))
  const bytes = await readFile(original)
  await rm(original)
  const gone = await verify()
  expect(gone.code).toBe(1)
  expect(problemsOf(gone)).toEqual({
    originals: [expect.objectContaining({ where: `报送 ${submission}`, found: '归档中没有' })],
  })
  await writeFile(original, bytes.with(5, 255))
  expect(problemsOf(await verify())).toEqual({
    originals: [expect.objectContaining({ where: `报送 ${submission}`, found: '归档中的文件已被改动' })],
  })
  await writeFile(original, bytes)
  expect(problemsOf(await verify())).toEqual({})
  const app = await place.open()
  await app.storage.archive.write(originalPath('ab'.repeat(32)), Buffer.from('x'))
  const stray = await verify()
  expect(problemsOf(stray)['originals']?.[0]?.where).toBe(`原件 ${originalPath('ab'.repeat(32))}`)
})

test('a value, its words or its cell changed in the database: only the original knows', async () => {
  const changes = [
    { set: 'value = 27001', found: '27000', expected: '27001 亿元' },
    { set: "reported_text = '27001'", found: '27000', expected: '「27001」' },
    { set: "cell = 'A1'", found: expect.any(String), expected: '「27000」' },
    { set: "sheet = '别的表'", found: '—', expected: '工作表 别的表' },
  ]
  const database = join(place.data, 'beizeng.db')
  const looking = new Database(database)
  const id = Number(looking.prepare('select id from observation where value = 27000').pluck().get())
  looking.close()
  const before = await readFile(database)
  for (const { set, found, expected } of changes) {
    withoutGuard('observation', `update observation set ${set} where id = ${id}`)
    expect(problemsOf(await verify()), set).toEqual({})
    expect(problemsOf(await verify('--deep')), set).toEqual({
      cells: [expect.objectContaining({ where: expect.stringContaining(`观测值 ${id}`), found, expected })],
    })
    await writeFile(database, before)
  }
})

test.each([
  [
    'a figure of nowhere',
    'observation',
    "update observation set submission = 'nobody'",
    ['database', 'lineage'],
  ],
  ['a figure of another file', 'observation', "update observation set file = 'b.xlsx'", ['lineage']],
  ['a figure without a cell', 'observation', "update observation set cell = ''", ['lineage']],
  ['a count that was changed', 'submission', 'update submission set accepted_count = 99', ['submissions']],
  ['an outcome without a step', 'submission', "update submission set outcome = 'returned'", ['submissions']],
  ['a step that was cut out', 'decision', 'update decision set sequence = 2', ['submissions']],
  [
    'a submission that was deleted',
    'submission',
    'delete from submission',
    ['database', 'lineage', 'submissions'],
  ],
])('%s', async (_, table, statement, checks) => {
  withoutGuard(table, statement)
  const told = await verify()
  expect(told.code).toBe(1)
  expect(Object.keys(problemsOf(told)).toSorted()).toEqual(checks)
})

test('a guard that was taken away', async () => {
  tamper('drop trigger observation_no_delete')
  expect(problemsOf(await verify())).toEqual({
    database: [expect.objectContaining({ expected: '触发器 observation_no_delete' })],
  })
})

test('a file that a disk has torn is told by place, and nothing is mended', async () => {
  const database = join(place.data, 'beizeng.db')
  const whole = await readFile(database)
  const pages = whole.length / 4096
  const torn = Buffer.from(whole)
  for (let page = Math.floor(pages / 2); page < pages - 1; page += 2)
    torn.fill(0xa5, page * 4096, (page + 1) * 4096)
  await writeFile(database, torn)
  const told = await run(place.data, 'verify')
  expect(told.code).toBe(1)
  expect(told.out + told.err).toMatch(/beizeng\.db/)
  expect(await readFile(database)).toEqual(torn)
})

test('while others work, nothing is taken for damage', async () => {
  const app = await place.open()
  const work = { goesOn: true, sent: 0 }
  const send = async () => {
    while (work.goesOn) {
      const bytes = await composeWorkbook('2018', 30_000 + work.sent)
      const submitted = await submitWorkbook({ file: `${work.sent}.xlsx`, bytes, given: {} }, app)
      await settleSubmitted(app, 'w', submitted)
      work.sent += 1
    }
  }
  const ended = send()
  for (let round = 0; round < 8 || work.sent < 3; round += 1)
    for (const { check, problems } of await verifyAll(app, { deep: true }))
      expect(problems, check.code).toEqual([])
  work.goesOn = false
  await ended
})

test('as a step of the schedule it fails its job and says every problem in the log', async () => {
  await rm(join(place.data, 'archive', originalPath(sha256)))
  const lines: string[] = []
  const app = await place.open({ write: (line) => lines.push(line) })
  const step = prepareVerify(null, app, new AbortController().signal)
  await expect(step).rejects.toThrow('归档中没有')
  const told = lines.map((line) => JSON.parse(line)).filter((line) => line.level === 'error')
  expect(told).toMatchObject([{ msg: 'integrity', check: 'originals', where: `submission ${submission}` }])
  expect(await readdir(join(place.data, 'archive', sha256.slice(0, 2)))).toEqual([])
})
