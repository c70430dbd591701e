/** Knows the step that gives reminders their ledger. */
import type { Migration } from './ddl.ts'

export const reminders: Migration = {
  name: 'reminders',
  statements: (ddl) => [
    `create table reminder (
      form text not null,
      period text not null,
      unit text not null,
      stage text not null,
      kind text not null,
      outcome text not null check (outcome in ('sent', 'overtaken', 'nobody')),
      year integer,
      serial integer,
      term text,
      messages text not null,
      on_moment text not null,
      recorded_at text not null,
      primary key (form, period, unit, stage),
      constraint notice_number unique (year, serial)
    )`,
    'create index reminder_moment on reminder (on_moment)',
    ...ddl.appendOnly('reminder'),
  ],
}
