/** Knows that in whatever order files come, twice or revised, the tables say what a naive list of all files says, on every engine. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  array,
  asyncProperty,
  assert,
  constantFrom,
  integer,
  nat,
  record,
  tuple,
  type Arbitrary,
} from 'fast-check'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { openApp, openAppLog, readCatalogue, systemClock, type App } from '../app.ts'
import { parseConfig } from '../config.ts'
import type { Catalogue } from '../indicators/catalogue.ts'
import { parseRegionCode } from '../indicators/codes.ts'
import type { Observation } from '../indicators/observation.ts'
import { parseDay, parsePeriod, type Day } from '../indicators/period.ts'
import { assessPlan, type IndicatorAssessment } from '../indicators/plan-assessment.ts'
import { takeStep } from '../jobs/submission/desk.ts'
import { workNext } from '../jobs/ledger/ledger.ts'
import { submitWorkbook } from '../jobs/submission/submit.ts'
import { listObservations } from '../storage/observations.ts'
import { listJobs } from '../storage/jobs.ts'
import { listSubmissions } from '../storage/submissions.ts'
import { readWorkbook } from '../workbooks/read-workbook.ts'
import { writeTemplate } from '../workbooks/write-template.ts'
import { findPostgres, findRedis, makeDatabase, openRedisServer } from './engines.ts'

/** The long form: `ORACLE_RUNS=200 npx vitest run test/oracle.test.ts`. A failure prints its seed. */
const RUNS = Number(process.env['ORACLE_RUNS'] ?? 3)
const TIMEOUT = 60_000 + RUNS * 60_000

const ZHEJIANG = parseRegionCode('330000')
const TODAY = parseDay('2021-06-30')
/** Before the first file, on each of their days, when nothing is returned yet, on the day of the returns, and for ever. */
const DAYS = [
  '2020-12-31',
  ...[1, 2, 3, 4, 5, 6].map((n) => `2021-01-0${n}`),
  '2021-06-29',
  TODAY,
  '2099-12-31',
].map(parseDay)

const UNITS = {
  digital_economy_va: '亿元',
  gdp: '亿元',
  core_labour_productivity: '万元/人年',
  core_va: '亿元',
} as const
type Variable = keyof typeof UNITS

/** One file: what it says of a year, and the day from which that is known. */
interface Sheet {
  readonly day: Day
  readonly period: string
  readonly figures: ReadonlyMap<Variable, number>
}

/** What happens: files in the order of their arrival, some of them again, and then some returned by the bureau. */
interface Story {
  readonly arrivals: readonly Sheet[]
  readonly returned: readonly Sheet[]
}

const sheets: Arbitrary<readonly Sheet[]> = array(
  record({
    period: constantFrom('2018', '2019'),
    va: constantFrom(undefined, 22_448, 23_346, 26_694),
    gdp: constantFrom(undefined, 57_000, 62_352, 62_462),
    labour: constantFrom(undefined, 35.1, 0.1 + 35.2),
  }),
  { minLength: 2, maxLength: 6 },
).map((list) =>
  list.map(({ period, va, gdp, labour }, n) => {
    const said: readonly (readonly [Variable, number | undefined])[] = [
      ['digital_economy_va', va],
      ['gdp', gdp],
      ['core_labour_productivity', labour],
      // No two files are the same.
      ['core_va', 2000 + n],
    ]
    const figures = new Map(
      said.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
    )
    return { day: parseDay(`2021-01-0${n + 1}`), period, figures }
  }),
)

const stories: Arbitrary<Story> = tuple(
  sheets,
  array(nat(), { minLength: 6, maxLength: 6 }),
  array(tuple(nat(), nat()), { maxLength: 4 }),
  integer({ min: 0, max: 63 }),
).map(([files, order, again, mask]) => {
  const arrivals = files.map((file, n) => ({ file, at: order[n] ?? 0 }))
  const inOrder = arrivals.toSorted((a, b) => a.at - b.at).map(({ file }) => file)
  const twice = again.reduce<readonly Sheet[]>((list, [which, where]) => {
    const sheet = files[which % files.length]
    return sheet ? list.toSpliced(where % (list.length + 1), 0, sheet) : list
  }, inOrder)
  return { arrivals: twice, returned: files.filter((_, n) => (mask >> n) % 2 === 1 && n % 2 === 0) }
})

