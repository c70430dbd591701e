/** Knows what a step of the work is: read and compute outside a transaction, then save everything in one. */
import type { Mailbox } from '../alerts/mail.ts'
import type { Catalogue } from '../indicators/catalogue.ts'
import type { Language } from '../indicators/text.ts'
import type { Day } from '../indicators/period.ts'
import type { Storage } from '../storage/index.ts'
import type { Tx } from '../storage/schema.ts'
import type { ReadResult } from '../workbooks/grid.ts'
import type { Bell } from './ledger/bell.ts'
import type { ChannelBook } from './outbox/channel-book.ts'
import type { Deliveries } from './outbox/deliveries.ts'
import type { Log } from './log.ts'
import type { Meter } from './ledger/meter.ts'

export const JOB_KINDS = [
  'ingest',
  'judge',
  'supervise',
  'notify',
  'return',
  'digest',
  'deliver',
  'assess',
  'remind',
  'backup',
  'verify',
] as const
export type JobKind = (typeof JOB_KINDS)[number]

/**
 * The order that the schedule promises, whoever works and however late: the look at what is overdue comes before the weekly
 * message of the same morning.
 */
export const KINDS_IN_ORDER: readonly { readonly kind: JobKind; readonly for: JobKind }[] = [
  { kind: 'digest', for: 'supervise' },
]

/** A job to be done once for its key, however often it is asked for. */
export interface JobRequest {
  readonly kind: JobKind
  readonly key: string
  readonly payload: unknown
  /** Not before this instant; at once when absent. */
  readonly runAt?: string
}

/** The only clock of the work; a replay brings its own. */
export interface Clock {
  /** The instant, ISO text in UTC. */
  now(): string
  /** The day in Asia/Shanghai. */
  today(): Day
  /** The day in Asia/Shanghai on which an instant falls. */
  dayOf(instant: string): Day
  /** The instant a number of milliseconds after another. */
  later(instant: string, milliseconds: number): string
  /** An instant as the date that a mail carries. */
  dateOf(instant: string): Date
}

/** A channel; where it leads to a mail server, the address. */
export interface AlarmTarget {
  readonly channel: string
  readonly address: string
}

export interface StepContext {
  /** The data folder, absolute. */
  readonly directory: string
  /** Version of the program. */
  readonly program: string
  /** Where the backups of the schedule go, and how many are kept. */
  readonly backups: { readonly folder: string; readonly keep: number }
  /** Name of the bureau that returns workbooks. */
  readonly office: string
  /** Whom to ask about what it writes, with a telephone number; undefined where nobody was named. */
  readonly contact: string | undefined
  /** Reads a workbook apart from our own memory; may be told to give up sooner. */
  readonly readWorkbook: (bytes: Uint8Array, seconds?: number) => Promise<ReadResult>
  readonly storage: Storage
  readonly catalogue: Catalogue
  readonly clock: Clock
  /** Inside a step its lines carry the job's id, kind, key and attempt. */
  readonly log: Log
  readonly meter: Meter
  readonly mailFrom: Mailbox
  /** The language of mails and of what is stored for people. */
  readonly language: Language
  /** Rung for everything that this process puts into the ledger. */
  readonly bell: Bell
  /** For how long a worker may be silent before its job goes to another; it speaks three times as often. */
  readonly leaseMs: number
  /** The ways out of the house. */
  readonly channels: ChannelBook
  /** Where the operator hears that a channel stopped. */
  readonly alarms: readonly AlarmTarget[]
  /** What this process handed over and has no answer to yet. */
  readonly deliveries: Deliveries
}

/** Saves what was prepared and returns the jobs that follow; runs in the transaction that also marks the job done. */
export type Commit = (tx: Tx) => Promise<readonly JobRequest[]>

/**
 * The slow part: may run twice, changes nothing. Its signal is aborted when the job is no longer this worker's, or when the
 * program ends: what it does afterwards is in vain.
 */
export type Prepare = (payload: unknown, context: StepContext, signal: AbortSignal) => Promise<Commit>
