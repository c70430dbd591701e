/** Knows how a job and its history are shown on the terminal. */
import { text, type Language } from '../indicators/text.ts'
import { wallTime } from '../indicators/wall-time.ts'
import type { Job } from '../storage/jobs.ts'
import type { JobState } from '../storage/tables/job.ts'

const STATES: Readonly<Record<JobState, ReturnType<typeof text>>> = {
  ready: text('待办', 'ready'),
  running: text('进行中', 'running'),
  done: text('完成', 'done'),
  failed: text('失败', 'failed'),
  parked: text('停放', 'parked'),
}

const EVENTS: Readonly<Record<string, ReturnType<typeof text>>> = {
  inserted: text('列入', 'inserted'),
  claimed: text('领取', 'claimed'),
  done: text('完成', 'done'),
  retrying: text('出错，待重试', 'error, to be retried'),
  failed: text('出错，不再重试', 'failed'),
  reaped: text('执行者中断，收回', 'worker fell silent, taken back'),
  released: text('执行者停机，交回', 'worker stopped, given back'),
  'put-off': text('让后，交回', 'put off, given back'),
  parked: text('多次中断，停放', 'parked after repeated crashes'),
  restored: text('随备份恢复，重新待办', 'restored from a backup, ready again'),
  retried: text('人工重新开始', 'started afresh by a person'),
}

const STEPS = [
  [86_400_000, text('天', 'd')],
  [3_600_000, text('小时', 'h')],
  [60_000, text('分', 'min')],
] as const

/** A length of time in its largest unit. */
const lengthText = (milliseconds: number, language: Language): string => {
  const step = STEPS.find(([size]) => milliseconds >= size)
  if (step) return `${Math.floor(milliseconds / step[0])} ${step[1][language]}`
  return `${Math.max(0, Math.floor(milliseconds / 1000))} ${text('秒', 's')[language]}`
}

const ageOf = ({ createdAt }: Job, now: string): number => Date.parse(now) - Date.parse(createdAt)

const LONGEST_ERROR = 60

const firstLine = (words: string): string => {
  const [line = ''] = words.split('\n')
  return line.length > LONGEST_ERROR ? `${line.slice(0, LONGEST_ERROR - 1)}…` : line
}

export const JOB_HEADER = [
  text('编号', 'id'),
  text('种类', 'kind'),
  text('对象', 'key'),
  text('状态', 'state'),
  text('出错', 'attempts'),
  text('中断', 'crashes'),
  text('列入以来', 'age'),
  text('下次', 'due'),
  text('错误', 'error'),
]

/** One line of the list. */
export const jobColumns = (job: Job, now: string, language: Language): string[] => [
  String(job.id),
  job.kind,
  job.key,
  STATES[job.state][language],
  String(job.attempt),
  String(job.crash),
  lengthText(ageOf(job, now), language),
  job.state === 'ready' && job.runAt > now ? wallTime(job.runAt) : '',
  firstLine(job.error ?? ''),
]

/** A job as JSON: as it stands in the ledger, and its age in seconds. */
export const describeJob = (job: Job, now: string) => ({ ...job, age: Math.floor(ageOf(job, now) / 1000) })

export const JOB_EVENT_HEADER = [
  text('时间', 'at'),
  text('经过', 'event'),
  text('执行者', 'worker'),
  text('说明', 'detail'),
]

interface Event {
  readonly at: string
  readonly kind: string
  readonly worker: string | null
  readonly detail: string
}

/** What the ledger notes beside a claim and a crash, for people; an error as it was thrown. */
const detailText = (detail: string, language: Language): string => {
  const [, until] = /^until (\S+Z)$/.exec(detail) ?? []
  if (until !== undefined)
    return text(`租约至 ${wallTime(until)}`, `lease until ${wallTime(until)}`)[language]
  const [, crash] = /^crash (\d+)$/.exec(detail) ?? []
  return crash === undefined ? firstLine(detail) : text(`第 ${crash} 次中断`, `crash ${crash}`)[language]
}

/** One line of the history. */
export const jobEventColumns = ({ at, kind, worker, detail }: Event, language: Language): string[] => [
  wallTime(at),
  EVENTS[kind]?.[language] ?? kind,
  worker ?? '',
  detailText(detail, language),
]
