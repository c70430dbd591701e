/** Knows the channels that an operator set, whether each is open, and what became of them; secrets lie here only sealed. */
import type { Selectable } from 'kysely'
import type { Db, Tx } from './schema.ts'
import type { ChannelEventTable, ChannelTable } from './tables/message.ts'

export interface StoredChannel {
  readonly name: string
  readonly kind: string
  /** What anybody may see. */
  readonly setting: unknown
  /** Sealed texts by field. */
  readonly secrets: unknown
  readonly state: ChannelTable['state']
  /** Why it stands where it stands. */
  readonly detail: string
  readonly changedAt: string
}

export interface ChannelEvent {
  readonly channel: string
  readonly at: string
  readonly kind: Selectable<ChannelEventTable>['kind']
  readonly actor: string
  readonly detail: string
}

const channelOf = (row: Selectable<ChannelTable>): StoredChannel => ({
  name: row.name,
  kind: row.kind,
  setting: JSON.parse(row.setting),
  secrets: JSON.parse(row.secrets),
  state: row.state,
  detail: row.detail,
  changedAt: row.changed_at,
})

interface Step {
  readonly name: string
  readonly now: string
  readonly actor: string
  readonly detail: string
}

/** Writes a line into the history of a channel. */
export const appendChannelEvent = async (
  tx: Tx,
  { name, now, kind, actor, detail }: Step & { readonly kind: ChannelEvent['kind'] },
): Promise<void> => {
  await tx.insertInto('channel_event').values({ channel: name, at: now, kind, actor, detail }).execute()
}

/** Sets a channel, in place of one of the same name; it is open. */
export const writeChannel = async (
  tx: Tx,
  channel: Omit<StoredChannel, 'state' | 'detail' | 'changedAt'>,
  { now, actor }: { readonly now: string; readonly actor: string },
): Promise<void> => {
  const { name, kind } = channel
  const values = {
    kind,
    setting: JSON.stringify(channel.setting),
    secrets: JSON.stringify(channel.secrets),
    state: 'open' as const,
    detail: '',
    changed_at: now,
  }
  await tx
    .insertInto('channel')
    .values({ name, ...values })
    .onConflict((conflict) => conflict.column('name').doUpdateSet(values))
    .execute()
  await appendChannelEvent(tx, { name, now, kind: 'set', actor, detail: kind })
}

const changeState = async (
  tx: Tx,
  { name, now, actor, detail }: Step,
  to: ChannelTable['state'],
): Promise<boolean> => {
  const result = await tx
    .updateTable('channel')
    .set({ state: to, detail, changed_at: now })
    .where('name', '=', name)
    .where('state', '<>', to)
    .executeTakeFirst()
  if (result.numUpdatedRows !== 1n) return false
  await appendChannelEvent(tx, { name, now, actor, detail, kind: to === 'open' ? 'opened' : 'stopped' })
  return true
}

/** Stops a channel: its messages wait. False when there is none open of that name. */
export const stopChannel = (tx: Tx, step: Step): Promise<boolean> => changeState(tx, step, 'stopped')

/** Opens a stopped channel. False when there is none stopped of that name. */
export const openStoppedChannel = (tx: Tx, step: Step): Promise<boolean> => changeState(tx, step, 'open')

/** Forgets a channel with its secrets; its history stays. False when there is none. */
export const removeChannel = async (tx: Tx, { name, now, actor, detail }: Step): Promise<boolean> => {
  const result = await tx.deleteFrom('channel').where('name', '=', name).executeTakeFirst()
  if (result.numDeletedRows !== 1n) return false
  await appendChannelEvent(tx, { name, now, kind: 'removed', actor, detail })
  return true
}

export const findChannel = async (db: Db, name: string): Promise<StoredChannel | undefined> => {
  const row = await db.selectFrom('channel').selectAll().where('name', '=', name).executeTakeFirst()
  return row && channelOf(row)
}

/** Channels by name. */
export const listChannels = async (db: Db): Promise<readonly StoredChannel[]> =>
  (await db.selectFrom('channel').selectAll().orderBy('name').execute()).map(channelOf)

/** The history of the channels. */
export const listChannelEvents = (db: Db): Promise<readonly ChannelEvent[]> =>
  db.selectFrom('channel_event').select(['channel', 'at', 'kind', 'actor', 'detail']).orderBy('id').execute()