const composeFile = ({ period, figures }: Sheet, { forms, reportingUnits, variables }: Catalogue) => {
  const form = forms.find((f) => f.code === 'zj-dept-annual')
  const unit = reportingUnits.find((u) => u.code === 'zj-stats')
  if (!form || !unit) throw new Error('the seeds hold both')
  const entries = [...figures].map(([variable, value]) => ({ variable, measure: 'current' as const, value }))
  return writeTemplate({ form, unit, period: parsePeriod(period), variables, entries })
}

/** The naive list: the files that count on a day, in the order in which they became known. */
const naiveFiles = ({ arrivals, returned }: Story, day: Day): Sheet[] => {
  const gone = day >= TODAY ? returned : []
  const known = [...new Set(arrivals)].filter((sheet) => sheet.day <= day && !gone.includes(sheet))
  return known.toSorted((a, b) => (a.day < b.day ? -1 : 1))
}

/** A vintage, and the file that first said it. */
interface Vintage {
  readonly key: string
  readonly value: number
  readonly known: Day
}

/** The naive recomputation: of every key what each file says, unless the file before it said the same. */
const naiveVintages = (story: Story, day: Day): Vintage[] => {
  const last = new Map<string, number>()
  return naiveFiles(story, day).flatMap(({ day: known, period, figures }) =>
    [...figures].flatMap(([variable, value]) => {
      const key = `${variable} ${period}`
      if (last.get(key) === value) return []
      last.set(key, value)
      return [{ key, value, known }]
    }),
  )
}

const keyOf = ({ variable, period }: Observation): string => `${variable} ${period}`
const byKeyAndDay = (a: Vintage, b: Vintage): number =>
  `${a.key} ${a.known}` < `${b.key} ${b.known}` ? -1 : 1

/** What the tables say of the same day; a file's name is its day. */
const vintageOf = (observation: Observation): Vintage => {
  const { figure, vintage, source } = observation
  if (!('value' in figure)) throw new Error(`no file says that ${observation.variable} is missing`)
  expect(source.file).toBe(`${vintage.known}.xlsx`)
  return { key: keyOf(observation), value: figure.value, known: vintage.known }
}

/** Everything that a verdict says but the numbers of the rows that it rests on. */
const verdictOf = ({ assessment }: IndicatorAssessment) => ({
  ...assessment,
  value: assessment.value && { ...assessment.value, inputs: [], alternatives: [] },
})

/** The naive vintages with the words that the tables have for the same key. */
const naiveObservations = (story: Story, day: Day, stored: readonly Observation[]): Observation[] =>
  naiveVintages(story, day).map(({ key, value, known }) => {
    const like = stored.find((o) => keyOf(o) === key)
    if (!like) throw new Error(`no observation of ${key}`)
    return { ...like, figure: { value, bound: 'exact' }, vintage: { ...like.vintage, known } }
  })

const settle = async (app: App): Promise<void> => {
  for (let worked = await workNext(app, 'w'); worked; worked = await workNext(app, 'w'))
    if (worked.error !== undefined) throw worked.error
}

/** Several at once, as several machines would; through the command's own door. */
const settleTogether = async (app: App): Promise<void> => {
  const runners = await Promise.all(['a', 'b', 'c'].map((worker) => app.startWorker(worker)))
  const open = async () => (await listJobs(app.storage.db, { states: ['ready', 'running'] })).length
  await expect.poll(open, { timeout: 60_000 }).toBe(0)
  await Promise.all(runners.map((runner) => runner.stop(1_000)))
}

