/** Knows the step that gives a place to write to, for whoever asks whether the database can be written. */
import type { Migration } from './ddl.ts'

export const heartbeat: Migration = {
  name: 'heartbeat',
  statements: () => ['create table heartbeat (name text primary key, at text not null)'],
}
