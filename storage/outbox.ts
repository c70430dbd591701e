/** Knows everything that leaves the house: frozen messages, each on its way through a few states. */
import type { Selectable } from 'kysely'
import type { Db, OutboxState, OutboxTable, Tx } from './schema.ts'

/** A message as it will be sent; nothing of it changes afterwards. */
export interface NewMessage {
  /** Says what it is, so that it is written once: `digest:<schedule>:<slot>:<recipient>`. */
  readonly key: string
  readonly recipient: string
  readonly messageId: string
  readonly body: string
}

export interface OutboxMessage extends NewMessage {
  readonly state: OutboxState
  /** The server's reply, or why it stands where it stands. */
  readonly detail: string
  readonly createdAt: string
  readonly updatedAt: string
}

/**
 * Where a message may go from each state. After a crash `sending` returns to the queue, while `committing` was
 * perhaps delivered: it becomes `unknown`, and only a person sends it again.
 */
const NEXT: Readonly<Record<OutboxState, readonly OutboxState[]>> = {
  queued: ['sending', 'held', 'failed'],
  sending: ['committing', 'queued', 'held', 'failed'],
  committing: ['sent', 'unknown', 'queued', 'failed'],
  sent: ['bounced'],
  unknown: ['queued', 'sent', 'bounced'],
  failed: ['queued'],
  bounced: ['queued'],
  held: ['queued', 'failed'],
}

const messageOf = (row: Selectable<OutboxTable>): OutboxMessage => ({
  key: row.key,
  recipient: row.recipient,
  messageId: row.message_id,
  body: row.body,
  state: row.state,
  detail: row.detail,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})

/** Queues messages; one whose key is there already is left as it is. Returns the keys that were new. */
export const appendOutbox = async (
  tx: Tx,
  { now, messages }: { readonly now: string; readonly messages: readonly NewMessage[] },
): Promise<readonly string[]> => {
  const keys: string[] = []
  for (const { key, recipient, messageId, body } of messages) {
    const row = await tx
      .insertInto('outbox')
      .values({
        key,
        recipient,
        message_id: messageId,
        body,
        state: 'queued',
        detail: '',
        created_at: now,
        updated_at: now,
      })
      .onConflict((conflict) => conflict.column('key').doNothing())
      .returning('key')
      .executeTakeFirst()
    if (row) keys.push(row.key)
  }
  return keys
}

/** Messages in the order in which they were queued. */
export const listOutbox = async (
  db: Db,
  { states, recipient }: { readonly states?: readonly OutboxState[]; readonly recipient?: string } = {},
): Promise<readonly OutboxMessage[]> => {
  if (states?.length === 0) return []
  let query = db.selectFrom('outbox').selectAll()
  if (states) query = query.where('state', 'in', states)
  if (recipient !== undefined) query = query.where('recipient', '=', recipient)
  const rows = await query.orderBy('id').execute()
  return rows.map(messageOf)
}

/** The message with this key. */
export const findMessage = async (db: Db, key: string): Promise<OutboxMessage | undefined> => {
  const row = await db.selectFrom('outbox').selectAll().where('key', '=', key).executeTakeFirst()
  return row && messageOf(row)
}

/**
 * Moves a message from one state to the next. False when it was not in `from`: someone else has moved it, and
 * the caller must keep his hands off.
 */
export const markOutbox = async (
  tx: Tx,
  step: {
    readonly key: string
    readonly from: OutboxState
    readonly to: OutboxState
    readonly now: string
    readonly detail: string
  },
): Promise<boolean> => {
  if (!NEXT[step.from].includes(step.to)) throw new Error(`no message goes from ${step.from} to ${step.to}`)
  const result = await tx
    .updateTable('outbox')
    .set({ state: step.to, detail: step.detail, updated_at: step.now })
    .where('key', '=', step.key)
    .where('state', '=', step.from)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}
