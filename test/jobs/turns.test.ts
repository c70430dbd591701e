/** Knows that files are judged in the order of their receipt, however many are read at once and however long each takes. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { array, assert, asyncProperty, boolean, constantFrom, nat, record, type Arbitrary } from 'fast-check'
import { expect, test } from 'vitest'
import { systemClock, type App } from '../../app.ts'
import { parsePeriod } from '../../indicators/period.ts'
import { openRunner } from '../../jobs/ledger/runner.ts'
import { workNext } from '../../jobs/ledger/ledger.ts'
import type { StepContext } from '../../jobs/step.ts'
import { submitWorkbook } from '../../jobs/submission/submit.ts'
import { listJobs } from '../../storage/jobs.ts'
import { readSeeds } from '../../storage/seeds.ts'
import { listSubmissions } from '../../storage/submissions.ts'
import { readWorkbook } from '../../workbooks/read-workbook.ts'
import { writeTemplate } from '../../workbooks/write-template.ts'
import { openOn } from './open-on.ts'

const RUNS = 4

/** A file of 省商务厅 for a month, how long its reading takes, and whether the first one fails. */
interface Sent {
  readonly period: string
  readonly value: number
  readonly delay: number
  readonly fails: boolean
}

const stories: Arbitrary<readonly Sent[]> = array(
  record({
    period: constantFrom('2018-09', '2019-09', '2020-09'),
    // A tenth of the others: whoever looks back on it, or is it, is asked about a slip of the point.
    value: constantFrom(184_000, 18_400, 200_000),
    delay: nat({ max: 40 }),
    fails: boolean(),
  }),
  { minLength: 3, maxLength: 7 },
)

const { forms, reportingUnits, variables } = await readSeeds('seeds')
const form = forms.find((f) => f.code === 'zj-dept-monthly')
const unit = reportingUnits.find((u) => u.code === 'zj-swt')

/** No two files are the same. */
const composeFile = ({ period, value }: Sent, n: number): Promise<Uint8Array> => {
  if (!form || !unit) throw new Error('the seeds hold both')
  const entries = [{ variable: 'online_retail', measure: 'ytd', value: value + n }] as const
  return writeTemplate({ form, unit, period: parsePeriod(period), variables, entries })
}

/** The machine's clock, on which no two files come at the same instant. */
const openClock = () => {
  let ahead = 0
  const now = () => systemClock.later(systemClock.now(), ahead)
  return { ...systemClock, now, advance: () => (ahead += 5) }
}

interface House extends App {
  readonly clock: ReturnType<typeof openClock>
}

/** The program on a folder of its own, with the reader in this process. */
const inHouse = async <T>(use: (app: House) => Promise<T>): Promise<T> => {
  const folder = await mkdtemp(join(tmpdir(), 'beizeng-turns-'))
  const clock = openClock()
  const app = await openOn(folder, { clock })
  try {
    return await use({ ...app, clock, readWorkbook: (bytes) => readWorkbook(bytes) })
  } finally {
    await app.close()
    await rm(folder, { recursive: true })
  }
}

const submitAll = async (
  app: House,
  files: readonly Uint8Array[],
  after: () => Promise<unknown> = async () => undefined,
): Promise<void> => {
  for (const [n, bytes] of files.entries()) {
    app.clock.advance()
    await submitWorkbook({ file: `${n}.xlsx`, bytes, given: {} }, app)
    await after()
  }
}

const verdicts = async ({ storage }: App) =>
  (await listSubmissions(storage.db)).map(({ file, outcome, findings }) => [
    file,
    outcome,
    ...findings.map((f) => `${f.rule} ${f.found}`),
  ])

/** Each file worked off before the next one comes. */
const playInOrder = (files: readonly Uint8Array[]) =>
  inHouse(async (app) => {
    await submitAll(app, files, async () => {
      while (await workNext(app, 'w'));
    })
    return verdicts(app)
  })

/** All there at once, three workers with two places each; some read slowly, some fail a first time. */
const playAtOnce = (files: readonly Uint8Array[], story: readonly Sent[]) =>
  inHouse(async (app) => {
    const failed = new Set<number>()
    const disturbed: StepContext['readWorkbook'] = async (bytes) => {
      const n = files.findIndex((one) => Buffer.compare(one, bytes) === 0)
      await sleep(story[n]?.delay ?? 0)
      if (!story[n]?.fails || failed.has(n)) return app.readWorkbook(bytes)
      failed.add(n)
      throw new Error('the share is away')
    }
    await submitAll(app, files)
    const context = { ...app, readWorkbook: disturbed }
    const runners = ['a', 'b', 'c'].map((worker) => openRunner(context, { worker, jobsAtOnce: 2 }))
    const left = async () => (await listJobs(app.storage.db, { states: ['ready', 'running'] })).length
    await expect.poll(left, { timeout: 60_000 }).toBe(0)
    await Promise.all(runners.map((runner) => runner.stop(1_000)))
    return verdicts(app)
  })

const sent = (period: string, value: number, delay: number, fails = false): Sent => ({
  period,
  value,
  delay,
  fails,
})

test('read at once, slowly or again, files are judged as if each had come alone', { timeout: 240_000 }, () =>
  assert(
    asyncProperty(stories, async (story) => {
      const files = await Promise.all(story.map(composeFile))
      expect(await playAtOnce(files, story)).toEqual(await playInOrder(files))
    }),
    {
      numRuns: RUNS,
      endOnFailure: true,
      examples: [
        [[sent('2019-09', 18_400, 40), sent('2020-09', 184_000, 0)]],
        [[sent('2019-09', 18_400, 0, true), sent('2020-09', 184_000, 0), sent('2020-09', 200_000, 0)]],
      ],
    },
  ),
)
