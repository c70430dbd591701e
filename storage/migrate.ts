/** Knows how a database comes to today's schema: forward, all steps in one transaction; a newer one is refused. */
import { sql } from 'kysely'
import { InputError } from '../indicators/input-error.ts'
import { text } from '../indicators/text.ts'
import type { Ddl, Migration } from './migrations/ddl.ts'
import type { Tx } from './schema.ts'

const newerThanWeKnow = (where: string, versions: { found: number; known: number }): InputError =>
  new InputError([
    {
      where: text(`数据库 ${where}`, `database ${where}`),
      found: String(versions.found),
      expected: text(
        `库结构版本不高于 ${versions.known}；该库由更新的程序写成，请升级程序`,
        `a schema version of ${versions.known} or lower; a newer program wrote this database: upgrade the program`,
      ),
    },
  ])

/** The version of the schema that stands in the database; 0 before the first step. */
export const readSchemaVersion = async (tx: Tx): Promise<number> => {
  const last = await sql<{ version: number | null }>`select max(version) as version from migration`.execute(
    tx,
  )
  return last.rows[0]?.version ?? 0
}

/**
 * Applies the steps that the database lacks. Kysely's own Migrator is not used: on SQLite it runs outside
 * any transaction, so that a kill in the middle would leave half a schema.
 * @throws InputError when the database has steps that are not known here.
 */
export const migrate = async (
  tx: Tx,
  { ddl, migrations, where }: { ddl: Ddl; migrations: readonly Migration[]; where: string },
): Promise<void> => {
  const execute = async (statement: string): Promise<void> => {
    for (const spelt of ddl.spell(statement)) await sql.raw(spelt).execute(tx)
  }
  await execute('create table if not exists migration (version integer primary key, name text not null)')
  const found = await readSchemaVersion(tx)
  if (found > migrations.length) throw newerThanWeKnow(where, { found, known: migrations.length })
  for (const [index, migration] of migrations.entries()) {
    if (index < found) continue
    for (const statement of migration.statements(ddl)) await execute(statement)
    await migration.fill?.(tx)
    await sql`insert into migration (version, name) values (${index + 1}, ${migration.name})`.execute(tx)
  }
}
