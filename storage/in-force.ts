/** Knows which submissions count on a day: the last step at the desk decides. */
import type { ExpressionBuilder } from 'kysely'
import type { Day } from '../indicators/period.ts'
import type { Schema } from './schema.ts'

/** Whether the submission of an observation counts on a day; on the newest step when no day is given. */
export const countsOn = (eb: ExpressionBuilder<Schema, 'observation'>, day?: Day) => {
  const steps = eb
    .selectFrom('decision')
    .select('decision.in_force')
    .whereRef('decision.submission', '=', 'observation.submission')
  const known = day === undefined ? steps : steps.where('decision.on_day', '<=', day)
  return eb(known.orderBy('decision.sequence', 'desc').limit(1), '=', 1)
}
