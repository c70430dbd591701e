/** Knows that every slot is planned exactly as its rule says: through outages, with two planners, with a clock that jumps. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Catalogue } from '../../../indicators/catalogue.ts'
import { SCHEDULED_WORK, type ScheduleEntry } from '../../../indicators/schedule.ts'
import { requestJobs, workNext } from '../../../jobs/ledger/ledger.ts'
import { planSchedules } from '../../../jobs/schedule/plan-schedule.ts'
import { checkSchedules } from '../../../jobs/schedule/slots.ts'
import { listJobs } from '../../../storage/jobs.ts'
import { listSchedules } from '../../../storage/schedules.ts'
import { eachInFolder, openTestClock } from '../ground.ts'

const ground = eachInFolder()

const entry = (id: string, changes: Partial<ScheduleEntry>): ScheduleEntry => ({
  id,
  work: 'judge',
  cron: '0 2 * * *',
  days: 'every',
  catchup: 'all',
  note: 'a test',
  ...changes,
})

const ENTRIES = [
  entry('hourly-all', { cron: '15 * * * *' }),
  entry('nightly-all', {}),
  entry('nightly-latest', { catchup: 'latest' }),
  entry('nightly-skip', { catchup: 'skip' }),
  entry('monthly-all', { cron: '0 9 1 * *' }),
  entry('digest', { work: 'digest', cron: '30 8 * * *', days: 'first-working-of-week', catchup: 'latest' }),
]

/** Two planners on one database, by one clock. */
const openPlanners = async (start: string, entries: readonly ScheduleEntry[] = ENTRIES) => {
  const clock = openTestClock(start)
  const lines: string[] = []
  const apps = await Promise.all([1, 2].map(() => ground.open({ clock, write: (line) => lines.push(line) })))
  const planners = apps.map((app) => ({
    ...app,
    catalogue: { ...app.catalogue, schedules: entries } satisfies Catalogue,
  }))
  const [first] = apps
  if (!first) throw new Error('two planners')
  const planned = async (id: string) =>
    (await listJobs(first.storage.db))
      .filter((j) => j.key.includes(`/${id}/`))
      .map((j) => j.key.split('/').at(-1))
  return {
    clock,
    lines,
    tick: () => Promise.all(planners.map((planner) => planSchedules(planner))),
    planned,
    jobs: () => listJobs(first.storage.db),
    schedules: () => listSchedules(first.storage.db),
  }
}

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** Tuesday, 3 November 2020, 10:00 in Beijing. */
const START = '2020-11-03T02:00:00.000Z'

const nights = (from: string, count: number) =>
  Array.from({ length: count }, (_, n) => new Date(Date.parse(from) + n * DAY).toISOString())

describe('after an outage, with two planners at once', () => {
  test('of an hour: what came in it', async () => {
    const { tick, clock, planned } = await openPlanners(START)
    await tick()
    expect(await planned('hourly-all')).toEqual([])
    clock.advance(HOUR)
    await tick()
    expect(await planned('hourly-all')).toEqual(['2020-11-03T02:15:00.000Z'])
    expect(await planned('nightly-all')).toEqual([])
    await tick()
    expect(await planned('hourly-all')).toHaveLength(1)
  })

  test('of three weeks: all of one, the latest of another, none of the third, one digest', async () => {
    const { tick, clock, planned, jobs } = await openPlanners(START)
    await tick()
    clock.advance(21 * DAY)
    await tick()
    const expected = nights('2020-11-03T18:00:00.000Z', 21)
    expect(await planned('nightly-all')).toEqual(expected)
    expect(await planned('nightly-latest')).toEqual(expected.slice(-1))
    expect(await planned('nightly-skip')).toEqual([])
    expect(await planned('hourly-all')).toHaveLength(21 * 24)
    // Monday, 23 November, tells of the week before it.
    const digests = (await jobs()).filter((j) => j.kind === 'digest')
    expect(digests.map((j) => j.key)).toEqual(['zj-digital-2022/2020-W47'])
  })

  test('of three months: every month of one, the latest digest only', async () => {
    const { tick, clock, planned, jobs } = await openPlanners(START, ENTRIES.slice(1))
    await tick()
    clock.set('2021-02-03T02:00:00.000Z')
    await tick()
    expect(await planned('nightly-all')).toEqual(nights('2020-11-03T18:00:00.000Z', 92))
    expect(await planned('monthly-all')).toEqual([
      '2020-12-01T01:00:00.000Z',
      '2021-01-01T01:00:00.000Z',
      '2021-02-01T01:00:00.000Z',
    ])
    const digests = (await jobs()).filter((j) => j.kind === 'digest')
    expect(digests.map((j) => j.key)).toEqual(['zj-digital-2022/2021-W04'])
  })
})