const play = async (app: App, story: Story, settleAll: (app: App) => Promise<void>): Promise<void> => {
  for (const sheet of story.arrivals) {
    const bytes = await composeFile(sheet, app.catalogue)
    await submitWorkbook({ file: `${sheet.day}.xlsx`, bytes, known: sheet.day, given: {} }, app)
    if (settleAll === settle) await settle(app)
  }
  await settleAll(app)
  const received = await listSubmissions(app.storage.db)
  for (const { known, id } of received)
    if (story.returned.some(({ day }) => day === known))
      await takeStep(app, { id, wish: { kind: 'returned', text: '口径有误，请重报' }, actor: '统计局' })
  await settleAll(app)
}

/** What must hold whatever the order and whoever worked. */
const expectNaive = async (app: App, story: Story): Promise<void> => {
  const received = await listSubmissions(app.storage.db)
  const files = [...new Set(story.arrivals)]
  expect(received.map((s) => s.known).toSorted()).toEqual(files.map((f) => f.day).toSorted())
  for (const { known, counts, outcome } of received) {
    expect(counts.read).toBe(files.find(({ day }) => day === known)?.figures.size)
    expect(counts).toEqual({ ...counts, accepted: counts.read - counts.unchanged, rejected: 0 })
    expect(outcome).toBe(story.returned.some(({ day }) => day === known) ? 'returned' : 'accepted')
  }
  const jobs = await listJobs(app.storage.db)
  expect(jobs.filter(({ state, attempt, crash }) => state !== 'done' || attempt + crash > 0)).toEqual([])
  const [plan] = app.catalogue.plans
  if (!plan) throw new Error('there is a plan')
  for (const asOf of DAYS) {
    const stored = await listObservations(app.storage.db, { asOf, region: ZHEJIANG })
    expect(stored.map(vintageOf).toSorted(byKeyAndDay), asOf).toEqual(
      naiveVintages(story, asOf).toSorted(byKeyAndDay),
    )
    const question = { plan, region: ZHEJIANG, asOf }
    expect(assessPlan(question, stored).map(verdictOf), asOf).toEqual(
      assessPlan(question, naiveObservations(story, asOf, stored)).map(verdictOf),
    )
  }
}

/** Ids that an engine counts up by itself have gaps of their own, and a lease is random. */
const OWN = new Set(['id', 'job', 'cause', 'lease'])

/** Fresh and random in every run. */
const RANDOM: ReadonlySet<string> = new Set(['lease', 'claim'])

