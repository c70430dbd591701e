/** Knows the step that keeps what arrived in the inbox, and where it was filed. */
import type { Migration } from './ddl.ts'

const FROZEN = ['id', 'folder', 'file', 'sha256', 'size', 'submission', 'repeated', 'received_at']

export const arrivals: Migration = {
  name: 'arrivals',
  statements: (ddl) => [
    `create table arrival (
      id text primary key,
      folder text not null,
      file text not null,
      sha256 text not null,
      size integer not null,
      submission text not null,
      repeated integer not null check (repeated in (0, 1)),
      received_at text not null,
      place text,
      filed_at text
    )`,
    'create index arrival_waiting on arrival (filed_at, received_at)',
    ...ddl.appendOnly('arrival', FROZEN),
  ],
}
