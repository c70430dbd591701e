/** Knows what each recipient was last told, so that a digest can say what is new since his last one. */
import type { Db, Tx } from './schema.ts'

export interface ToldDigest {
  readonly recipient: string
  /** ISO week, `2020-W30`: text order is time order. */
  readonly week: string
  /** What he was told, as JSON; the digest that wrote it knows how to read it. */
  readonly told: unknown
}

/** Remembers what a recipient is told in a week; false when that week was written down before, and stays as it is. */
export const appendDigestLog = async (
  tx: Tx,
  { recipient, week, told, now }: ToldDigest & { readonly now: string },
): Promise<boolean> => {
  const result = await tx
    .insertInto('digest_log')
    .values({ recipient, week, told: JSON.stringify(told), recorded_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return result.numInsertedOrUpdatedRows === 1n
}

/** What the recipient was last told before the week `before`. */
export const findLastDigest = async (
  db: Db,
  { recipient, before }: { readonly recipient: string; readonly before: string },
): Promise<ToldDigest | undefined> => {
  const row = await db
    .selectFrom('digest_log')
    .selectAll()
    .where('recipient', '=', recipient)
    .where('week', '<', before)
    .orderBy('week', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && { recipient: row.recipient, week: row.week, told: JSON.parse(row.told) }
}
