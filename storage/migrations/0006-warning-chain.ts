/** Knows the step that seals the log of warnings and makes room for what people do to one. */
import { sealOldSteps } from '../warning-chain.ts'
import type { Migration } from './ddl.ts'

export const warningChain: Migration = {
  name: 'warning-chain',
  statements: (ddl) => [
    // Null in rows of before: when they were written down was not kept.
    'alter table warning_event add column recorded_at text',
    'alter table warning_event add column act text',
    `create table warning_seal (
      place integer primary key,
      warning text not null,
      sequence integer not null,
      hash text not null,
      unique (warning, sequence),
      foreign key (warning, sequence) references warning_event (warning, sequence)
    )`,
    ...ddl.appendOnly('warning_seal'),
    'create table warning_chain (id integer primary key check (id = 1), place integer not null, hash text not null)',
    `insert into warning_chain (id, place, hash) values (1, 0, '${'0'.repeat(64)}')`,
  ],
  fill: sealOldSteps,
}
