/** Knows what Prometheus is told: the state of the ledger as it is read at that moment, and what this process counted itself. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Counted, Vitals } from '../storage/vitals.ts'

/** What the metrics are read from, at every scrape. */
export interface MetricsSource {
  readonly program: string
  /** The instant, ISO text in UTC. */
  readonly now: () => string
  readonly vitals: () => Promise<Vitals>
  /** How long the oldest slot of each schedule waits to become a job. */
  readonly lags: (vitals: Vitals) => readonly { readonly id: string; readonly seconds: number }[]
}

export interface Metrics {
  jobEnded(job: { readonly kind: string; readonly end: string; readonly seconds: number }): void
  readerKilled(reason: string): void
  /** The page of metrics and its type. */
  render(source: MetricsSource): Promise<{ readonly body: string; readonly contentType: string }>
}

/** From a short judgement to a deep verification. */
const SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800]

const secondsOf = (instant: string): number => Date.parse(instant) / 1000

const openCounters = (registry: Registry) => ({
  ended: new Histogram({
    name: 'beizeng_job_duration_seconds',
    help: 'Time that this process spent on an attempt at a job, by how it ended.',
    labelNames: ['kind', 'end'],
    buckets: SECONDS,
    registers: [registry],
  }),
  killed: new Counter({
    name: 'beizeng_reader_kills_total',
    help: 'Reader processes of this process that were ended over a workbook.',
    labelNames: ['reason'],
    registers: [registry],
  }),
})

/** A page of gauges, made anew for every scrape: what is gone from the ledger is gone from the page. */
const openPage = () => {
  const registry = new Registry()
  const tell = (name: string, help: string, values: readonly Counted[]) => {
    // A gauge that was never set would say 0.
    if (values.length === 0) return
    const labelNames = [...new Set(values.flatMap(({ labels }) => Object.keys(labels)))]
    const gauge = new Gauge({ name, help, labelNames, registers: [registry] })
    for (const { labels, value } of values) gauge.set({ ...labels }, value)
  }
  return { registry, tell }
}

const one = (value: number): readonly Counted[] => [{ labels: {}, value }]

const tellWork = ({ tell }: ReturnType<typeof openPage>, vitals: Vitals, now: string): void => {
  tell('beizeng_jobs', 'Jobs in the ledger, by kind and state.', vitals.jobs)
  tell('beizeng_job_failed_attempts', 'Attempts that failed, of the jobs in the ledger.', vitals.attempts)
  tell(
    'beizeng_job_crashes',
    'Times that a worker died over a job, of the jobs in the ledger.',
    vitals.crashes,
  )
  const waited = vitals.dueSince === null ? 0 : Math.max(0, secondsOf(now) - secondsOf(vitals.dueSince))
  tell('beizeng_queue_age_seconds', 'How long the job that is due the longest has waited.', one(waited))
  tell(
    'beizeng_schedule_last_slot_timestamp_seconds',
    'The last slot of each schedule that became a job.',
    vitals.schedules.flatMap(({ id, lastSlot }) =>
      lastSlot === null ? [] : [{ labels: { schedule: id }, value: secondsOf(lastSlot) }],
    ),
  )
  tell(
    'beizeng_job_last_done_timestamp_seconds',
    'When a job of the kind was last done: of the kind backup, when the last backup of the schedule was taken.',
    vitals.done.map(({ kind, at }) => ({ labels: { kind }, value: secondsOf(at) })),
  )
  const backup = vitals.done.find(({ kind }) => kind === 'backup')
  // Without any backup there is no age: an alert on its absence is right.
  const ages = backup ? one(Math.max(0, secondsOf(now) - secondsOf(backup.at))) : []
  tell(
    'beizeng_backup_age_seconds',
    'Age of the last backup of the schedule; absent when there is none.',
    ages,
  )
}

const tellRecords = ({ tell }: ReturnType<typeof openPage>, vitals: Vitals): void => {
  tell('beizeng_submissions', 'Submissions received, by outcome.', vitals.submissions)
  tell('beizeng_findings', 'Findings of the audit, by class.', vitals.findings)
  tell('beizeng_warnings', 'Warnings ever opened.', one(vitals.warnings))
  tell('beizeng_outbox_messages', 'Messages in the outbox, by channel and state.', vitals.outbox)
  tell('beizeng_channel_stopped', '1 for a channel that is stopped, else 0.', vitals.channels)
  tell('beizeng_outbox_held', '1 while nothing leaves after a restore, else 0.', one(vitals.held ? 1 : 0))
  tell('beizeng_database_size_bytes', 'Size of the database.', one(vitals.databaseBytes))
}

const NOTHING_MEASURED = /^nodejs_eventloop_lag_mean_seconds Nan$/m
const LAG_MEASURES = /^nodejs_eventloop_lag_(?:min|max|mean|stddev|p\d+)_seconds \S+\n/gm

/** Before the event loop was first measured its least lag would be 292 years, and its mean no number: then nothing is told of it. */
const omitUnmeasured = (page: string): string =>
  NOTHING_MEASURED.test(page) ? page.replaceAll(LAG_MEASURES, '') : page

/** Opens the metrics of this process. */
export const openMetrics = (): Metrics => {
  const own = new Registry()
  const { ended, killed } = openCounters(own)
  let isObserved = false
  return {
    jobEnded: ({ kind, end, seconds }) => ended.observe({ kind, end }, seconds),
    readerKilled: (reason) => killed.inc({ reason }),
    render: async ({ program, now, vitals, lags }) => {
      // Watching the event loop costs a little: only a process that is asked does it.
      if (!isObserved) collectDefaultMetrics({ register: own })
      isObserved = true
      const page = openPage()
      page.tell('beizeng_build_info', 'Version of the program.', [{ labels: { version: program }, value: 1 }])
      const read = await vitals()
      tellWork(page, read, now())
      page.tell(
        'beizeng_schedule_lag_seconds',
        'How long the oldest slot of each schedule waits to become a job.',
        lags(read).map(({ id, seconds }) => ({ labels: { schedule: id }, value: seconds })),
      )
      tellRecords(page, read)
      const merged = Registry.merge([page.registry, own])
      return { body: omitUnmeasured(await merged.metrics()), contentType: merged.contentType }
    },
  }
}
