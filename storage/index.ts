/** Knows how the store is opened: which engine, the archive beside it, and one road for every write. */
import { join } from 'node:path'
import { openArchivePlace, type ArchiveSettings } from './archive-place.ts'
import type { Archive } from './archive.ts'
import { openDatabase, type Database } from './database.ts'
import type { Engine } from './engine.ts'
import { makeFolder } from './make-folder.ts'
import { MIGRATIONS } from './migrations/index.ts'
import { openSqlite } from './sqlite.ts'

export interface Storage extends Database {
  readonly archive: Archive
}

export interface StorageOptions {
  readonly directory: string
  /** `postgres://…`; without it SQLite in the folder. */
  readonly databaseUrl?: string | undefined
  /** Where the originals lie; without it in the folder. */
  readonly archive?: ArchiveSettings | undefined
}

const openEngine = async ({ directory, databaseUrl }: StorageOptions): Promise<Engine> => {
  if (databaseUrl === undefined) return openSqlite(join(directory, 'beizeng.db'))
  // A client of a server is loaded where there is a server.
  const { openPostgres } = await import('./postgres.ts')
  return openPostgres(databaseUrl)
}

/**
 * Opens the place of a store in a folder, made where it is missing: `beizeng.db` unless the database is a server's,
 * `archive/` for the original files unless they lie elsewhere, `outbox/` for the channel that writes to disk. The database is left as it is found.
 */
export const openPlace = async (options: StorageOptions): Promise<Storage> => {
  // The folder first: it is the one that was named.
  await makeFolder(options.directory)
  await makeFolder(join(options.directory, 'outbox'))
  const archive = await openArchivePlace(options.directory, options.archive)
  return { ...openDatabase(await openEngine(options)), archive }
}

/**
 * Opens the store, brought to today's schema.
 * @throws InputError when the folder cannot be used, or the database cannot, was written by a newer program or is none.
 */
export const openStorage = async (options: StorageOptions): Promise<Storage> => {
  const storage = await openPlace(options)
  try {
    await storage.transaction((tx) => storage.migrate(tx, MIGRATIONS.length))
    return storage
  } catch (error) {
    await storage.close()
    throw error
  }
}
