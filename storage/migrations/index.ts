/** Knows the steps of the schema in their order; a released step is never changed, only followed by another. */
import type { Migration } from './ddl.ts'
import { firstSchema } from './0001-first-schema.ts'

export const MIGRATIONS: readonly Migration[] = [firstSchema]
