/** Knows that a correction stands, though the file that it corrects is read after it: refused a first time, or by a slower worker. */
import { describe, expect, test } from 'vitest'
import type { App } from '../../app.ts'
import { EVER, parsePeriod } from '../../indicators/period.ts'
import { readChain } from '../../jobs/submission/differences.ts'
import { workNext } from '../../jobs/ledger/ledger.ts'
import { settleSubmitted } from '../../jobs/ledger/settle.ts'
import type { StepContext } from '../../jobs/step.ts'
import { submissionOf, submitWorkbook } from '../../jobs/submission/submit.ts'
import { verify } from '../../jobs/verify/index.ts'
import { listJobEvents, listJobs } from '../../storage/jobs.ts'
import { listObservations } from '../../storage/observations.ts'
import { readSeeds } from '../../storage/seeds.ts'
import { listSubmissions } from '../../storage/submissions.ts'
import { writeTemplate } from '../../workbooks/write-template.ts'
import { runJson } from '../run-cli.ts'
import { composeWorkbook, eachInFolder, openTestClock } from './ground.ts'

const ground = eachInFolder()

const open = async () => {
  const clock = openTestClock('2020-11-03T02:00:00.000Z')
  const app = await ground.open({ clock })
  /** A file comes in, a second after what came before. */
  const sendBytes = async (bytes: Uint8Array, file = 'month.xlsx'): Promise<string> => {
    clock.advance(1_000)
    return submissionOf(await submitWorkbook({ file, bytes, given: {} }, app))
  }
  /** 省统计局 sends 数字经济增加值 of 2019. */
  const send = async (value: number) => sendBytes(await composeWorkbook('2019', value), `${value}.xlsx`)
  const work = async (context: StepContext = app) => {
    while (await workNext(context, 'w'));
  }
  return { app, clock, send, sendBytes, work }
}

/** A workbook of 省商务厅 for a month with 网络零售额 up to it. */
const composeMonth = async (period: string, value: number): Promise<Uint8Array> => {
  const { forms, reportingUnits, variables } = await readSeeds('seeds')
  const form = forms.find((f) => f.code === 'zj-dept-monthly')
  const unit = reportingUnits.find((u) => u.code === 'zj-swt')
  if (!form || !unit) throw new Error('the seeds hold both')
  const entries = [{ variable: 'online_retail', measure: 'ytd', value }] as const
  return writeTemplate({ form, unit, period: parsePeriod(period), variables, entries })
}

/** The same program that fails over its first file so many times, as when a share is away for a while. */
const failing = (app: App, times: number): StepContext => {
  let failed = 0
  let first: Uint8Array | undefined
  return {
    ...app,
    readWorkbook: (bytes) => {
      first ??= bytes
      if (Buffer.compare(first, bytes) !== 0 || failed === times) return app.readWorkbook(bytes)
      failed += 1
      return Promise.reject(new Error('the share is away'))
    },
  }
}

const statusOf = async () => {
  const { indicators } = await runJson(ground.data, 'status')
  const { period, actual } = indicators.find((i: { code: string }) => i.code === 'digital_economy_va')
  return [period, actual]
}

const figuresOf = async ({ storage }: App) =>
  (await listObservations(storage.db, { asOf: EVER })).map(({ figure, source }) => [
    'value' in figure ? figure.value : figure.missing,
    source.file,
  ])

