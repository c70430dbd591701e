/** Shows that the metrics say what the ledger holds, in the format and by the names that Prometheus asks for. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { listScheduleLags } from '../../jobs/schedule/schedule-lag.ts'
import { openStorage, type Storage } from '../../storage/index.ts'
import { stopChannel, writeChannel } from '../../storage/channels.ts'
import { appendRestoration } from '../../storage/restorations.ts'
import { readVitals } from '../../storage/vitals.ts'
import { openMetrics } from '../../web/metrics.ts'
import { composeWorkbook, eachInFolder } from '../jobs/ground.ts'
import { runJson } from '../run-cli.ts'
import { ENGINES, fill, missing, type Place } from '../storage/backup/ground.ts'
import { at } from '../storage/contract/ground.ts'

/** One sample a line: name, labels, value. */
const SAMPLE = /^([a-z0-9_]+)(?:\{((?:[a-z_]+="(?:[^"\\]|\\.)*",?)*)\})? (\S+)$/

const parsePage = (body: string): Map<string, number> => {
  const samples = new Map<string, number>()
  for (const line of body.split('\n').filter((one) => one !== '' && !one.startsWith('#'))) {
    const [, name = '', labels = '', value = ''] = SAMPLE.exec(line) ?? []
    expect(name, line).not.toBe('')
    expect(value, line).toMatch(/^(-?\d+(\.\d+)?(e[+-]?\d+)?|[+-]Inf)$/)
    const key = labels === '' ? name : `${name}{${labels}}`
    expect(samples.has(key), `twice: ${key}`).toBe(false)
    if (name.startsWith('nodejs_eventloop_lag')) expect(Number(value), line).toBeLessThan(3600)
    samples.set(key, Number(value))
  }
  return samples
}

describe.each(ENGINES)(`on $name${missing}`, ({ make }) => {
  let place: Place | undefined
  let storage: Storage | undefined
  afterEach(async () => {
    await storage?.close()
    await place?.remove()
  })

  test('every number is what stands in the ledger', async () => {
    place = await make()
    const store = await openStorage(place.options)
    storage = store
    await fill(store)
    const by = { now: at(0), actor: 'a' }
    await store.transaction(async (tx) => {
      for (const name of ['mail', 'ding'])
        await writeChannel(tx, { name, kind: 'smtp', setting: {}, secrets: {} }, by)
      await stopChannel(tx, { ...by, name: 'mail', detail: '535 no' })
    })
    const metrics = openMetrics()
    metrics.jobEnded({ kind: 'ingest', end: 'done', seconds: 0.2 })
    metrics.readerKilled('reader.time')
    const now = at(60)
    const source = { program: '0.1.0', now: () => now, vitals: () => readVitals(store, now), lags: () => [] }
    const { body, contentType } = await metrics.render(source)
    expect(contentType).toContain('text/plain')
    const samples = parsePage(body)
    expect(
      Object.fromEntries([...samples].filter(([key]) => /^beizeng_(?!database|job_duration)/.test(key))),
    ).toEqual({
      'beizeng_build_info{version="0.1.0"}': 1,
      'beizeng_jobs{kind="return",state="done"}': 1,
      'beizeng_jobs{kind="return",state="ready"}': 1,
      'beizeng_jobs{kind="return",state="running"}': 1,
      'beizeng_job_failed_attempts{kind="return"}': 0,
      'beizeng_job_crashes{kind="return"}': 0,
      beizeng_queue_age_seconds: 3600,
      'beizeng_job_last_done_timestamp_seconds{kind="return"}': Date.parse(at(2)) / 1000,
      'beizeng_submissions{outcome="accepted"}': 2,
      'beizeng_findings{class="notice"}': 2,
      beizeng_warnings: 1,
      'beizeng_outbox_messages{channel="mail",state="queued"}': 1,
      'beizeng_outbox_messages{channel="mail",state="sending"}': 1,
      'beizeng_outbox_messages{channel="mail",state="committing"}': 1,
      'beizeng_outbox_messages{channel="mail",state="sent"}': 1,
      beizeng_outbox_held: 0,
      'beizeng_channel_stopped{channel="mail"}': 1,
      'beizeng_channel_stopped{channel="ding"}': 0,
      'beizeng_reader_kills_total{reason="reader.time"}': 1,
    })
    expect(samples.get('beizeng_database_size_bytes')).toBeGreaterThan(4096)
    expect(samples.get('beizeng_job_duration_seconds_count{kind="ingest",end="done"}')).toBe(1)
    expect(samples.get('beizeng_job_duration_seconds_bucket{le="0.1",kind="ingest",end="done"}')).toBe(0)
    expect(samples.get('beizeng_job_duration_seconds_bucket{le="0.25",kind="ingest",end="done"}')).toBe(1)
    expect([...samples.keys()].some((key) => key.startsWith('nodejs_eventloop_lag'))).toBe(true)

    await store.transaction((tx) =>
      appendRestoration(tx, { at: now, taken: at(1), program: '0.1.0', file: 'b.tar' }),
    )
    expect(parsePage((await metrics.render(source)).body).get('beizeng_outbox_held')).toBe(1)
  })
})

test('names and help are as Prometheus asks: a unit or _total at the end, help for each', async () => {
  const vitals = {
    jobs: [],
    attempts: [],
    crashes: [],
    dueSince: null,
    submissions: [],
    findings: [],
    warnings: 0,
    outbox: [{ labels: { channel: '钉钉"\\\n', state: 'queued' }, value: 1 }],
    channels: [{ labels: { channel: '钉钉' }, value: 0 }],
    held: false,
    schedules: [{ id: 'nightly-backup', lastSlot: at(0) }],
    done: [{ kind: 'backup', at: at(0) }],
    databaseBytes: 1,
  }
  const source = { program: '1', now: () => at(10), vitals: () => Promise.resolve(vitals), lags: () => [] }
  const { body } = await openMetrics().render(source)
  const samples = parsePage(body)
  expect(samples.get('beizeng_backup_age_seconds')).toBe(600)
  expect(samples.get('beizeng_schedule_last_slot_timestamp_seconds{schedule="nightly-backup"}')).toBe(
    Date.parse(at(0)) / 1000,
  )
  const types = new Map(
    [...body.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => [name, type]),
  )
  const helps = new Set([...body.matchAll(/^# HELP (\S+) \S/gm)].map(([, name]) => name))
  for (const [name, type] of types) {
    expect(helps.has(name), name).toBe(true)
    if (!name.startsWith('beizeng_')) continue
    expect(name.endsWith('_total'), name).toBe(type === 'counter')
    if (type === 'histogram') expect(name).toMatch(/_(seconds|bytes)$/)
  }
})

const place = eachInFolder()

test('what a process did is counted, and shown by the program that did it', async () => {
  const file = join(place.folder, 'a.xlsx')
  await writeFile(file, await composeWorkbook('2019', 1))
  await runJson(place.data, 'ingest', file)
  const app = await place.open()
  const samples = parsePage((await app.metrics()).body)
  expect(samples.get('beizeng_jobs{kind="ingest",state="done"}')).toBe(1)
  expect(samples.get('beizeng_submissions{outcome="accepted"}')).toBe(1)
  expect(samples.get('beizeng_schedule_lag_seconds{schedule="nightly-backup"}')).toBe(0)
})

test('a schedule is behind by the age of its oldest slot that is no job yet', () => {
  const entry = {
    id: 'n',
    work: 'backup',
    cron: '30 1 * * *',
    days: 'every',
    catchup: 'latest',
    note: 'n',
  } as const
  const lagAt = (lastSlot: string | null, now: string) =>
    listScheduleLags([entry], { stored: [{ id: 'n', lastSlot }], now })[0]?.seconds
  // 01:30 in Shanghai is 17:30 UTC of the day before.
  expect(lagAt('2020-11-01T17:30:00.000Z', '2020-11-02T17:29:59.000Z')).toBe(0)
  expect(lagAt('2020-11-01T17:30:00.000Z', '2020-11-02T17:31:00.000Z')).toBe(60)
  expect(lagAt('2020-11-01T17:30:00.000Z', '2020-11-04T17:31:00.000Z')).toBe(2 * 86_400 + 60)
  expect(lagAt(null, '2020-11-04T17:31:00.000Z')).toBe(0)
})
