/** Knows what a step of the work is: read and compute outside a transaction, then save everything in one. */
import type { Channel } from '../alerts/channel.ts'
import type { Mailbox } from '../alerts/mail.ts'
import type { Catalogue } from '../indicators/catalogue.ts'
import type { Language } from '../indicators/text.ts'
import type { Day } from '../indicators/period.ts'
import type { Storage } from '../storage/index.ts'
import type { Tx } from '../storage/schema.ts'
import type { ReadResult } from '../workbooks/grid.ts'

export const JOB_KINDS = ['ingest', 'judge', 'return', 'digest', 'deliver'] as const
export type JobKind = (typeof JOB_KINDS)[number]

/** A job to be done once for its key, however often it is asked for. */
export interface JobRequest {
  readonly kind: JobKind
  readonly key: string
  readonly payload: unknown
}

/** The only clock of the work; a replay brings its own. */
export interface Clock {
  /** The instant, ISO text in UTC. */
  now(): string
  /** The day in Asia/Shanghai. */
  today(): Day
  /** The instant a number of milliseconds after another. */
  later(instant: string, milliseconds: number): string
  /** An instant as the date that a mail carries. */
  dateOf(instant: string): Date
}

export interface StepContext {
  /** The data folder, absolute. */
  readonly directory: string
  /** Name of the bureau that returns workbooks. */
  readonly office: string
  /** Reads a workbook apart from our own memory. */
  readonly readWorkbook: (bytes: Uint8Array) => Promise<ReadResult>
  readonly storage: Storage
  readonly catalogue: Catalogue
  readonly clock: Clock
  readonly mailFrom: Mailbox
  /** The language of mails and of what is stored for people. */
  readonly language: Language
  readonly channel: Channel
}

/** Saves what was prepared and returns the jobs that follow; runs in the transaction that also marks the job done. */
export type Commit = (tx: Tx) => Promise<readonly JobRequest[]>

/** The slow part: may run twice, changes nothing. */
export type Prepare = (payload: unknown, context: StepContext) => Promise<Commit>
