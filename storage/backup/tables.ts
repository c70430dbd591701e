/** Knows every table that a backup holds, those that others refer to first, and the key by which its rows are read in pages. */
import { sql } from 'kysely'
import type { Schema, Tx } from '../schema.ts'

/** A table of the schema that is missing here does not compile; one that refers to another stands behind it. */
export const TABLE_KEYS: { readonly [T in keyof Schema]: readonly (keyof Schema[T] & string)[] } = {
  submission: ['id'],
  submission_form: ['submission', 'form'],
  finding: ['submission', 'sequence'],
  decision: ['submission', 'sequence'],
  observation: ['id'],
  confirmation: ['id'],
  indicator_value: ['id'],
  assessment: ['id'],
  warning: ['number'],
  warning_event: ['warning', 'sequence'],
  warning_seal: ['place'],
  warning_chain: ['id'],
  outbox: ['id'],
  outbox_event: ['id'],
  channel: ['name'],
  channel_event: ['id'],
  digest_log: ['recipient', 'week'],
  arrival: ['id'],
  match_entry: ['number'],
  heartbeat: ['name'],
  reminder: ['form', 'period', 'unit', 'stage'],
  job: ['id'],
  job_event: ['id'],
  schedule: ['id'],
  restoration: ['id'],
}

export type Row = Readonly<Record<string, string | number | null>>

/** What a page may weigh, so that neither wide nor narrow rows fill the memory or crawl. */
const PAGE_BYTES = 4 * 1024 * 1024
const FIRST_ROWS = 50
const MOST_ROWS = 5_000

/** The rows of a table as NDJSON, a page at a time, in the order of its key. */
export const readPages = async function* (
  tx: Tx,
  { table, key }: { readonly table: string; readonly key: readonly string[] },
): AsyncGenerator<{ readonly bytes: Buffer; readonly rows: number }> {
  const columns = sql.join(key.map((column) => sql.ref(column)))
  let after = sql``
  let limit = FIRST_ROWS
  for (;;) {
    const page =
      await sql<Row>`select * from ${sql.table(table)} ${after} order by ${columns} limit ${limit}`.execute(
        tx,
      )
    const last = page.rows.at(-1)
    if (!last) return
    const bytes = Buffer.from(page.rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
    yield { bytes, rows: page.rows.length }
    if (page.rows.length < limit) return
    after = sql`where (${columns}) > (${sql.join(key.map((column) => last[column] ?? null))})`
    limit = Math.max(1, Math.min(MOST_ROWS, Math.floor((PAGE_BYTES * page.rows.length) / bytes.length)))
  }
}
