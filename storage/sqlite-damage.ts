/** Knows how SQLite examines its own file: pages and indexes, references, and the triggers that refuse changes. */
import { sql } from 'kysely'
import type { InputIssue } from '../indicators/input-error.ts'
import { text } from '../indicators/text.ts'
import { missingTriggers } from './append-only.ts'
import type { Engine } from './engine.ts'

/** Enough to see what is wrong; a torn file would list every page. */
const MOST_TOLD = 100

const SOUND = text('完好的数据库', 'a sound database')

/** Examines the whole file. */
export const listSqliteDamage =
  (where: string): Engine['listDamage'] =>
  async (db, appendOnly) => {
    const place = text(`数据库 ${where}`, `database ${where}`)
    const pages = await sql
      .raw<{ integrity_check: string }>(`pragma integrity_check(${MOST_TOLD})`)
      .execute(db)
    const orphans = await sql
      .raw<{ table: string; rowid: number | null; parent: string }>('pragma foreign_key_check')
      .execute(db)
    const triggers = await sql
      .raw<{ name: string }>("select name from sqlite_master where type = 'trigger'")
      .execute(db)
    const found = new Set(triggers.rows.map((row) => row.name))
    const damage: InputIssue[] = pages.rows
      .filter((row) => row.integrity_check !== 'ok')
      .map((row) => ({ where: place, found: row.integrity_check, expected: SOUND }))
    for (const { table, rowid, parent } of orphans.rows.slice(0, MOST_TOLD)) {
      const row = text(`表 ${table} 第 ${rowid ?? '?'} 行`, `table ${table}, row ${rowid ?? '?'}`)
      const expected = text(`引用的 ${parent} 行存在`, `the row of ${parent} to which it refers`)
      damage.push({ where: row, found: text('引用落空', 'refers to nothing'), expected })
    }
    for (const trigger of missingTriggers(appendOnly, { found, refused: ['update', 'delete'] }))
      damage.push({ where: place, found: '—', expected: text(`触发器 ${trigger}`, `the trigger ${trigger}`) })
    return damage
  }
