/** Knows the columns that are written once. */
import type { ColumnType } from 'kysely'

/** Written with the row and never again; the database refuses it too. */
export type Once<T> = ColumnType<T, T, never>
