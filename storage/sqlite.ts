/** Knows SQLite: pragmas, `begin immediate`, triggers, and which of its errors the person can mend. */
import { realpathSync } from 'node:fs'
import Database from 'better-sqlite3'
import { CompiledQuery, SqliteDialect, SqliteDriver, type Dialect } from 'kysely'
import { InputError } from '../indicators/input-error.ts'
import { text, type Text } from '../indicators/text.ts'
import type { Engine } from './engine.ts'
import type { Ddl } from './migrations/ddl.ts'
import { listSqliteDamage } from './sqlite-damage.ts'

/** How long a statement waits for the writer of another process. */
const BUSY_TIMEOUT_MS = 10_000

const ddl: Ddl = {
  serial: 'integer primary key autoincrement',
  appendOnly: (table, columns) => [
    `create trigger ${table}_no_update before update ${columns ? `of ${columns.join(', ')} ` : ''}on ${table}
     begin select raise(abort, '${table} is append-only: no update'); end`,
    `create trigger ${table}_no_delete before delete on ${table}
     begin select raise(abort, '${table} is append-only: no delete'); end`,
  ],
  spell: (statement) => [statement],
}

const ROOM = text(
  '磁盘还有空间；腾出空间后重试即可，未写完的一律没有写入',
  'a disk with room: make some and try again; what was not finished was not written',
)
const MENDABLE: Readonly<Record<string, Text>> = {
  SQLITE_NOTADB: text('beizeng 的 SQLite 数据库文件', 'a SQLite database of beizeng'),
  SQLITE_CORRUPT: text('完好的数据库；请用备份恢复', 'a sound database; restore the backup'),
  SQLITE_CANTOPEN: text('可以打开的数据库文件', 'a database file that can be opened'),
  SQLITE_READONLY: text('可以写入的数据库文件', 'a database file that can be written'),
  SQLITE_FULL: ROOM,
  SQLITE_BUSY: text(
    `${BUSY_TIMEOUT_MS / 1000} 秒内空出来的数据库；另一个程序正占着它，请稍后重试`,
    `a database that is free within ${BUSY_TIMEOUT_MS / 1000} s: another program holds it, try again later`,
  ),
  SQLITE_IOERR: text(
    '可以读写的磁盘；请检查空间、磁盘和挂载',
    'a disk that can be read and written: check its room, health and mount',
  ),
}

const mendable = (error: unknown, file: string): unknown => {
  if (!(error instanceof Database.SqliteError)) return error
  const code = Object.keys(MENDABLE).find((known) => error.code.startsWith(known))
  const expected = code === undefined ? undefined : MENDABLE[code]
  if (expected === undefined) return error
  const where = text(`数据库 ${file}`, `database ${file}`)
  return new InputError([{ where, found: `${error.code} ${error.message}`, expected }])
}

const openDatabase = (file: string): Database.Database => {
  const database = new Database(file, { timeout: BUSY_TIMEOUT_MS })
  try {
    database.pragma('journal_mode = WAL')
    // Without FULL a commit that was acknowledged may be gone after a power loss.
    database.pragma('synchronous = FULL')
    database.pragma('foreign_keys = ON')
    // Without this INSERT OR REPLACE deletes rows past the triggers that refuse DELETE.
    database.pragma('recursive_triggers = ON')
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** The driver of Kysely with transactions that lock at once: a deferred one fails when another process wrote meanwhile. */
const openDriver = (database: Database.Database): SqliteDriver =>
  Object.assign(new SqliteDriver({ database }), {
    beginTransaction: async (...[connection]: Parameters<SqliteDriver['beginTransaction']>) => {
      await connection.executeQuery(CompiledQuery.raw('begin immediate'))
    },
    // A full disk makes SQLite roll back by itself; a second rollback would hide the cause.
    rollbackTransaction: async () => {
      if (database.inTransaction) database.exec('rollback')
    },
  })

/** Opens or makes the database file. @throws InputError when the file is not one of ours or cannot be used. */
export const openSqlite = (file: string): Engine => {
  try {
    const database = openDatabase(file)
    const base = new SqliteDialect({ database })
    const dialect: Dialect = {
      createAdapter: () => base.createAdapter(),
      createDriver: () => openDriver(database),
      createIntrospector: (db) => base.createIntrospector(db),
      createQueryCompiler: () => base.createQueryCompiler(),
    }
    const where = realpathSync(file)
    return {
      where,
      dialect,
      ddl,
      lock: undefined,
      openReader: () => new SqliteDialect({ database: new Database(file, { readonly: true }) }),
      tables:
        "select name from sqlite_master where type = 'table' and name not like 'sqlite\\_%' escape '\\'",
      size: 'select page_count * page_size as bytes from pragma_page_count(), pragma_page_size()',
      // AUTOINCREMENT takes note of the highest key by itself.
      resume: [],
      listDamage: listSqliteDamage(where),
      explain: (error) => mendable(error, file),
    }
  } catch (error) {
    throw mendable(error, file)
  }
}
