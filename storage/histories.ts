/** Knows what is stored of the keys that a file speaks of: their vintages, who confirmed them, and how those files stand. */
import type { Selectable } from 'kysely'
import type { ReadObservation } from '../indicators/observation.ts'
import type { Day } from '../indicators/period.ts'
import { keyOf } from './observation-row.ts'
import type { Tx } from './schema.ts'
import type { DecisionTable } from './tables/submission.ts'
import type { ConfirmationRow, History, Standing, Surroundings } from './vintages.ts'

const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)]

/** Vintages of the keys (and of a few neighbours), whatever became of their submissions. */
const selectSpokenOf = (tx: Tx, reads: readonly ReadObservation[]) =>
  tx
    .selectFrom('observation')
    .where('observation.variable', 'in', distinct(reads.map((r) => r.variable)))
    .where('observation.region', 'in', distinct(reads.map((r) => r.region)))
    .where('observation.period', 'in', distinct(reads.map((r) => r.period)))

/** Every vintage and confirmation of the keys that the readings speak of. */
export const loadHistories = async (
  tx: Tx,
  reads: readonly ReadObservation[],
): Promise<Map<string, History>> => {
  const spokenOf = selectSpokenOf(tx, reads)
  const rows = await spokenOf
    .selectAll()
    .orderBy('observation.known')
    .orderBy('observation.recorded_at')
    .orderBy('observation.submission')
    .orderBy('observation.id')
    .execute()
  const confirmations = await spokenOf
    .innerJoin('confirmation', 'confirmation.observation', 'observation.id')
    .selectAll('confirmation')
    .orderBy('confirmation.id')
    .execute()
  const keys = new Map(rows.map((row) => [row.id, keyOf(row)]))
  const confirmed = Map.groupBy(confirmations, (row: ConfirmationRow) => keys.get(row.observation))
  const vintages = Map.groupBy(rows, keyOf)
  return new Map(
    [...vintages].map(([key, list]) => [key, { vintages: list, confirmations: confirmed.get(key) ?? [] }]),
  )
}

type Step = Pick<Selectable<DecisionTable>, 'kind' | 'on_day' | 'in_force'>

const judgeStanding = (steps: readonly Step[], day: Day): Standing => {
  const then = steps.findLast((step) => step.on_day <= day)
  if (then?.kind === 'returned') return 'gone'
  return then?.in_force === 1 && steps.at(-1)?.in_force === 1 ? 'firm' : 'wavering'
}

/** How the submissions stand, from a day on, whose figures the readings speak of. */
export const loadStandings = async (
  tx: Tx,
  reads: readonly ReadObservation[],
  day: Day,
): Promise<Surroundings['standingOf']> => {
  const steps = await tx
    .selectFrom('decision')
    .select(['submission', 'kind', 'on_day', 'in_force'])
    .where('submission', 'in', selectSpokenOf(tx, reads).select('observation.submission'))
    .orderBy('submission')
    .orderBy('sequence')
    .execute()
  const standings = new Map(
    [...Map.groupBy(steps, (step) => step.submission)].map(([id, own]) => [id, judgeStanding(own, day)]),
  )
  return (submission) => standings.get(submission) ?? 'wavering'
}
