/** Knows how a job is found in the ledger, and everything that followed from it. */
import { jobOf, type Job } from './jobs.ts'
import type { Db } from './schema.ts'

/** The job with this id. */
export const findJob = async (db: Db, id: number): Promise<Job | undefined> => {
  const row = await db.selectFrom('job').selectAll().where('id', '=', id).executeTakeFirst()
  return row && jobOf(row)
}

/** The job of this kind and key. */
export const findJobByKey = async (
  db: Db,
  { kind, key }: { readonly kind: string; readonly key: string },
): Promise<Job | undefined> => {
  const row = await db
    .selectFrom('job')
    .selectAll()
    .where('kind', '=', kind)
    .where('key', '=', key)
    .executeTakeFirst()
  return row && jobOf(row)
}

/** These jobs and all that followed from them, in the order of their insertion. */
export const listFamily = async (db: Db, ids: readonly number[]): Promise<readonly Job[]> => {
  if (ids.length === 0) return []
  const rows = await db
    .withRecursive('family(id)', (qb) =>
      qb
        .selectFrom('job')
        .select('job.id')
        .where('job.id', 'in', ids)
        .union(qb.selectFrom('job').innerJoin('family', 'family.id', 'job.cause').select('job.id')),
    )
    .selectFrom('job')
    .selectAll('job')
    .where('job.id', 'in', (eb) => eb.selectFrom('family').select('family.id'))
    .orderBy('job.id')
    .execute()
  return rows.map(jobOf)
}
