/** Knows what every kind of worker owes: embedded on SQLite, polling PostgreSQL, or hearing of work through Redis. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Redis } from 'ioredis'
import { describe, expect, test } from 'vitest'
import type { App } from '../../app.ts'
import { InputError } from '../../indicators/input-error.ts'
import type { StepContext } from '../../jobs/step.ts'
import { submitWorkbook } from '../../jobs/submission/submit.ts'
import { openBullmqRunner } from '../../jobs/ledger/bullmq.ts'
import { openRunner } from '../../jobs/ledger/runner.ts'
import { insertJobs, listJobEvents, listJobs } from '../../storage/jobs.ts'
import { openRedisServer } from '../engines.ts'
import { composeWorkbook, eachInFolder } from './ground.ts'
import { drivers, eachWith, noRedis, redisProgram, type Environment } from './drivers.ts'

const CLI = fileURLToPath(new URL('../../cli.ts', import.meta.url))
const submit = async (app: App, value = 26694) => {
  const bytes = await composeWorkbook('2019', value)
  return submitWorkbook({ file: `${value}.xlsx`, bytes, given: {} }, app)
}
const jobOf = async ({ storage }: StepContext, kind: string) =>
  (await listJobs(storage.db, { kinds: [kind] }))[0]

/** Many small jobs: judging where there is nothing to judge. */
const insertMany = (app: App, count: number, mark: string) =>
  app.storage.transaction((tx) =>
    insertJobs(tx, {
      now: app.clock.now(),
      jobs: Array.from({ length: count }, (_, n) => ({
        kind: 'judge',
        key: `${mark}${n}`,
        payload: { plan: 'zj-digital-2022', region: '330000' },
      })),
    }),
  )
const countOpen = async ({ storage }: StepContext) =>
  (await listJobs(storage.db, { states: ['ready', 'running'] })).length

/** Every job was claimed once, done once, and nothing else happened to it. */
const expectOnce = async (app: App): Promise<void> => {
  for (const job of await listJobs(app.storage.db)) {
    expect(job).toMatchObject({ state: 'done', attempt: 0, crash: 0 })
    const events = await listJobEvents(app.storage.db, job.id)
    expect(events.map((event) => event.kind)).toEqual(['inserted', 'claimed', 'done'])
  }
}

const startProcess = (directory: string, name: string, environment: Environment) => {
  const args = [CLI, '--data', directory, 'worker', '--name', name]
  const child = spawn(process.execPath, args, { env: { ...process.env, ...environment } })
  let told = ''
  child.stderr.on('data', (chunk: Buffer) => {
    told += chunk.toString()
  })
  return {
    child,
    told: () => told,
    ready: () => expect.poll(() => told, { timeout: 20_000 }).toContain('worker ready'),
  }
}

describe.each(drivers)('a worker on $name', ({ name, needs, missing }) => {
  if (missing !== undefined) {
    test.skip(`on ${name}: skipped, ${missing}`, () => {})
    return
  }
  const services = eachWith(needs)
  const ground = eachInFolder()
  const open = (more: { readonly leaseSeconds?: number } = {}) =>
    ground.open({ ...more, environment: services.environment })

  test('does what is asked for, with all that follows', async () => {
    const app = await open()
    const runner = await app.startWorker('w')
    await submit(app)
    await expect.poll(async () => (await jobOf(app, 'judge'))?.state, { timeout: 20_000 }).toBe('done')
    await runner.stop(1_000)
    expect(await jobOf(app, 'judge')).toMatchObject({ cause: (await jobOf(app, 'ingest'))?.id })
    await expectOnce(app)
  })

  test('hears of what another process put into the ledger', async () => {
    const app = await open()
    const runner = await app.startWorker('w')
    await submit(await open())
    await expect.poll(async () => (await jobOf(app, 'judge'))?.state, { timeout: 20_000 }).toBe('done')
    await runner.stop(1_000)
  })

  test('three share the work, each job once', async () => {
    const app = await open()
    await insertMany(app, 60, 'j')
    const runners = await Promise.all(
      ['a', 'b', 'c'].map(async (worker) => (await open()).startWorker(worker)),
    )
    await expect.poll(() => countOpen(app), { timeout: 30_000 }).toBe(0)
    await Promise.all(runners.map((runner) => runner.stop(1_000)))
    await expectOnce(app)
  })

  test('stops in time: what hangs is given back untouched and is due at once', async () => {
    const app = await open()
    await submit(app)
    const hanging = { ...app, readWorkbook: () => new Promise<never>(() => undefined) }
    const options = { worker: 'w', jobsAtOnce: 1 }
    const url = services.environment['REDIS_URL']
    const runner =
      url === undefined ? openRunner(hanging, options) : await openBullmqRunner(hanging, { ...options, url })
    await expect.poll(async () => (await jobOf(app, 'ingest'))?.state, { timeout: 10_000 }).toBe('running')
    const begun = performance.now()
    await runner.stop(200)
    expect(performance.now() - begun).toBeLessThan(5_000)
    expect(await jobOf(app, 'ingest')).toMatchObject({ state: 'ready', attempt: 0, crash: 0, worker: null })
  })

  test('as a process of its own ends on SIGTERM in good order and in under ten seconds', async () => {
    const app = await open()
    const { child, ready, told } = startProcess(ground.data, 'w', services.environment)
    await ready()
    await submit(app)
    await expect.poll(async () => (await jobOf(app, 'judge'))?.state, { timeout: 20_000 }).toBe('done')
    const ended = once(child, 'exit')
    const begun = performance.now()
    child.kill('SIGTERM')
    expect(await ended).toEqual([0, null])
    expect(performance.now() - begun).toBeLessThan(10_000)
    expect(told()).toContain('worker stopped')
    expect(told()).not.toContain('"level":"error"')
  })
})

