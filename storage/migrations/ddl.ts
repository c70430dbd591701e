/** Knows the few words of DDL that each engine says in its own way. */
import type { Tx } from '../schema.ts'

export interface Ddl {
  /** Type of a key that the database counts up by itself. */
  readonly serial: string
  /** Statements that make the database refuse DELETE, and UPDATE of the columns given (all when absent). */
  appendOnly(table: string, columns?: readonly string[]): readonly string[]
  /** A statement of a migration as the engine is to be told it. */
  spell(statement: string): readonly string[]
}

/** One step of the schema: its number is its place in the list of migrations, counted from 1. */
export interface Migration {
  readonly name: string
  statements(ddl: Ddl): readonly string[]
  /** What SQL alone cannot say, done after the statements in the same transaction. */
  readonly fill?: (tx: Tx) => Promise<void>
}
