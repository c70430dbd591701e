/** Knows that a file which is due after those received behind it is read all the same: they wait for it, and let it pass. */
import { describe, expect, test } from 'vitest'
import type { App } from '../../app.ts'
import { openBullmqRunner } from '../../jobs/ledger/bullmq.ts'
import { openRunner } from '../../jobs/ledger/runner.ts'
import { settleSubmitted } from '../../jobs/ledger/settle.ts'
import type { StepContext } from '../../jobs/step.ts'
import { submissionOf, submitWorkbook } from '../../jobs/submission/submit.ts'
import { claimJob, failJob, listJobEvents, listJobs, retryJob } from '../../storage/jobs.ts'
import { readyRestored } from '../../storage/restored-jobs.ts'
import { listSubmissions } from '../../storage/submissions.ts'
import { readWorkbook } from '../../workbooks/read-workbook.ts'
import { drivers, eachWith } from './drivers.ts'
import { composeWorkbook, eachInFolder, openTestClock } from './ground.ts'

const TIMEOUT = { timeout: 60_000 }
const FILES = 12

type TestClock = ReturnType<typeof openTestClock>

/** The ledger with its first file in the hands of a worker, and under which lease. */
interface Taken {
  readonly app: App
  readonly clock: TestClock
  readonly id: number
  readonly lease: string
}

const take = async (app: App, clock: TestClock): Promise<Taken> => {
  const lease = 'first'
  const now = clock.now()
  const leaseUntil = clock.later(now, 60_000)
  const job = await app.storage.transaction((tx) => claimJob(tx, { now, worker: 'w', lease, leaseUntil }))
  if (!job) throw new Error('the first file is due')
  return { app, clock, id: job.id, lease }
}

const fail = ({ app: { storage }, clock, id, lease }: Taken, retryAt: string | null) =>
  storage.transaction((tx) =>
    failJob(tx, { id, lease, now: clock.now(), error: 'the share is away', retryAt }),
  )

/** Each way in which the first file of the ledger comes to be due a second after the others. */
const ways: readonly (readonly [string, (taken: Taken) => Promise<unknown>])[] = [
  [
    'failed once',
    async (taken) => {
      await fail(taken, taken.clock.later(taken.clock.now(), 1_000))
      taken.clock.advance(1_000)
    },
  ],
  [
    'was started afresh by a person',
    async (taken) => {
      const { app, clock, id } = taken
      await fail(taken, null)
      clock.advance(1_000)
      await app.storage.transaction((tx) => retryJob(tx, { id, now: clock.now() }))
    },
  ],
  [
    'ran when the backup was taken that was restored',
    async ({ app, clock }) => {
      clock.advance(1_000)
      await app.storage.transaction((tx) => readyRestored(tx, { now: clock.now(), again: [] }))
    },
  ],
]

describe.each(drivers)('on $name, where the first of several files', ({ name, needs, missing }) => {
  if (missing !== undefined) {
    test.skip(`on ${name}: skipped, ${missing}`, () => {})
    return
  }
  const services = eachWith(needs)
  const ground = eachInFolder()

  test.each(ways)('%s, all of them are read, in the order of their receipt', TIMEOUT, async (_, delay) => {
    const clock = openTestClock('2020-11-03T02:00:00.000Z')
    const app = await ground.open({ clock, environment: services.environment })
    const ids: string[] = []
    for (let n = 0; n < FILES; n += 1) {
      clock.advance(1)
      const bytes = await composeWorkbook('2019', 20_000 + n)
      ids.push(submissionOf(await submitWorkbook({ file: `${n}.xlsx`, bytes, given: {} }, app)))
    }
    await delay(await take(app, clock))
    const context: StepContext = { ...app, readWorkbook: (bytes) => readWorkbook(bytes) }
    const options = { worker: 'w', jobsAtOnce: 2 }
    const url = services.environment['REDIS_URL']
    const runner =
      url === undefined ? openRunner(context, options) : await openBullmqRunner(context, { ...options, url })
    const left = async () => (await listJobs(app.storage.db, { states: ['ready', 'running'] })).length
    await expect.poll(left, { timeout: 40_000 }).toBe(0)
    await runner.stop(1_000)
    const submissions = await listSubmissions(app.storage.db)
    expect(submissions.map((s) => [s.id, s.sequence])).toEqual(ids.map((id, n) => [id, n + 1]))
    expect(submissions.flatMap((s) => s.findings.map((f) => f.rule))).not.toContain('audit.overtaken')
  })
})

describe('a command that works alone', () => {
  const ground = eachInFolder()

  test('takes back the file of a dead worker, for which its own waits', TIMEOUT, async () => {
    const clock = openTestClock('2020-11-03T02:00:00.000Z')
    const app = await ground.open({ clock })
    await submitWorkbook({ file: '1.xlsx', bytes: await composeWorkbook('2019', 1), given: {} }, app)
    await take(app, clock)
    clock.advance(60_001)
    const sent = { file: '2.xlsx', bytes: await composeWorkbook('2019', 2), given: {} }
    await settleSubmitted(app, 'command', await submitWorkbook(sent, app))
    expect((await listSubmissions(app.storage.db)).map((s) => [s.file, s.sequence])).toEqual([
      ['1.xlsx', 1],
      ['2.xlsx', 2],
    ])
    const events = async (n: number) => {
      const job = (await listJobs(app.storage.db, { kinds: ['ingest'] }))[n]
      return job ? (await listJobEvents(app.storage.db, job.id)).map((e) => e.kind) : []
    }
    expect(await events(0)).toEqual(['inserted', 'claimed', 'reaped', 'claimed', 'done'])
  })
})