describe('a file and its correction of the same day', () => {
  test('when the file fails once, the correction waits for it', async () => {
    const { app, clock, send, work } = await open()
    const first = await send(26_000)
    const correction = await send(27_000)
    const context = failing(app, 1)
    await work(context)
    expect(await listSubmissions(app.storage.db)).toEqual([])
    const jobs = await listJobs(app.storage.db, { kinds: ['ingest'] })
    expect(jobs.map(({ state, attempt, crash }) => [state, attempt, crash])).toEqual([
      ['ready', 1, 0],
      ['ready', 0, 0],
    ])
    clock.advance(1_000)
    await work(context)
    expect((await listSubmissions(app.storage.db)).map((s) => [s.id, s.sequence])).toEqual([
      [first, 1],
      [correction, 2],
    ])
  })

  test('a command that sends the correction waits with it', async () => {
    const { app, clock, send, work } = await open()
    const first = await send(26_000)
    const context = failing(app, 1)
    await work(context)
    const bytes = await composeWorkbook('2019', 27_000)
    clock.advance(1)
    const submitted = await submitWorkbook({ file: '27000.xlsx', bytes, given: {} }, context)
    const settled = settleSubmitted(context, 'command', submitted)
    const events = async () => {
      const [, job] = await listJobs(app.storage.db, { kinds: ['ingest'] })
      return job ? (await listJobEvents(app.storage.db, job.id)).map((e) => e.kind) : []
    }
    await expect.poll(events, { timeout: 10_000 }).toEqual(['inserted', 'claimed', 'put-off'])
    clock.advance(1_000)
    await settled
    expect((await listSubmissions(app.storage.db)).map((s) => [s.id, s.sequence])).toEqual([
      [first, 1],
      [submissionOf(submitted), 2],
    ])
  })

  test('when the file fails again and is read after the correction, the correction stands', async () => {
    const { app, clock, send, work } = await open()
    const first = await send(26_000)
    const correction = await send(27_000)
    const context = failing(app, 2)
    await work(context)
    clock.advance(1_000)
    await work(context)
    expect((await listSubmissions(app.storage.db)).map((s) => s.id)).toEqual([correction])
    clock.advance(60_000)
    await work()
    expect((await listJobs(app.storage.db)).filter((job) => job.state !== 'done')).toEqual([])
    expect(await figuresOf(app)).toEqual([
      [26_000, '26000.xlsx'],
      [27_000, '27000.xlsx'],
    ])
    const submissions = await listSubmissions(app.storage.db)
    expect(submissions.map((s) => [s.id, s.sequence])).toEqual([
      [first, 2],
      [correction, 1],
    ])
    expect(submissions.map((s) => s.findings.map((f) => `${f.rule} ${f.found}`))).toEqual([
      [`audit.overtaken 晚收到的 ${correction} 1 份已先审核，未与本表核对`],
      [],
    ])
    const [one, two] = submissions
    if (!one || !two) throw new Error('two submissions')
    expect(await readChain(app.storage.db, one)).toMatchObject({ attempt: 1, replacedBy: correction })
    expect(await readChain(app.storage.db, two)).toMatchObject({
      attempt: 2,
      previous: first,
      replaces: [first],
    })
    expect((await verify(app, { deep: true })).flatMap((checked) => checked.problems)).toEqual([])
    expect(await statusOf()).toEqual(['2019', 27_000])
  })

  test('when the correction is judged between the reading of the file and its saving, the file says so', async () => {
    const { app, clock, send, work } = await open()
    await send(26_000)
    const context = failing(app, 2)
    await work(context)
    clock.advance(1_000)
    await work(context)
    clock.advance(60_000)
    const corrections: string[] = []
    const late: StepContext = {
      ...app,
      storage: {
        ...app.storage,
        transaction: async (write) => {
          const [job] = await listJobs(app.storage.db, { kinds: ['ingest'] })
          // The first write claims the file, the next one saves it: it fails no more.
          if (job?.state === 'running' && corrections.length === 0) {
            corrections.push(await send(27_000))
            await work()
          }
          return app.storage.transaction(write)
        },
      },
    }
    expect((await workNext(late, 'late'))?.error).toBeUndefined()
    const submissions = await listSubmissions(app.storage.db)
    expect(submissions.map((s) => [s.file, s.sequence, s.findings.map((f) => f.rule)])).toEqual([
      ['26000.xlsx', 2, ['audit.overtaken']],
      ['27000.xlsx', 1, []],
    ])
  })

  test('when two workers have one each and that of the correction is faster, it waits for the other', async () => {
    const { app, send, work } = await open()
    await send(26_000)
    await send(27_000)
    const [gate, quick] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const slow: StepContext = {
      ...app,
      readWorkbook: async (bytes) => {
        await gate.promise
        return app.readWorkbook(bytes)
      },
    }
    const fast: StepContext = {
      ...app,
      readWorkbook: async (bytes) => {
        const result = await app.readWorkbook(bytes)
        quick.resolve()
        return result
      },
    }
    const slower = workNext(slow, 'slow')
    const running = async () => (await listJobs(app.storage.db, { states: ['running'] })).length
    await expect.poll(running, { timeout: 10_000 }).toBe(1)
    const faster = workNext(fast, 'fast')
    await quick.promise
    expect(await listSubmissions(app.storage.db)).toEqual([])
    gate.resolve()
    expect((await slower)?.error).toBeUndefined()
    expect((await faster)?.error).toBeUndefined()
    await work()
    expect((await listSubmissions(app.storage.db)).map((s) => s.sequence)).toEqual([1, 2])
    expect((await figuresOf(app)).at(-1)).toEqual([27_000, '27000.xlsx'])
    expect(await statusOf()).toEqual(['2019', 27_000])
  })

  test('a file that is read late is audited by what was received before it, as if it had been read in its turn', async () => {
    const { app, clock, sendBytes, work } = await open()
    const first = await sendBytes(await composeMonth('2020-09', 184_000))
    // A tenth, for the year before: whoever looks back on it is asked about a slip of the point.
    await sendBytes(await composeMonth('2019-09', 18_400))
    const context = failing(app, 2)
    await work(context)
    clock.advance(1_000)
    await work(context)
    clock.advance(60_000)
    await work()
    const third = await sendBytes(await composeMonth('2020-09', 184_001))
    await work()
    const received = await listSubmissions(app.storage.db)
    const findings = (id: string) => received.find((s) => s.id === id)?.findings.map((f) => f.rule)
    expect(findings(first)).toEqual(['audit.overtaken'])
    expect(findings(third)).toEqual(['SLIP'])
  })
})
