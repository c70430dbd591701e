/** Knows the tables of what leaves the house, on which channels, and what each recipient was told. */
import type { GeneratedAlways } from 'kysely'
import type { Once } from './once.ts'

export type OutboxState =
  | 'queued'
  | 'sending'
  | 'committing'
  | 'sent'
  | 'unknown'
  | 'failed'
  | 'bounced'
  | 'held'

export interface OutboxTable {
  id: GeneratedAlways<number>
  key: Once<string>
  /** `digest`, `notice`, `reminder` …: what it is to its reader. */
  kind: Once<string>
  channel: Once<string>
  recipient: Once<string>
  /** Where the channel takes it: a mail address; empty where the channel itself leads to the reader. */
  address: Once<string>
  message_id: Once<string>
  body: Once<string>
  state: OutboxState
  detail: string
  /** Fresh and random for every try: the fence between a worker and whoever took its message over. */
  claim: string | null
  /** Counts the jobs that were to wake it; a job of an earlier number finds nothing to do. */
  attempt: number
  /** How often it was taken to be sent. */
  tries: number
  tried_at: string | null
  /** Not before this instant. */
  next_at: string
  /** Not tried again after this instant. */
  give_up_at: string
  created_at: Once<string>
  updated_at: string
}

export interface OutboxEventTable {
  id: GeneratedAlways<number>
  key: Once<string>
  at: Once<string>
  from_state: Once<OutboxState>
  to_state: Once<OutboxState>
  /** A person, or `worker`. */
  actor: Once<string>
  detail: Once<string>
}

export interface ChannelTable {
  name: Once<string>
  kind: string
  /** What anybody may see, as JSON. */
  setting: string
  /** What nobody may see, as JSON of sealed texts by field. */
  secrets: string
  /** A stopped channel sends nothing until a person opens it. */
  state: 'open' | 'stopped'
  detail: string
  changed_at: string
}

export interface ChannelEventTable {
  id: GeneratedAlways<number>
  channel: Once<string>
  at: Once<string>
  kind: Once<'set' | 'removed' | 'stopped' | 'opened' | 'tested'>
  actor: Once<string>
  detail: Once<string>
}

export interface DigestLogTable {
  recipient: Once<string>
  week: Once<string>
  told: Once<string>
  recorded_at: Once<string>
}
