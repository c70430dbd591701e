/** Knows how figures survive the return of the file that first said them: a later file's confirmation becomes a vintage. */
import { insertRows } from './insert-rows.ts'
import type { Tx } from './schema.ts'
import { restoredVintage } from './vintages.ts'

/** Appends a vintage for every confirmation of a submission's figures by another file that has none of its own yet. */
export const restoreConfirmed = async (tx: Tx, submission: string): Promise<void> => {
  const figures = await tx
    .selectFrom('observation')
    .selectAll()
    .where('submission', '=', submission)
    .execute()
  if (figures.length === 0) return
  const cells = await tx
    .selectFrom('confirmation')
    .innerJoin('observation', 'observation.id', 'confirmation.observation')
    .selectAll('confirmation')
    .where('observation.submission', '=', submission)
    .where('confirmation.submission', '<>', submission)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('observation as own')
            .select('own.id')
            .whereRef('own.submission', '=', 'confirmation.submission')
            .whereRef('own.variable', '=', 'observation.variable')
            .whereRef('own.region', '=', 'observation.region')
            .whereRef('own.period', '=', 'observation.period')
            .whereRef('own.measure', '=', 'observation.measure'),
        ),
      ),
    )
    .orderBy('confirmation.id')
    .execute()
  const last = await tx
    .selectFrom('observation')
    .select((eb) => eb.fn.max('id').as('id'))
    .executeTakeFirstOrThrow()
  const rows = cells.flatMap((cell, index) => {
    const figure = figures.find((f) => f.id === cell.observation)
    return figure ? [restoredVintage({ figure, cell }, (last.id ?? 0) + index + 1)] : []
  })
  await insertRows(rows, (chunk) => tx.insertInto('observation').values(chunk).execute())
}
