/** Knows what tells of submissions which stands in the place of which: what was accepted, what counts, which figures each states. */
import { isAccepted, type ChainFacts } from '../indicators/submission-chain.ts'
import { keyOf } from './observation-row.ts'
import type { Db } from './schema.ts'

/** Ids that one statement may name. */
const CHUNK = 500

const chunksOf = (ids: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(ids.length / CHUNK) }, (_, i) => ids.slice(i * CHUNK, (i + 1) * CHUNK))

const listSteps = async (db: Db, ids: readonly string[]) =>
  db
    .selectFrom('decision')
    .select(['submission', 'kind', 'in_force'])
    .where('submission', 'in', ids)
    .orderBy('submission')
    .orderBy('sequence')
    .execute()

/** A figure that a file only confirmed is stated by it all the same. */
const listFigures = async (db: Db, ids: readonly string[]) => {
  const own = await db
    .selectFrom('observation')
    .select(['submission', 'variable', 'region', 'period', 'measure'])
    .where('submission', 'in', ids)
    .execute()
  const confirmed = await db
    .selectFrom('confirmation')
    .innerJoin('observation', 'observation.id', 'confirmation.observation')
    .select(['confirmation.submission', 'observation.variable', 'observation.region'])
    .select(['observation.period', 'observation.measure'])
    .where('confirmation.submission', 'in', ids)
    .execute()
  return [...own, ...confirmed]
}

/** The facts of these submissions; figures only of those that are not alone, for they are many. */
export const readChainFacts = async (
  db: Db,
  ids: readonly string[],
  related: readonly string[] = ids,
): Promise<ChainFacts> => {
  const [accepted, inForce] = [new Set<string>(), new Set<string>()]
  for (const some of chunksOf(ids))
    for (const [id, steps] of Map.groupBy(await listSteps(db, some), (step) => step.submission)) {
      if (isAccepted(steps)) accepted.add(id)
      if (steps.at(-1)?.in_force === 1) inForce.add(id)
    }
  const stated = new Map<string, Set<string>>()
  for (const some of chunksOf(related))
    for (const figure of await listFigures(db, some)) {
      const own = stated.get(figure.submission) ?? new Set()
      stated.set(figure.submission, own.add(keyOf(figure)))
    }
  return { accepted, inForce, stated }
}
