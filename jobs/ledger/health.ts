/** Knows whether a service is fit to serve: every reason why not, for the operator to read. */
import { text, type Text } from '../../indicators/text.ts'
import { readLedgerPulse, writeHeartbeat, type LedgerPulse } from '../../storage/health.ts'
import { judgeChannels, judgeOutbox } from '../outbox/standstill.ts'
import type { StepContext } from '../step.ts'

/** What is asked for its health, and why it is not well; null when it is. */
export interface Vital {
  readonly name: 'database' | 'archive' | 'ledger' | 'schedule' | 'inbox' | 'outbox' | 'channels'
  readonly trouble: Text | null
}

export interface Health {
  /** Fit to serve: nothing that it needs is in trouble. */
  readonly ready: boolean
  readonly vitals: readonly Vital[]
}

/** The parts of a service that live in its process. */
export interface Living {
  /** When the schedule was last planned without trouble. */
  lastTick(): string
  /** Why the inbox cannot be looked at. */
  inboxTrouble(): string | null
}

/** Nobody who asks waits longer for an answer. */
const PATIENCE_MS = 3_000
/** A write is asked of the disk no more often. */
const BEAT_MS = 10_000
/** Work that has been due for so long, while nothing happened in the ledger, is stuck. */
const STUCK_MS = 10 * 60_000
/** The tick comes each minute. */
const TICK_MS = 3 * 60_000

/** An inbox that is away, an outbox that is held and a stopped channel stop nothing else: they are told, and pages are served. */
const NEEDED: readonly Vital['name'][] = ['database', 'archive', 'ledger', 'schedule']

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const inTime = async (work: Promise<unknown>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE_MS / 1000} s`)), PATIENCE_MS)
  })
  await Promise.race([work, late]).finally(() => clearTimeout(timer))
}

const troubleOf = async (work: Promise<unknown>, words: Text): Promise<Text | null> => {
  try {
    await inTime(work)
    return null
  } catch (error) {
    const found = reasonOf(error)
    return text(`${words.zh}：${found}`, `${words.en}: ${found}`)
  }
}

const age = (instant: string, now: string): number => Date.parse(now) - Date.parse(instant)

/** Why the ledger is stuck; null when its work moves. */
export const judgeLedger = ({ dueSince, lastEvent, leaseUntil }: LedgerPulse, now: string): Text | null => {
  const silent = lastEvent === null || age(lastEvent, now) > STUCK_MS
  if (leaseUntil !== null && age(leaseUntil, now) > STUCK_MS)
    return text(
      `有作业的执行者自 ${leaseUntil} 起没有消息，也没有被收回`,
      `the worker of a job has been silent since ${leaseUntil}, and nobody took the job back`,
    )
  const nobody = leaseUntil === null || leaseUntil < now
  if (dueSince === null || age(dueSince, now) <= STUCK_MS || !silent || !nobody) return null
  return text(
    `有作业自 ${dueSince} 起到期而没有人执行`,
    `a job has been due since ${dueSince} and nobody does it`,
  )
}

const judgeSchedule = (lastTick: string, now: string): Text | null =>
  age(lastTick, now) <= TICK_MS
    ? null
    : text(`日程自 ${lastTick} 起没有走动`, `the schedule has not been planned since ${lastTick}`)

/** What is found in the database; or that it cannot be read. */
const foundBy = async (judging: Promise<Text | null>, words: Text): Promise<Text | null> => {
  let found: Text | null = null
  const reading = judging.then((trouble) => {
    found = trouble
  })
  return (await troubleOf(reading, words)) ?? found
}

const readLedgerTrouble = ({ storage, clock }: StepContext): Promise<Text | null> => {
  const now = clock.now()
  const judging = readLedgerPulse(storage.db, now).then((pulse) => judgeLedger(pulse, now))
  return foundBy(judging, text('台账读不出', 'the ledger cannot be read'))
}

/** What keeps messages in the house. */
const listOutboxVitals = async ({ storage }: StepContext): Promise<readonly Vital[]> => {
  const unread = text('发件箱读不出', 'the outbox cannot be read')
  return [
    { name: 'outbox', trouble: await foundBy(judgeOutbox(storage.db), unread) },
    { name: 'channels', trouble: await foundBy(judgeChannels(storage.db), unread) },
  ]
}

/** Asks everything that a service needs; whoever asks often is told what was found a moment ago. */
export const openHealth = (context: StepContext, living: Living): (() => Promise<Health>) => {
  const { storage, clock } = context
  let beat: { readonly at: number; readonly trouble: Promise<Text | null> } | undefined
  const database = (): Promise<Text | null> => {
    if (beat && performance.now() - beat.at < BEAT_MS) return beat.trouble
    const writing = storage.transaction((tx) => writeHeartbeat(tx, { name: 'ready', at: clock.now() }))
    const trouble = troubleOf(writing, text('数据库写不进', 'the database cannot be written'))
    beat = { at: performance.now(), trouble }
    return trouble
  }
  return async () => {
    const inbox = living.inboxTrouble()
    const vitals: Vital[] = [
      { name: 'database', trouble: await database() },
      {
        name: 'archive',
        trouble: await troubleOf(
          storage.archive.check(),
          text('原件归档够不着', 'the archive cannot be reached'),
        ),
      },
      { name: 'ledger', trouble: await readLedgerTrouble(context) },
      { name: 'schedule', trouble: judgeSchedule(living.lastTick(), clock.now()) },
      {
        name: 'inbox',
        trouble: inbox === null ? null : text(`收件夹用不了：${inbox}`, `the inbox cannot be used: ${inbox}`),
      },
      ...(await listOutboxVitals(context)),
    ]
    const ready = vitals.every(({ name, trouble }) => trouble === null || !NEEDED.includes(name))
    return { ready, vitals }
  }
}
