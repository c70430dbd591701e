/** Knows everything that leaves the house: frozen messages, each in one of a few states. */
import { sql, type Selectable } from 'kysely'
import { heldBecause } from './outbox-detail.ts'
import type { OutboxState } from './outbox-state.ts'
import { findUnconfirmed } from './restorations.ts'
import type { Db, Tx } from './schema.ts'
import type { OutboxTable } from './tables/message.ts'

/** A message as it will be sent; nothing of it changes afterwards. */
export interface NewMessage {
  /** Says what it is, so that it is written once: `digest:<schedule>:<slot>:<recipient>`. */
  readonly key: string
  /** `digest`, `notice`, `reminder` …: what it is to its reader. */
  readonly kind: string
  /** Name of the channel on which it leaves. */
  readonly channel: string
  /** Code of the recipient. */
  readonly recipient: string
  /** Where the channel takes it: a mail address; empty where the channel itself leads to the reader. */
  readonly address: string
  readonly messageId: string
  /** What the channel sends, to the byte: an .eml, or the JSON of a robot. */
  readonly body: string
  /** Not tried again after this instant. */
  readonly giveUpAt: string
}

/** A message without what it says, which may be long. */
export interface OutboxEntry extends Omit<NewMessage, 'body'> {
  readonly state: OutboxState
  /** The server's reply, or why it stands where it stands. */
  readonly detail: string
  readonly claim: string | null
  /** Counts the jobs that were to wake it. */
  readonly attempt: number
  /** How often it was taken to be sent. */
  readonly tries: number
  readonly nextAt: string
  readonly createdAt: string
  readonly updatedAt: string
}

export interface OutboxMessage extends OutboxEntry {
  readonly body: string
}

const entryOf = (row: Omit<Selectable<OutboxTable>, 'body' | 'tried_at'>): OutboxEntry => ({
  key: row.key,
  kind: row.kind,
  channel: row.channel,
  recipient: row.recipient,
  address: row.address,
  messageId: row.message_id,
  giveUpAt: row.give_up_at,
  state: row.state,
  detail: row.detail,
  claim: row.claim,
  attempt: row.attempt,
  tries: row.tries,
  nextAt: row.next_at,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})

const ENTRY = [
  'id',
  'key',
  'kind',
  'channel',
  'recipient',
  'address',
  'message_id',
  'give_up_at',
  'state',
  'detail',
  'claim',
  'attempt',
  'tries',
  'next_at',
  'created_at',
  'updated_at',
] as const satisfies readonly (keyof OutboxTable)[]

const rowOf = ({ messageId, giveUpAt, ...message }: NewMessage, now: string) => ({
  ...message,
  message_id: messageId,
  give_up_at: giveUpAt,
  state: 'queued' as const,
  detail: '',
  claim: null,
  attempt: 0,
  tries: 0,
  tried_at: null,
  next_at: now,
  created_at: now,
  updated_at: now,
})

/**
 * Queues messages; one whose key is there already is left as it is. After a restore they are held until a person lets the
 * outbox go: what is composed again for a day after the backup may have left already. Returns the keys that were new.
 */
export const appendOutbox = async (
  tx: Tx,
  { now, messages }: { readonly now: string; readonly messages: readonly NewMessage[] },
): Promise<readonly string[]> => {
  const keys: string[] = []
  if (messages.length === 0) return keys
  const restored = await findUnconfirmed(tx)
  const held = restored && ({ state: 'held', detail: heldBecause(restored) } as const)
  for (const message of messages) {
    const row = await tx
      .insertInto('outbox')
      .values({ ...rowOf(message, now), ...held })
      .onConflict((conflict) => conflict.column('key').doNothing())
      .returning('key')
      .executeTakeFirst()
    if (row) keys.push(row.key)
  }
  return keys
}

export interface OutboxFilter {
  readonly states?: readonly OutboxState[]
  readonly recipient?: string
  readonly channel?: string
  /** How the key begins. */
  readonly keyBegins?: string
}

/** Messages in the order in which they were queued. */
export const listOutbox = async (
  db: Db,
  { states, recipient, channel, keyBegins }: OutboxFilter = {},
): Promise<readonly OutboxEntry[]> => {
  if (states?.length === 0) return []
  let query = db.selectFrom('outbox').select(ENTRY)
  if (states) query = query.where('state', 'in', states)
  if (recipient !== undefined) query = query.where('recipient', '=', recipient)
  if (channel !== undefined) query = query.where('channel', '=', channel)
  if (keyBegins !== undefined)
    query = query.where(sql<string>`substr(key, 1, ${[...keyBegins].length})`, '=', keyBegins)
  return (await query.orderBy('id').execute()).map(entryOf)
}

/** How many messages stand in each state. */
export const countOutbox = async (
  db: Db,
  { channel }: Pick<OutboxFilter, 'channel'> = {},
): Promise<Readonly<Record<OutboxState, number>>> => {
  let query = db.selectFrom('outbox').select(['state', (eb) => eb.fn.countAll<number>().as('count')])
  if (channel !== undefined) query = query.where('channel', '=', channel)
  const counts = { queued: 0, sending: 0, committing: 0, sent: 0, unknown: 0, failed: 0, bounced: 0, held: 0 }
  for (const { state, count } of await query.groupBy('state').execute()) counts[state] = Number(count)
  return counts
}

/** The message with this key. */
export const findMessage = async (db: Db, key: string): Promise<OutboxMessage | undefined> => {
  const row = await db.selectFrom('outbox').selectAll().where('key', '=', key).executeTakeFirst()
  return row && { ...entryOf(row), body: row.body }
}