test('a slot on time is planned whatever its rule', async () => {
  const { tick, clock, planned } = await openPlanners('2020-11-03T17:59:30.000Z')
  await tick()
  clock.advance(60_000)
  await tick()
  for (const id of ['nightly-all', 'nightly-latest', 'nightly-skip'])
    expect(await planned(id)).toEqual(['2020-11-03T18:00:00.000Z'])
})

test('ticks of a year plan each slot once, by two planners, with a clock that stumbles back', async () => {
  const nightly = [entry('nightly-all', {})]
  const { tick, clock, planned } = await openPlanners(START, nightly)
  await tick()
  for (let n = 0; n < 120; n += 1) {
    clock.advance(n % 7 === 3 ? -5 * HOUR : 9 * HOUR)
    await tick()
  }
  const keys = await planned('nightly-all')
  expect(keys).toEqual(nights('2020-11-03T18:00:00.000Z', keys.length))
  expect(keys.length).toBeGreaterThan(30)
})

test('a clock that ran years ahead does not silence the schedule: it is taken back, said, and nothing is planned twice', async () => {
  const { tick, clock, planned, lines } = await openPlanners(START, [
    entry('nightly-latest', { catchup: 'latest' }),
  ])
  await tick()
  clock.set('2035-01-01T00:00:00.000Z')
  await tick()
  expect(await planned('nightly-latest')).toEqual(['2034-12-31T18:00:00.000Z'])
  clock.set('2020-11-04T02:00:00.000Z')
  await tick()
  expect(lines.join('')).toContain('ahead of the clock')
  clock.advance(DAY)
  await tick()
  expect(await planned('nightly-latest')).toEqual(['2034-12-31T18:00:00.000Z', '2020-11-04T18:00:00.000Z'])
})

test('what was changed in the data holds from the next tick, and how far it was planned stays', async () => {
  const { tick, clock } = await openPlanners(START, [entry('nightly-all', {})])
  await tick()
  clock.advance(DAY)
  await tick()
  const app = await ground.open({ clock })
  const changed = {
    ...app,
    catalogue: { ...app.catalogue, schedules: [entry('nightly-all', { cron: '0 3 * * *' })] },
  }
  clock.advance(DAY)
  await planSchedules(changed)
  expect(await listSchedules(app.storage.db)).toMatchObject([
    { id: 'nightly-all', expr: '0 3 * * *', tz: 'Asia/Shanghai', lastSlot: '2020-11-04T19:00:00.000Z' },
  ])
})

test('the year before is assessed for every plan whose targets reach it, and for none that does not', async () => {
  const assess = [entry('annual', { work: 'assess', cron: '0 9 * 4 *', days: 'first-working-of-month' })]
  const { tick, clock, jobs } = await openPlanners('2020-11-03T02:00:00.000Z', assess)
  await tick()
  clock.set('2026-11-03T02:00:00.000Z')
  await tick()
  expect((await jobs()).map((j) => j.payload)).toEqual(
    [
      [2020, '2021-04-01'],
      [2021, '2022-04-01'],
      [2022, '2023-04-03'],
    ].map(([year, asOf]) => ({ plan: 'zj-digital-2022', region: '330000', year, asOf })),
  )
})

test('the table of a year lies in the data folder once its job is done, and nothing half-written beside it', async () => {
  const app = await ground.open()
  await requestJobs(app, [
    {
      kind: 'assess',
      key: 'table',
      payload: { plan: 'zj-digital-2022', region: '330000', year: 2020, asOf: '2021-04-01' },
    },
  ])
  expect((await workNext(app, 'w'))?.error).toBeUndefined()
  const files = await readdir(join(ground.data, 'assessments'))
  expect(files).toEqual(['zj-digital-2022_330000_2020_2021-04-01.xlsx'])
  const bytes = await readFile(join(ground.data, 'assessments', files[0] ?? ''))
  expect('grid' in (await app.readWorkbook(bytes))).toBe(true)
})

test('every entry of the real schedule asks for work that there is, once a slot', async () => {
  const app = await ground.open({ clock: openTestClock(START) })
  checkSchedules(app.catalogue.schedules)
  expect(new Set(app.catalogue.schedules.map((e) => e.work)).size).toBe(SCHEDULED_WORK.length)
  const { tick, clock, jobs } = await openPlanners(START, app.catalogue.schedules)
  await tick()
  clock.advance(7 * DAY)
  await tick()
  // Tuesday to Tuesday: only the assessments of April and December are not due.
  const kinds = (await jobs()).map((j) => j.kind).toSorted()
  expect(kinds).toEqual(['backup', 'digest', 'judge', 'remind', 'supervise', 'verify', 'verify'])
})
