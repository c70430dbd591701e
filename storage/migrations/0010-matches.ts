/** Knows the step that gives confirmed matches their record. */
import type { Migration } from './ddl.ts'

export const matches: Migration = {
  name: 'matches',
  statements: (ddl) => [
    `create table match_entry (
      number integer primary key,
      action text not null check (action in ('confirmed', 'withdrawn')),
      unit text not null,
      form text not null,
      kind text not null check (kind in ('row', 'column')),
      path text not null,
      means text not null,
      label text not null,
      name text not null,
      submission text not null references submission (id),
      actor text not null,
      reason text not null,
      on_day text not null,
      at text not null
    )`,
    'create index match_of_label on match_entry (unit, form)',
    ...ddl.appendOnly('match_entry'),
  ],
}
