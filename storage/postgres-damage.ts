/** Knows what PostgreSQL can say of its own soundness: broken indexes, references never checked, triggers off or gone. */
import { sql } from 'kysely'
import type { InputIssue } from '../indicators/input-error.ts'
import { text } from '../indicators/text.ts'
import { missingTriggers } from './append-only.ts'
import type { Engine } from './engine.ts'

const INDEXES = `select c.relname as name from pg_index i join pg_class c on c.oid = i.indexrelid
  where c.relnamespace = current_schema()::regnamespace and not (i.indisvalid and i.indisready)`

const CONSTRAINTS = `select conname as name from pg_constraint
  where connamespace = current_schema()::regnamespace and not convalidated`

const TRIGGERS = `select t.tgname as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
  where c.relnamespace = current_schema()::regnamespace and not t.tgisinternal and t.tgenabled in ('O', 'A')`

/** Asks the catalogue of the server. */
export const listPostgresDamage =
  (where: string): Engine['listDamage'] =>
  async (db, appendOnly) => {
    const place = text(`数据库 ${where}`, `database ${where}`)
    const names = async (query: string) =>
      (await sql.raw<{ name: string }>(query).execute(db)).rows.map((row) => row.name)
    const damage: InputIssue[] = []
    for (const name of await names(INDEXES))
      damage.push({ where: place, found: name, expected: text('可用的索引', 'an index that is valid') })
    for (const name of await names(CONSTRAINTS))
      damage.push({
        where: place,
        found: name,
        expected: text('验证过的约束', 'a constraint that was validated'),
      })
    const found = new Set(await names(TRIGGERS))
    for (const trigger of missingTriggers(appendOnly, { found, refused: ['update', 'delete', 'truncate'] }))
      damage.push({
        where: place,
        found: '—',
        expected: text(`启用的触发器 ${trigger}`, `the trigger ${trigger}, enabled`),
      })
    return damage
  }
