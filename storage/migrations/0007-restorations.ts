/** Knows the step that remembers every restore, and whether a person has let the outbox go since. */
import type { Migration } from './ddl.ts'

export const restorations: Migration = {
  name: 'restorations',
  statements: (ddl) => [
    `create table restoration (
      id ${ddl.serial},
      at text not null,
      taken text not null,
      program text not null,
      file text not null,
      confirmed_at text,
      confirmed_by text,
      constraint confirmed_by_someone check ((confirmed_at is null) = (confirmed_by is null))
    )`,
    ...ddl.appendOnly('restoration', ['id', 'at', 'taken', 'program', 'file']),
  ],
}
