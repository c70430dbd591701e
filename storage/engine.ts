/** Knows what a storage engine must bring; a further one is a file like sqlite.ts and a case in index.ts. */
import type { Dialect } from 'kysely'
import type { Ddl } from './migrations/ddl.ts'

export interface Engine {
  /** Where the database lies, as a person would name it; also tells databases apart. */
  readonly where: string
  readonly dialect: Dialect
  readonly ddl: Ddl
}
