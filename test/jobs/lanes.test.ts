/** Knows that what is slow holds up only its own kind: a mail server that is silent no file, a file that hangs no other file. */
import { describe, expect, test } from 'vitest'
import type { Channel } from '../../alerts/channel.ts'
import type { App } from '../../app.ts'
import { openBullmqRunner } from '../../jobs/ledger/bullmq.ts'
import { openRunner } from '../../jobs/ledger/runner.ts'
import { openDeliveries } from '../../jobs/outbox/deliveries.ts'
import { deliveryOf, giveUpAfter } from '../../jobs/outbox/wake.ts'
import type { StepContext } from '../../jobs/step.ts'
import { submissionOf, submitWorkbook } from '../../jobs/submission/submit.ts'
import { insertJobs, listJobEvents, listJobs, type Job } from '../../storage/jobs.ts'
import { appendOutbox, findMessage } from '../../storage/outbox.ts'
import { listSubmissions } from '../../storage/submissions.ts'
import { readWorkbook as readWorkbookHere } from '../../workbooks/read-workbook.ts'
import { composeWorkbook, eachInFolder } from './ground.ts'
import { drivers, eachWith } from './drivers.ts'

const TIMEOUT = { timeout: 30_000 }

const submit = async (app: App, value: number): Promise<string> => {
  const bytes = await composeWorkbook('2019', value)
  return submissionOf(await submitWorkbook({ file: `${value}.xlsx`, bytes, given: {} }, app))
}

const queue = (app: App, keys: readonly string[]) =>
  app.storage.transaction(async (tx) => {
    const now = app.clock.now()
    const messages = keys.map((key) => ({
      key,
      kind: 'notice',
      channel: 'mail',
      recipient: key,
      address: `${key}@example.org`,
      messageId: `<${key}>`,
      body: key,
      giveUpAt: giveUpAfter(app.clock, now),
    }))
    await appendOutbox(tx, { now, messages })
    await insertJobs(tx, { now, jobs: messages.map(deliveryOf) })
  })

describe.each(drivers)('a worker that does one job at once on $name', ({ name, needs, missing }) => {
  if (missing !== undefined) {
    test.skip(`on ${name}: skipped, ${missing}`, () => {})
    return
  }
  const services = eachWith(needs)
  const ground = eachInFolder()
  const open = () => ground.open({ environment: services.environment })
  const start = async (context: StepContext) => {
    const options = { worker: 'w', jobsAtOnce: 1 }
    const url = services.environment['REDIS_URL']
    return url === undefined ? openRunner(context, options) : openBullmqRunner(context, { ...options, url })
  }

  test('reads files while a mail server keeps silent; its answer counts when it comes', TIMEOUT, async () => {
    const app = await open()
    const answer = Promise.withResolvers<void>()
    const silent: Channel = {
      repeatable: false,
      perMinute: null,
      send: async (_, committing) => {
        await committing()
        await answer.promise
        return { outcome: 'sent', reply: '250 at last' }
      },
    }
    const channels = { ...app.channels, find: async () => silent }
    const runner = await start({ ...app, channels, deliveries: openDeliveries() })
    const states = async () =>
      Promise.all(['a', 'b'].map(async (key) => (await findMessage(app.storage.db, key))?.state))
    await queue(app, ['a', 'b'])
    await expect.poll(states, TIMEOUT).toEqual(['committing', 'queued'])
    const id = await submit(app, 26_694)
    const received = async () => (await listSubmissions(app.storage.db)).map((s) => s.id)
    await expect.poll(received, TIMEOUT).toEqual([id])
    expect(await states()).toEqual(['committing', 'queued'])
    answer.resolve()
    await expect.poll(states, TIMEOUT).toEqual(['sent', 'sent'])
    await runner.stop(1_000)
  })

  test('reads files while everything is verified', TIMEOUT, async () => {
    const app = await open()
    const first = await submit(app, 1)
    const [verifying, patience] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const old = await composeWorkbook('2019', 1)
    const readWorkbook: StepContext['readWorkbook'] = async (bytes) => {
      // Read a second time, it is read to be verified.
      if (Buffer.compare(bytes, old) === 0 && (await listSubmissions(app.storage.db)).length > 0) {
        verifying.resolve()
        await patience.promise
      }
      return readWorkbookHere(bytes)
    }
    const runner = await start({ ...app, readWorkbook })
    const received = async () => (await listSubmissions(app.storage.db)).map((s) => s.id)
    await expect.poll(received, TIMEOUT).toEqual([first])
    const jobs = [{ kind: 'verify', key: 'now', payload: { deep: true } }]
    await app.storage.transaction((tx) => insertJobs(tx, { now: app.clock.now(), jobs }))
    await verifying.promise
    const second = await submit(app, 2)
    await expect.poll(received, TIMEOUT).toEqual([first, second])
    expect(await listJobs(app.storage.db, { kinds: ['verify'] })).toMatchObject([{ state: 'running' }])
    patience.resolve()
    await runner.stop(5_000)
  })

  test(
    'sets files that hang aside, and reads the next; those have all their time beside it',
    TIMEOUT,
    async () => {
      const app = await open()
      const files = [await submit(app, 1), await submit(app, 2), await submit(app, 3)]
      const jobs = await listJobs(app.storage.db, { kinds: ['ingest'] })
      const patience = Promise.withResolvers<void>()
      const hanging = new Set(await Promise.all([1, 2].map((value) => composeWorkbook('2019', value))))
      const isHanging = (bytes: Uint8Array) => [...hanging].some((one) => Buffer.compare(one, bytes) === 0)
      const over = {
        refused: { code: 'reader.time', reason: { zh: '文件没有读完', en: 'the file was not read' } },
      }
      const readWorkbook: StepContext['readWorkbook'] = async (bytes, seconds) => {
        if (!isHanging(bytes)) return readWorkbookHere(bytes)
        if (seconds === undefined) await patience.promise
        return over
      }
      const runner = await start({ ...app, readWorkbook })
      const received = async () => (await listSubmissions(app.storage.db)).map((s) => [s.id, s.outcome])
      await expect.poll(received, TIMEOUT).toEqual([[files[2], 'accepted']])
      const eventsOf = async ({ id }: Job) => (await listJobEvents(app.storage.db, id)).map((e) => e.kind)
      const [first, second] = jobs
      if (!first || !second) throw new Error('three jobs')
      // One of them is read beside the others, the next when that has ended.
      await expect.poll(() => eventsOf(first), TIMEOUT).toEqual(['inserted', 'claimed', 'put-off', 'claimed'])
      expect(await eventsOf(second)).toEqual(['inserted', 'claimed', 'put-off'])
      patience.resolve()
      await expect.poll(received, TIMEOUT).toEqual([
        [files[0], 'refused'],
        [files[1], 'refused'],
        [files[2], 'accepted'],
      ])
      await runner.stop(1_000)
      const after = await listJobs(app.storage.db, { kinds: ['ingest'] })
      expect(after.map(({ state, attempt, crash }) => [state, attempt, crash])).toEqual(
        files.map(() => ['done', 0, 0]),
      )
    },
  )
})
