/** Knows how messages move from state to state: by one hand only, each move in their history. */
import { listOutbox } from './outbox.ts'
import { requireWay, type OutboxState } from './outbox-state.ts'
import type { Db, Tx } from './schema.ts'

/**
 * When the messages of a channel were last tried that count towards its limit, oldest first: all after an instant, and
 * those not yet answered, whenever they were begun.
 */
export const listTried = async (
  db: Db,
  { channel, since }: { readonly channel: string; readonly since: string },
): Promise<readonly string[]> => {
  const rows = await db
    .selectFrom('outbox')
    .select('tried_at')
    .where('channel', '=', channel)
    .where((eb) => eb.or([eb('tried_at', '>', since), eb('state', 'in', ['sending', 'committing'])]))
    .orderBy('tried_at')
    .execute()
  return rows.map((row) => row.tried_at ?? since)
}

/** Gives a queued message its next attempt without trying it; false when it is no longer queued for the one before. */
export const postponeOutbox = async (
  tx: Tx,
  { key, attempt, nextAt }: { readonly key: string; readonly attempt: number; readonly nextAt: string },
): Promise<boolean> => {
  const result = await tx
    .updateTable('outbox')
    .set({ attempt, next_at: nextAt })
    .where('key', '=', key)
    .where('state', '=', 'queued')
    .where('attempt', '=', attempt - 1)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

export interface Move {
  readonly key: string
  readonly from: OutboxState
  readonly to: OutboxState
  readonly now: string
  readonly detail: string
  /** A person, or `worker`. */
  readonly actor: string
  /** Only while the message stands under this claim; whoever holds it when absent. */
  readonly claim?: string | null
  /** What changes besides. */
  readonly set?: {
    readonly claim?: string | null
    readonly attempt?: number
    readonly tries?: number
    readonly nextAt?: string
    readonly giveUpAt?: string
  }
}

const ON_THE_WIRE: readonly OutboxState[] = ['sending', 'committing']

const changesOf = ({ from, to, now, detail, set = {} }: Move) => ({
  state: to,
  detail,
  updated_at: now,
  ...(set.claim === undefined ? {} : { claim: set.claim }),
  ...(set.attempt === undefined ? {} : { attempt: set.attempt }),
  ...(set.tries === undefined ? {} : { tries: set.tries }),
  ...(set.nextAt === undefined ? {} : { next_at: set.nextAt }),
  ...(set.giveUpAt === undefined ? {} : { give_up_at: set.giveUpAt }),
  // The other side saw it at the latest when it answered: a limit per minute counts from there.
  ...(ON_THE_WIRE.includes(from) || ON_THE_WIRE.includes(to) ? { tried_at: now } : {}),
})

/**
 * Moves a message from one state to the next and writes it into its history. False when it was not in `from`, or
 * under another claim: someone else has moved it, and the caller must keep his hands off.
 */
export const markOutbox = async (tx: Tx, move: Move): Promise<boolean> => {
  const { key, from, to, now, actor, detail, claim } = move
  requireWay(from, to)
  let update = tx.updateTable('outbox').set(changesOf(move)).where('key', '=', key).where('state', '=', from)
  if (claim === null) update = update.where('claim', 'is', null)
  else if (claim !== undefined) update = update.where('claim', '=', claim)
  const result = await update.executeTakeFirst()
  if (result.numUpdatedRows !== 1n) return false
  await tx
    .insertInto('outbox_event')
    .values({ key, at: now, from_state: from, to_state: to, actor, detail })
    .execute()
  return true
}

export interface OutboxEvent {
  readonly at: string
  readonly from: OutboxState
  readonly to: OutboxState
  readonly actor: string
  readonly detail: string
}

/** The history of a message, from its first move. */
export const listOutboxEvents = async (db: Db, key: string): Promise<readonly OutboxEvent[]> => {
  const rows = await db.selectFrom('outbox_event').selectAll().where('key', '=', key).orderBy('id').execute()
  return rows.map(({ at, from_state: from, to_state: to, actor, detail }) => ({
    at,
    from,
    to,
    actor,
    detail,
  }))
}

/**
 * Keeps back everything that has not left, as after a restored backup, where more may have been sent than the backup
 * knows; what stood before the last dot is in doubt. Returns the keys that are held.
 */
export const holdOutbox = async (
  tx: Tx,
  { now, actor, detail }: { readonly now: string; readonly actor: string; readonly detail: string },
): Promise<readonly string[]> => {
  const held: string[] = []
  for (const { key, state } of await listOutbox(tx, { states: ['queued', 'sending', 'committing'] })) {
    const to = state === 'committing' ? 'unknown' : 'held'
    await markOutbox(tx, { key, from: state, to, now, actor, detail, set: { claim: null } })
    if (to === 'held') held.push(key)
  }
  return held
}
