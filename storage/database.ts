/** Knows a database over an engine: one road for every write, one for reading, and a still picture of one instant. */
import { Kysely, sql, type KyselyPlugin } from 'kysely'
import type { Engine } from './engine.ts'
import { explainErrors } from './explain-errors.ts'
import { migrate } from './migrate.ts'
import { MIGRATIONS } from './migrations/index.ts'
import type { Db, Schema, Tx } from './schema.ts'
import { keepStorable } from './storable-text.ts'
import { holdsWriteLock, withWriteLock } from './write-lock.ts'

export interface Database {
  /** Where it lies, as a person would name it. */
  readonly where: string
  /** For reading, outside of transactions. */
  readonly db: Db
  /**
   * Everything `fn` writes, or nothing. Inside it only its `tx` may be used, and nothing may be awaited
   * but the database: no files, no network.
   */
  transaction<T>(fn: (tx: Tx) => Promise<T>): Promise<T>
  /** Whatever `fn` reads stood there at one instant; meanwhile others write on. It keeps no writer waiting. */
  snapshot<T>(fn: (tx: Tx) => Promise<T>): Promise<T>
  /** Brings the schema forward to a version. @throws InputError when it is further already. */
  migrate(tx: Tx, version: number): Promise<void>
  /** What only the engine knows of its database. */
  readonly engine: Pick<Engine, 'tables' | 'size' | 'resume' | 'listDamage'>
  /** Waits for the transactions under way. */
  close(): Promise<void>
}

/** The outer database used inside a transaction would wait for itself for ever; say so instead. */
const refuseInside = (where: string, what: string): void => {
  if (holdsWriteLock(where)) throw new Error(`${what} inside a transaction on ${where}: use its tx`)
}

const guard = (where: string): KyselyPlugin => ({
  transformQuery: ({ node }) => {
    refuseInside(where, 'the outer database was used')
    return node
  },
  transformResult: async ({ result }) => result,
})

const openSnapshot =
  (engine: Engine, plain: Kysely<Schema>): Database['snapshot'] =>
  async (fn) => {
    const own =
      engine.openReader && new Kysely<Schema>({ dialect: explainErrors(engine.openReader(), engine) })
    try {
      const road = (own ?? plain)
        .transaction()
        .setIsolationLevel('repeatable read')
        .setAccessMode('read only')
      return await road.execute(fn)
    } finally {
      await own?.destroy()
    }
  }

/** A serialised database over an engine, whatever its schema. */
export const openDatabase = (engine: Engine): Database => {
  const { where, ddl } = engine
  const plain = new Kysely<Schema>({ dialect: keepStorable(explainErrors(engine.dialect, engine)) })
  return {
    where,
    engine,
    db: plain.withPlugin(guard(where)),
    transaction: async (fn) => {
      refuseInside(where, 'a transaction was begun')
      return withWriteLock(where, () =>
        plain.transaction().execute(async (tx) => {
          if (engine.lock !== undefined) await sql.raw(engine.lock).execute(tx)
          return fn(tx)
        }),
      )
    },
    snapshot: openSnapshot(engine, plain),
    migrate: (tx, version) => migrate(tx, { ddl, migrations: MIGRATIONS.slice(0, version), where }),
    close: async () => {
      refuseInside(where, 'the database was closed')
      await withWriteLock(where, () => plain.destroy())
    },
  }
}
