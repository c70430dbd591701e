/** Knows the step that gives every message its channel, kind, address and tries, with channels and both their histories. */
import type { Migration } from './ddl.ts'

const STATES = "('queued', 'sending', 'committing', 'sent', 'unknown', 'failed', 'bounced', 'held')"

/** Frozen columns are guarded by a trigger, which no engine can extend in place: the table is written anew. */
const outbox = (serial: string) => [
  'create table outbox_first as select * from outbox',
  'drop table outbox',
  `create table outbox (
    id ${serial},
    key text not null unique,
    kind text not null,
    channel text not null,
    recipient text not null,
    address text not null,
    message_id text not null unique,
    body text not null,
    state text not null check (state in ${STATES}),
    detail text not null,
    claim text,
    attempt integer not null,
    tries integer not null,
    tried_at text,
    next_at text not null,
    give_up_at text not null,
    created_at text not null,
    updated_at text not null
  )`,
  // Until now everything was a digest and was laid into the folder.
  `insert into outbox (key, kind, channel, recipient, address, message_id, body, state, detail, claim, attempt,
     tries, tried_at, next_at, give_up_at, created_at, updated_at)
   select key, 'digest', 'outbox-folder', recipient, '', message_id, body, state, detail, null, 0,
     0, null, updated_at, '9999-12-31T00:00:00.000Z', created_at, updated_at
   from outbox_first order by id`,
  'drop table outbox_first',
  'create index outbox_state on outbox (state, id)',
  'create index outbox_channel on outbox (channel, tried_at)',
]

const FROZEN = ['id', 'key', 'kind', 'channel', 'recipient', 'address', 'message_id', 'body', 'created_at']

export const deliveries: Migration = {
  name: 'deliveries',
  statements: (ddl) => [
    ...outbox(ddl.serial),
    ...ddl.appendOnly('outbox', FROZEN),
    `create table outbox_event (
      id ${ddl.serial},
      key text not null,
      at text not null,
      from_state text not null,
      to_state text not null,
      actor text not null,
      detail text not null
    )`,
    'create index outbox_event_key on outbox_event (key, id)',
    ...ddl.appendOnly('outbox_event'),
    `create table channel (
      name text primary key,
      kind text not null,
      setting text not null,
      secrets text not null,
      state text not null check (state in ('open', 'stopped')),
      detail text not null,
      changed_at text not null
    )`,
    `create table channel_event (
      id ${ddl.serial},
      channel text not null,
      at text not null,
      kind text not null,
      actor text not null,
      detail text not null
    )`,
    ...ddl.appendOnly('channel_event'),
  ],
}
