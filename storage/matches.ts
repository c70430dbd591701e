/** Knows the record of confirmed matches: appended by people, never changed; read as it stood at an instant. */
import type { Selectable } from 'kysely'
import type { MatchEntry } from '../indicators/confirmed-match.ts'
import type { Db, Tx } from './schema.ts'
import type { StoredSubmission } from './submissions.ts'
import type { MatchEntryTable } from './tables/match.ts'

const entryOf = ({ actor, on_day: on, ...row }: Selectable<MatchEntryTable>): MatchEntry => ({
  ...row,
  by: { actor, on },
})

/** Writes an entry behind the last one. */
export const appendMatch = async (tx: Tx, entry: Omit<MatchEntry, 'number'>): Promise<MatchEntry> => {
  const last = await tx
    .selectFrom('match_entry')
    .select((eb) => eb.fn.max('number').as('number'))
    .executeTakeFirst()
  const number = (last?.number ?? 0) + 1
  const { by, ...columns } = entry
  await tx
    .insertInto('match_entry')
    .values({ ...columns, number, actor: by.actor, on_day: by.on })
    .execute()
  return { ...entry, number }
}

/** Every entry in order; with `until` those that were made up to the instant. */
export const listMatchEntries = async (
  db: Db,
  { until }: { readonly until?: string } = {},
): Promise<readonly MatchEntry[]> => {
  const all = db.selectFrom('match_entry').selectAll()
  const rows = await (until === undefined ? all : all.where('at', '<=', until)).orderBy('number').execute()
  return rows.map(entryOf)
}

/** Whether anything was confirmed or withdrawn since a submission came that may read it otherwise. */
export const isMatchedSince = async (
  db: Db,
  { id, unit, forms, receivedAt }: Pick<StoredSubmission, 'id' | 'unit' | 'forms' | 'receivedAt'>,
): Promise<boolean> => {
  const entries = await listMatchEntries(db)
  return entries.some(
    (e) => e.at > receivedAt && (e.submission === id || (e.unit === unit && forms.includes(e.form))),
  )
}