describe.skipIf(noRedis !== undefined)(`Redis${noRedis === undefined ? '' : `: skipped, ${noRedis}`}`, () => {
  const services = eachWith(['DATABASE_URL', 'REDIS_URL'])
  const ground = eachInFolder()
  const open = () => ground.open({ environment: services.environment })

  test('emptied, killed and started without a memory while there is work: every job is done once', async () => {
    const app = await open()
    const { broker } = services
    const runners = await Promise.all(['a', 'b'].map(async (worker) => (await open()).startWorker(worker)))
    for (const [turn, harm] of [broker.flush, broker.kill, broker.start, broker.flush].entries()) {
      await insertMany(app, 50, `${turn}-`)
      await harm()
      await sleep(300)
    }
    await insertMany(app, 50, 'last-')
    await expect.poll(() => countOpen(app), { timeout: 30_000 }).toBe(0)
    await Promise.all(runners.map((runner) => runner.stop(1_000)))
    expect(await listJobs(app.storage.db)).toHaveLength(250)
    await expectOnce(app)
  })

  test('that hangs or is away does not keep the work from being done, nor the worker from ending', async () => {
    const app = await open()
    const runner = await app.startWorker('w')
    services.broker.freeze()
    await insertMany(app, 3, 'frozen-')
    await expect.poll(() => countOpen(app), { timeout: 30_000 }).toBe(0)
    services.broker.thaw()
    await services.broker.kill()
    await insertMany(app, 3, 'dead-')
    await expect.poll(() => countOpen(app), { timeout: 30_000 }).toBe(0)
    const begun = performance.now()
    await runner.stop(500)
    expect(performance.now() - begun).toBeLessThan(5_000)
  })

  test('that is away when a worker starts is used once it is there', async () => {
    await services.broker.kill()
    const app = await open()
    const runner = await app.startWorker('w')
    await insertMany(app, 2, 'without-')
    await expect.poll(() => countOpen(app), { timeout: 30_000 }).toBe(0)
    await services.broker.start()
    const client = new Redis(services.broker.url)
    await expect
      .poll(
        async () => {
          await insertMany(app, 1, `with-${performance.now()}`)
          return client.exists('beizeng:ledger:events')
        },
        { timeout: 20_000, interval: 500 },
      )
      .toBe(1)
    client.disconnect()
    await expect.poll(() => countOpen(app), { timeout: 30_000 }).toBe(0)
    await runner.stop(1_000)
    await expectOnce(app)
  })

  test('that was never there does not keep the process of a worker from ending when told', async () => {
    await services.broker.kill()
    const { child, ready } = startProcess(ground.data, 'w', services.environment)
    await ready()
    const ended = once(child, 'exit')
    const begun = performance.now()
    child.kill('SIGTERM')
    expect(await ended).toEqual([0, null])
    expect(performance.now() - begun).toBeLessThan(10_000)
  })

  test('holds nothing but ids, and nothing once the work is done', async () => {
    const app = await open()
    const frozen = { ...app, readWorkbook: () => new Promise<never>(() => undefined) }
    const client = new Redis(services.broker.url)
    const runner = await openBullmqRunner(frozen, { worker: 'w', jobsAtOnce: 1, url: services.broker.url })
    await submit(app)
    await expect.poll(async () => (await jobOf(app, 'ingest'))?.state, { timeout: 10_000 }).toBe('running')
    const hints = async () =>
      (await client.keys('*')).filter((key) => /^beizeng:ledger:[0-9a-f-]{36}$/.test(key))
    const [hint = ''] = await hints()
    expect(JSON.parse((await client.hget(hint, 'data')) ?? '')).toEqual({
      id: (await jobOf(app, 'ingest'))?.id,
    })
    await runner.stop(100)
    await expect.poll(hints, { timeout: 5_000 }).toEqual([])
    client.disconnect()
  })
})

describe.skipIf(noRedis !== undefined)('a Redis that is refused', () => {
  const ground = eachInFolder()
  const refusalOf = async (url: string) => {
    const app = await ground.open({ environment: { REDIS_URL: url } })
    const refused: unknown = await app.startWorker('w').then(
      (runner) => runner.stop(100),
      (error: unknown) => error,
    )
    expect(refused).toBeInstanceOf(InputError)
    return refused instanceof InputError ? refused.issues[0] : undefined
  }

  test.each(['allkeys-lru', 'volatile-ttl'])('for it evicts: %s', async (policy) => {
    const broker = await openRedisServer(redisProgram, '--maxmemory-policy', policy)
    expect(await refusalOf(broker.url)).toMatchObject({
      where: { zh: '环境变量 REDIS_URL' },
      found: `maxmemory-policy ${policy}`,
      expected: { zh: expect.stringContaining('noeviction') },
    })
    await broker.remove()
  })

  test('for the password is wrong or missing; it is not repeated', async () => {
    const broker = await openRedisServer(redisProgram, '--requirepass', 'richtig')
    const wrong = await refusalOf(broker.url.replace('//', '//:geheim@'))
    expect(wrong).toMatchObject({ expected: { zh: 'Redis 接受的用户名和密码' } })
    expect(JSON.stringify(wrong)).not.toContain('geheim')
    expect(await refusalOf(broker.url)).toMatchObject({ expected: { zh: 'Redis 接受的用户名和密码' } })
    await broker.remove()
  })

  test('for there is no such host or no such database', async () => {
    expect((await refusalOf('redis://no-such-host.invalid:6379'))?.found).toContain('ENOTFOUND')
    const broker = await openRedisServer(redisProgram)
    expect(await refusalOf(broker.url.replace(/0$/, '99'))).toMatchObject({ expected: { zh: '已有的库号' } })
    await broker.remove()
  })
})
