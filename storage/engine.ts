/** Knows what a storage engine must bring; a further one is a file like sqlite.ts and a case in index.ts. */
import type { Dialect } from 'kysely'
import type { InputIssue } from '../indicators/input-error.ts'
import type { Ddl } from './migrations/ddl.ts'
import type { Db } from './schema.ts'

export interface Engine {
  /** Where the database lies, as a person would name it; also tells databases apart. */
  readonly where: string
  readonly dialect: Dialect
  readonly ddl: Ddl
  /** The statement with which a transaction waits until no other process writes; none where `begin` does that. */
  readonly lock: string | undefined
  /** A road of its own for reading beside the only one that writes; undefined where every transaction has its own anyway. */
  readonly openReader: (() => Dialect) | undefined
  /** The query of the names of all tables. */
  readonly tables: string
  /** The query of how many bytes the database takes. */
  readonly size: string
  /** The statements after which keys are counted on from rows that brought their own. */
  readonly resume: readonly string[]
  /** What the engine finds wrong with its own files, and which of the triggers that refuse changes are gone. */
  listDamage(db: Db, appendOnly: readonly string[]): Promise<readonly InputIssue[]>
  /** An error of the engine as an InputError where the person can mend it; any other as it is. */
  explain(error: unknown): unknown
}
