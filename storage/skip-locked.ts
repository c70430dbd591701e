/** Knows how a row is taken that nobody else holds, where several may write at once. */
import { PostgresAdapter, type SelectQueryBuilder } from 'kysely'
import type { Schema, Tx } from './schema.ts'

/** Locks the rows chosen and passes over those that another transaction holds; on SQLite there is no other. */
export const skipLocked = <T extends keyof Schema, Row>(
  tx: Tx,
  query: SelectQueryBuilder<Schema, T, Row>,
): SelectQueryBuilder<Schema, T, Row> =>
  tx.getExecutor().adapter instanceof PostgresAdapter ? query.forUpdate().skipLocked() : query
