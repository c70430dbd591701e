/** Knows what a worker owes the ledger: a lease kept or obeyed, errors and crashes apart, nothing done twice. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { App } from '../../../app.ts'
import { reapSilent, requestJobs, workNext } from '../../../jobs/ledger/ledger.ts'
import { openRunner } from '../../../jobs/ledger/runner.ts'
import { settleSubmitted } from '../../../jobs/ledger/settle.ts'
import type { StepContext } from '../../../jobs/step.ts'
import { submitWorkbook } from '../../../jobs/submission/submit.ts'
import { findJob } from '../../../storage/job-family.ts'
import { listJobEvents, listJobs, reapJobs } from '../../../storage/jobs.ts'
import { listSubmissions } from '../../../storage/submissions.ts'
import { run, runJson } from '../../run-cli.ts'
import { composeWorkbook, eachInFolder, openTestClock } from '../ground.ts'

const ground = eachInFolder()

const submit = async (app: App, value = 26694) => {
  const bytes = await composeWorkbook('2019', value)
  return submitWorkbook({ file: `${value}.xlsx`, bytes, given: {} }, app)
}

/** The same program whose reading of a workbook goes another way. */
const reading = (app: App, readWorkbook: StepContext['readWorkbook']): StepContext => ({
  ...app,
  readWorkbook,
})

const jobOf = async ({ storage }: StepContext, kind: string) => {
  const job = (await listJobs(storage.db, { kinds: [kind] }))[0]
  if (!job) throw new Error(`a job of kind ${kind}`)
  return job
}

describe('the lease', () => {
  test('is renewed while a step prepares for longer than it', async () => {
    const app = await ground.open({ leaseSeconds: 3 })
    await submit(app)
    const slow = reading({ ...app, leaseMs: 300 }, async (bytes) => {
      await sleep(1200)
      return app.readWorkbook(bytes)
    })
    const working = workNext(slow, 'slow')
    const reaped: unknown[] = []
    for (let n = 0; n < 12; n += 1) {
      await sleep(100)
      reaped.push(...(await reapSilent(app)))
    }
    expect((await working)?.error).toBeUndefined()
    expect(reaped).toEqual([])
    expect(await jobOf(app, 'ingest')).toMatchObject({ state: 'done', crash: 0, attempt: 0 })
  })

  test('when lost stops the work, and nothing of it is written', async () => {
    const app = await ground.open()
    await submit(app)
    const never = reading({ ...app, leaseMs: 300 }, () => new Promise(() => undefined))
    const working = workNext(never, 'lost')
    await expect.poll(async () => (await jobOf(app, 'ingest')).state).toBe('running')
    await app.storage.transaction((tx) => reapJobs(tx, { now: '2999-01-01T00:00:00.000Z' }))
    const worked = await working
    expect(String(worked?.error)).toContain('was lost')
    expect(await jobOf(app, 'ingest')).toMatchObject({ state: 'ready', crash: 1, attempt: 0, error: null })
    expect(await listSubmissions(app.storage.db)).toEqual([])
    expect((await workNext(app, 'next'))?.error).toBeUndefined()
    expect(await listSubmissions(app.storage.db)).toHaveLength(1)
  })

  test('when lost after reading keeps the commit out, and the other worker counts', async () => {
    const app = await ground.open()
    await submit(app)
    const robbed = reading(app, async (bytes) => {
      await app.storage.transaction((tx) => reapJobs(tx, { now: '2999-01-01T00:00:00.000Z' }))
      expect((await workNext(app, 'thief'))?.error).toBeUndefined()
      return app.readWorkbook(bytes)
    })
    expect(String((await workNext(robbed, 'robbed'))?.error)).toContain('was lost')
    const job = await jobOf(app, 'ingest')
    expect(job).toMatchObject({ state: 'done', crash: 1, attempt: 0 })
    expect(await listSubmissions(app.storage.db)).toHaveLength(1)
    const events = await listJobEvents(app.storage.db, job.id)
    expect(events.map((e) => [e.kind, e.worker])).toEqual([
      ['inserted', null],
      ['claimed', 'robbed'],
      ['reaped', 'robbed'],
      ['claimed', 'thief'],
      ['done', 'thief'],
    ])
  })
})

test('an error waits longer each time, is not taken before its time, and is told in the end', async () => {
  const clock = openTestClock('2020-11-03T00:00:00.000Z')
  const app = await ground.open({ clock })
  await submit(app)
  const broken = reading(app, () => Promise.reject(new Error('the share is away')))
  const waits: number[] = []
  for (let n = 1; n <= 5; n += 1) {
    expect(String((await workNext(broken, 'w'))?.error)).toContain('the share is away')
    const { runAt, ...job } = await jobOf(app, 'ingest')
    expect(job).toMatchObject({ state: 'ready', attempt: n, crash: 0 })
    waits.push(Date.parse(runAt) - Date.parse(clock.now()))
    clock.advance((waits.at(-1) ?? 0) - 1)
    expect(await workNext(broken, 'w')).toBeUndefined()
    clock.advance(1)
  }
  expect(waits).toEqual(waits.toSorted((a, b) => a - b))
  await workNext(broken, 'w')
  const failed = await jobOf(app, 'ingest')
  expect(failed).toMatchObject({ state: 'failed', attempt: 6, crash: 0 })
  clock.advance(1e9)
  expect(await workNext(broken, 'w')).toBeUndefined()
  const shown = await run(ground.data, 'jobs')
  expect(shown.out).toMatch(/ingest .*失败 +6 +0 .*the share is away/)
})