/** Every row of every table, in the order of its own text. */
const dump = async ({ storage, directory }: App): Promise<Record<string, readonly string[]>> => {
  const { rows } = await sql.raw<{ name: string }>(storage.engine.tables).execute(storage.db)
  const tables = await Promise.all(
    rows.map(async ({ name }) => {
      const all = await sql.raw<Record<string, unknown>>(`select * from "${name}"`).execute(storage.db)
      const plain = all.rows.map((row) =>
        JSON.stringify(
          Object.entries(row)
            .filter(
              ([column, value]) => !(OWN.has(column) && typeof value === 'number') && !RANDOM.has(column),
            )
            .toSorted(([a], [b]) => (a < b ? -1 : 1)),
        ).replaceAll(directory, ''),
      )
      return [name, plain.toSorted()] as const
    }),
  )
  return Object.fromEntries(tables.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

const server = await findPostgres()
const redis = findRedis()
const base = 'url' in server ? server.url : ''

interface House {
  readonly app: App
  remove(): Promise<unknown>
}

/** The program on a folder of its own, with the reader in this process: a thousand processes would show nothing more. */
const openHouse = async (environment: Readonly<Record<string, string>> = {}): Promise<House> => {
  const directory = await mkdtemp(join(tmpdir(), 'beizeng-oracle-'))
  const config = parseConfig(environment)
  const log = openAppLog(config, { service: false, write: () => undefined })
  const clock = { ...systemClock, now: () => `${TODAY}T01:00:00.000Z`, today: () => TODAY }
  const opened = await openApp(config, { directory, language: 'zh', log, clock })
  return {
    app: { ...opened, readWorkbook: (bytes) => readWorkbook(bytes) },
    remove: async () => {
      await opened.close()
      await rm(directory, { recursive: true })
    },
  }
}

const openDatabaseHouse = async (more: Readonly<Record<string, string>> = {}): Promise<House> => {
  const database = await makeDatabase(base)
  const house = await openHouse({ DATABASE_URL: database.url, ...more })
  return { app: house.app, remove: async () => [await house.remove(), await database.remove()] }
}

/** Houses for one story, gone after it, however it ends. */
const inHouses = async <T>(
  opening: readonly Promise<House>[],
  use: (apps: readonly App[]) => Promise<T>,
): Promise<T> => {
  const houses = await Promise.all(opening)
  try {
    return await use(houses.map(({ app }) => app))
  } finally {
    await Promise.all(houses.map((house) => house.remove()))
  }
}

/** A story played by one program, and held against the naive list. */
const playAndCheck = (
  opening: Promise<House>,
  story: Story,
  settleAll: (app: App) => Promise<void>,
): Promise<void> =>
  inHouses([opening], async ([app]) => {
    if (!app) throw new Error('one house')
    await play(app, story, settleAll)
    await expectNaive(app, story)
  })

const check = (judge: (story: Story) => Promise<void>) =>
  assert(asyncProperty(stories, judge), { numRuns: RUNS, endOnFailure: RUNS <= 3 })

test('the naive list knows revisions, repetitions, days and returns', () => {
  const sheet = (n: number, value: number): Sheet => ({
    day: parseDay(`2021-01-0${n}`),
    period: '2019',
    figures: new Map([['gdp', value]]),
  })
  const [first, same, revised] = [sheet(1, 1), sheet(2, 1), sheet(4, 2)]
  const story = { arrivals: [revised, same, first, revised], returned: [first] }
  const on = (day: string) => naiveVintages(story, parseDay(day)).map(({ known, value }) => [known, value])
  expect(on('2020-12-31')).toEqual([])
  expect(on('2021-01-03')).toEqual([['2021-01-01', 1]])
  expect(on('2021-01-04')).toEqual([
    ['2021-01-01', 1],
    ['2021-01-04', 2],
  ])
  expect(on(TODAY)).toEqual([
    ['2021-01-02', 1],
    ['2021-01-04', 2],
  ])
})

test('one worker on SQLite', { timeout: TIMEOUT }, () =>
  check((story) => playAndCheck(openHouse(), story, settle)),
)

const lacking = 'missing' in server ? `: skipped, ${server.missing}` : ''
describe.skipIf('missing' in server)(`PostgreSQL${lacking}`, () => {
  test('one worker leaves the same tables as on SQLite, row for row', { timeout: TIMEOUT }, () =>
    check((story) =>
      inHouses([openHouse(), openDatabaseHouse()], async (apps) => {
        await Promise.all(apps.map((app) => play(app, story, settle)))
        const [one, other] = await Promise.all(apps.map(dump))
        expect(one?.['observation']?.length).toBeGreaterThan(0)
        expect(other).toEqual(one)
        for (const app of apps) await expectNaive(app, story)
      }),
    ),
  )

  test('three workers at once', { timeout: TIMEOUT }, () =>
    check((story) => playAndCheck(openDatabaseHouse(), story, settleTogether)),
  )

  const without = 'missing' in redis ? `: skipped, ${redis.missing}` : ''
  test.skipIf('missing' in redis)(`three workers through Redis${without}`, { timeout: TIMEOUT }, async () => {
    const broker = await openRedisServer('program' in redis ? redis.program : '')
    const open = () => openDatabaseHouse({ REDIS_URL: broker.url })
    await check((story) => playAndCheck(open(), story, settleTogether)).finally(broker.remove)
  })
})

test('every file of these stories is one that the catalogue knows', async () => {
  const { variables } = await readCatalogue(parseConfig({}))
  for (const [code, unit] of Object.entries(UNITS))
    expect(variables.find((variable) => variable.code === code)?.unit).toBe(unit)
})
