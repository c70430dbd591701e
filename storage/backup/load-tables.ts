/** Knows how the rows of a backup come into an empty database: in the schema in which they were written, then forward. */
import { sql } from 'kysely'
import { z } from 'zod'
import { InputError } from '../../indicators/input-error.ts'
import { text } from '../../indicators/text.ts'
import type { Database } from '../database.ts'
import { insertRows } from '../insert-rows.ts'
import { MIGRATIONS } from '../migrations/index.ts'
import type { Tx } from '../schema.ts'
import { tableOf, type Manifest } from './manifest.ts'
import { refuseBackup, type Member, type SoundBackup } from './read-backup.ts'

const rowSchema = z.record(z.string(), z.union([z.string(), z.number(), z.null()]))
type LoadedRow = z.output<typeof rowSchema>

/** Names of the tables that stand in the database. */
export const listTables = async ({ engine }: Database, tx: Tx): Promise<ReadonlySet<string>> => {
  const { rows } = await sql.raw<{ name: string }>(engine.tables).execute(tx)
  return new Set(rows.map((row) => row.name))
}

const parseRows = (bytes: Buffer): readonly LoadedRow[] =>
  bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => rowSchema.parse(JSON.parse(line)))

const insert = async (tx: Tx, table: string, rows: readonly LoadedRow[]): Promise<void> => {
  const columns = Object.keys(rows[0] ?? {})
  const names = sql.join(columns.map((column) => sql.ref(column)))
  await insertRows(rows, (chunk) => {
    const values = chunk.map((row) => sql`(${sql.join(columns.map((column) => row[column] ?? null))})`)
    return sql`insert into ${sql.table(table)} (${names}) values ${sql.join(values)}`.execute(tx)
  })
}

const loadMember = async (
  tx: Tx,
  { backup, member, bytes }: { backup: SoundBackup; member: Member; bytes: Buffer },
): Promise<number> => {
  const table = tableOf(member.name) ?? ''
  try {
    const rows = parseRows(bytes)
    await insert(tx, table, rows)
    return rows.length
  } catch (error) {
    if (error instanceof InputError) throw error
    const found = error instanceof Error ? error.message : String(error)
    const expected = text('数据库能接受的行', 'rows that the database accepts')
    throw refuseBackup(backup.file, { at: member.name, found, expected })
  }
}

const checkCounts = (backup: SoundBackup, counts: ReadonlyMap<string, number>): void => {
  const wrong = backup.manifest.tables.find(({ name, rows }) => rows !== (counts.get(name) ?? 0))
  if (!wrong) return
  const { name, rows } = wrong
  const expected = text(`${rows} 行`, `${rows} rows`)
  throw refuseBackup(backup.file, { at: name, found: String(counts.get(name) ?? 0), expected })
}

const checkSchema = ({ file, manifest }: SoundBackup, tables: ReadonlySet<string>): void => {
  const strange = manifest.tables.find(({ name }: Manifest['tables'][number]) => !tables.has(name))
  if (!strange) return
  const expected = text(`库结构版本 ${manifest.schema} 的表`, `a table of schema version ${manifest.schema}`)
  throw refuseBackup(file, { at: strange.name, found: strange.name, expected })
}

/** A migration may have written a first row, which the backup brings too, grown since. */
const clearFirstRows = async (tx: Tx, { manifest }: SoundBackup): Promise<void> => {
  for (const { name } of manifest.tables) {
    const { rows } = await sql`select 1 from ${sql.table(name)} limit 1`.execute(tx)
    if (rows.length > 0) await sql`delete from ${sql.table(name)}`.execute(tx)
  }
}

/** @throws InputError when a newer program wrote the backup. */
export const refuseNewer = ({ file, manifest }: SoundBackup): void => {
  const { schema, program } = manifest
  if (schema <= MIGRATIONS.length) return
  const expected = text(
    `库结构版本不高于 ${MIGRATIONS.length}；备份由更新的程序（${program}）写成，请先升级程序`,
    `a schema version of ${MIGRATIONS.length} or lower; a newer program (${program}) wrote it: upgrade the program first`,
  )
  throw refuseBackup(file, { at: 'schema', found: String(schema), expected })
}

/** Loads every table, in the caller's transaction. @throws InputError at the first place that does not fit. */
export const loadTables = async (
  tx: Tx,
  {
    backup,
    database,
    read,
  }: { backup: SoundBackup; database: Database; read: (member: Member) => Promise<Buffer> },
): Promise<void> => {
  await database.migrate(tx, backup.manifest.schema)
  checkSchema(backup, await listTables(database, tx))
  await clearFirstRows(tx, backup)
  const counts = new Map<string, number>()
  for (const member of backup.members) {
    const table = tableOf(member.name)
    if (table === undefined) continue
    const bytes = await read(member)
    counts.set(table, (counts.get(table) ?? 0) + (await loadMember(tx, { backup, member, bytes })))
  }
  checkCounts(backup, counts)
  for (const statement of database.engine.resume) await sql.raw(statement).execute(tx)
  await database.migrate(tx, MIGRATIONS.length)
}