const DYING = fileURLToPath(new URL('../dying-worker.ts', import.meta.url))

/** Lets a process take the next job and die in the middle of reading; the signal that ended it. */
const letDie = async (data: string): Promise<unknown> => {
  const child = spawn(process.execPath, [DYING, data], { stdio: 'ignore' })
  const [, signal] = await once(child, 'exit')
  return signal
}

test('what kills its worker five times is parked in sight, and a person starts it afresh', async () => {
  const app = await ground.open()
  await submit(app)
  for (let n = 1; n <= 5; n += 1) {
    expect(await letDie(ground.data)).toBe('SIGKILL')
    await app.storage.transaction((tx) => reapJobs(tx, { now: '2999-01-01T00:00:00.000Z' }))
  }
  const { id } = await jobOf(app, 'ingest')
  expect(await findJob(app.storage.db, id)).toMatchObject({ state: 'parked', crash: 5, attempt: 0 })
  expect(await workNext(app, 'w')).toBeUndefined()
  expect((await run(ground.data, 'jobs')).out).toMatch(/ingest .*停放 +0 +5 .*died 5 times/)
  const history = await runJson(ground.data, 'jobs', 'show', String(id))
  expect(history.events.filter((e: { kind: string }) => e.kind === 'parked')).toHaveLength(1)
  expect((await run(ground.data, 'jobs', 'retry', '999')).code).toBe(1)
  expect((await run(ground.data, 'jobs', 'retry', String(id))).code).toBe(0)
  const again = await run(ground.data, 'jobs', 'retry', String(id))
  expect([again.code, again.err]).toEqual([1, `作业 ${id}：发现「ready」，应为失败或停放的作业\n`])
  expect((await run(ground.data, 'jobs', 'work')).code).toBe(0)
  expect(await listSubmissions(app.storage.db)).toHaveLength(1)
})

describe('the runner of a service', () => {
  test('takes what this process asks for, with all that follows', async () => {
    const app = await ground.open()
    const runner = openRunner(app, { worker: 'serve', jobsAtOnce: 1 })
    await submit(app)
    await expect.poll(async () => (await jobOf(app, 'judge')).state, { timeout: 20_000 }).toBe('done')
    await runner.stop(1_000)
    const ingest = await jobOf(app, 'ingest')
    expect(await jobOf(app, 'judge')).toMatchObject({ cause: ingest.id })
  })

  test('stops in time: what hangs is given back untouched and is due at once', async () => {
    const app = await ground.open()
    await submit(app)
    const hanging = reading(app, () => new Promise(() => undefined))
    const runner = openRunner(hanging, { worker: 'serve', jobsAtOnce: 1 })
    await expect.poll(async () => (await jobOf(app, 'ingest')).state).toBe('running')
    const begun = performance.now()
    await runner.stop(200)
    expect(performance.now() - begun).toBeLessThan(5_000)
    const job = await jobOf(app, 'ingest')
    expect(job).toMatchObject({ state: 'ready', attempt: 0, crash: 0, worker: null })
    expect((await listJobEvents(app.storage.db, job.id)).at(-1)?.kind).toBe('released')
    expect((await workNext(app, 'next'))?.error).toBeUndefined()
  })

  test('takes back the job of a worker that was killed, while it runs', async () => {
    const app = await ground.open({ leaseSeconds: 3 })
    await submit(app)
    expect(await letDie(ground.data)).toBe('SIGKILL')
    const runner = openRunner(app, { worker: 'serve', jobsAtOnce: 1 })
    await expect.poll(async () => (await jobOf(app, 'ingest')).state, { timeout: 20_000 }).toBe('done')
    await runner.stop(1_000)
    expect(await jobOf(app, 'ingest')).toMatchObject({ crash: 1, attempt: 0 })
  })
})

test('a command beside a service shares the work and waits for what the service has in hand', async () => {
  const service = await ground.open()
  const slow = reading(service, async (bytes) => {
    await sleep(50)
    return service.readWorkbook(bytes)
  })
  const runner = openRunner(slow, { worker: 'serve', jobsAtOnce: 1 })
  const command = await ground.open()
  const values = [1, 2, 3, 4, 5, 6]
  for (const value of values) await settleSubmitted(command, 'cli', await submit(command, value))
  expect(await listSubmissions(command.storage.db)).toHaveLength(values.length)
  const jobs = await listJobs(command.storage.db)
  expect(jobs.filter((j) => j.state !== 'done')).toEqual([])
  expect(jobs.every((j) => j.attempt === 0 && j.crash === 0)).toBe(true)
  await runner.stop(1_000)
})

test('the list shows what is not done and what was done last; the rest on request', async () => {
  const clock = openTestClock('2020-11-03T00:00:00.000Z')
  const app = await ground.open({ clock })
  const payload = { plan: 'zj-digital-2022', region: '330000' }
  const ask = (key: string) => requestJobs(app, [{ kind: 'judge', key, payload }])
  for (let n = 1; n <= 35; n += 1) await ask(`done-${n}`)
  while (await workNext(app, 'w'));
  await ask('waiting')
  const rows = (out: string) => out.split('\n').filter((line) => / judge /.test(line))
  const { out } = await run(ground.data, 'jobs')
  expect(rows(out)).toHaveLength(31)
  expect(out).toContain('waiting')
  expect(out).toContain('另有 5 项')
  expect(rows((await run(ground.data, 'jobs', '--all')).out)).toHaveLength(36)
  expect(rows((await run(ground.data, 'jobs', '--state', 'ready')).out)).toHaveLength(1)
  expect((await runJson(ground.data, 'jobs')).jobs).toHaveLength(36)
})
