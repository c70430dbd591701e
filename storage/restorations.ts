/** Knows that after a restore nothing leaves until a person says so: what left after the backup is not known here. */
import type { Db, Tx } from './schema.ts'

/** A restore, and the instant of which its backup was a picture. */
export interface Restoration {
  readonly at: string
  readonly taken: string
  /** Version of the program that had written the backup. */
  readonly program: string
  readonly file: string
}

/** Writes down that the database was restored. */
export const appendRestoration = async (tx: Tx, restoration: Restoration): Promise<void> => {
  await tx
    .insertInto('restoration')
    .values({ ...restoration, confirmed_at: null, confirmed_by: null })
    .execute()
}

/** The last restore after which nobody let the outbox go. */
export const findUnconfirmed = (db: Db): Promise<Restoration | undefined> =>
  db
    .selectFrom('restoration')
    .select(['at', 'taken', 'program', 'file'])
    .where('confirmed_at', 'is', null)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()

/** Says that the outbox may go. Returns how many restores waited for that. */
export const confirmRestorations = async (
  tx: Tx,
  { now, actor }: { readonly now: string; readonly actor: string },
): Promise<number> => {
  const result = await tx
    .updateTable('restoration')
    .set({ confirmed_at: now, confirmed_by: actor })
    .where('confirmed_at', 'is', null)
    .executeTakeFirst()
  return Number(result.numUpdatedRows)
}
