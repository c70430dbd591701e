/** Knows the few words of DDL that each engine says in its own way. */

export interface Ddl {
  /** Type of a key that the database counts up by itself. */
  readonly serial: string
  /** Statements that make the database refuse DELETE, and UPDATE of the columns given (all when absent). */
  appendOnly(table: string, columns?: readonly string[]): readonly string[]
}

/** One step of the schema: its number is its place in the list of migrations, counted from 1. */
export interface Migration {
  readonly name: string
  statements(ddl: Ddl): readonly string[]
}
