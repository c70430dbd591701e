/** Knows how the store is opened: which engine, the archive beside it, and one road for every write. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Kysely, type KyselyPlugin } from 'kysely'
import { InputError } from '../indicators/input-error.ts'
import { text } from '../indicators/text.ts'
import { openArchive, type Archive } from './archive.ts'
import type { Engine } from './engine.ts'
import { migrate } from './migrate.ts'
import { MIGRATIONS } from './migrations/index.ts'
import type { Db, Schema, Tx } from './schema.ts'
import { openSqlite } from './sqlite.ts'
import { holdsWriteLock, withWriteLock } from './write-lock.ts'

export interface Storage {
  /** For reading, outside of transactions. */
  readonly db: Db
  readonly archive: Archive
  /**
   * Everything `fn` writes, or nothing. Inside it only its `tx` may be used, and nothing may be awaited
   * but the database: no files, no network.
   */
  transaction<T>(fn: (tx: Tx) => Promise<T>): Promise<T>
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

/** A serialised database over an engine, brought to today's schema. */
const openDatabase = async (engine: Engine): Promise<Omit<Storage, 'archive'>> => {
  const plain = new Kysely<Schema>({ dialect: engine.dialect })
  const transaction: Storage['transaction'] = async (fn) => {
    refuseInside(engine.where, 'a transaction was begun')
    return withWriteLock(engine.where, () => plain.transaction().execute(fn))
  }
  const close = async () => {
    refuseInside(engine.where, 'the database was closed')
    await withWriteLock(engine.where, () => plain.destroy())
  }
  try {
    await transaction((tx) => migrate(tx, { ddl: engine.ddl, migrations: MIGRATIONS, where: engine.where }))
  } catch (error) {
    await close()
    throw error
  }
  return { db: plain.withPlugin(guard(engine.where)), transaction, close }
}

const makeFolder = async (folder: string): Promise<string> => {
  try {
    await mkdir(folder, { recursive: true })
    return folder
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error)
    const where = text(`数据目录 ${folder}`, `data folder ${folder}`)
    throw new InputError([{ where, found, expected: text('可以写入的目录', 'a folder that can be written') }])
  }
}

/**
 * Opens the store in a folder, made where it is missing: `beizeng.db`, `archive/` for the original files,
 * `outbox/` for the channel that writes to disk.
 * @throws InputError when the folder cannot be used, or the database was written by a newer program or is none.
 */
export const openStorage = async ({ directory }: { directory: string }): Promise<Storage> => {
  await makeFolder(join(directory, 'outbox'))
  const archive = openArchive(await makeFolder(join(directory, 'archive')))
  const database = await openDatabase(openSqlite(join(directory, 'beizeng.db')))
  return { ...database, archive }
}
