/** Knows the verdicts as they were given: appended for a day, the newest of a day holding. */
import type { Assessment } from '../indicators/assessment.ts'
import type { IndicatorCode, PlanCode, RegionCode } from '../indicators/codes.ts'
import type { Day } from '../indicators/period.ts'
import type { Db, Tx } from './schema.ts'

const newestBodyOf = async (tx: Tx, assessment: Assessment): Promise<string | undefined> => {
  const row = await tx
    .selectFrom('assessment')
    .select('body')
    .where('plan', '=', assessment.plan)
    .where('version', '=', assessment.planVersion)
    .where('indicator', '=', assessment.indicator)
    .where('region', '=', assessment.region)
    .where('as_of', '=', assessment.asOf)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.body
}

/** Appends verdicts; one that repeats the newest of its day word for word is left out, so that judging twice adds nothing. */
export const appendAssessments = async (tx: Tx, assessments: readonly Assessment[]): Promise<void> => {
  for (const assessment of assessments) {
    const body = JSON.stringify(assessment)
    if ((await newestBodyOf(tx, assessment)) === body) continue
    const { plan, planVersion: version, indicator, region, period, asOf } = assessment
    await tx
      .insertInto('assessment')
      .values({ plan, version, indicator, region, period, as_of: asOf, body })
      .execute()
  }
}

export interface AssessmentFilter {
  readonly plan: PlanCode
  readonly planVersion?: string
  readonly indicator?: IndicatorCode
  readonly region?: RegionCode
  /** The last day of judgement that counts. */
  readonly asOf?: Day
}

/**
 * Every verdict given up to a day, by indicator, region, day and order of arrival: the last of an indicator and
 * region is the one that held on that day.
 */
export const listAssessments = async (db: Db, filter: AssessmentFilter): Promise<readonly Assessment[]> => {
  let query = db.selectFrom('assessment').select('body').where('plan', '=', filter.plan)
  if (filter.planVersion !== undefined) query = query.where('version', '=', filter.planVersion)
  if (filter.indicator !== undefined) query = query.where('indicator', '=', filter.indicator)
  if (filter.region !== undefined) query = query.where('region', '=', filter.region)
  if (filter.asOf !== undefined) query = query.where('as_of', '<=', filter.asOf)
  const rows = await query.orderBy('indicator').orderBy('region').orderBy('as_of').orderBy('id').execute()
  return rows.map((row): Assessment => JSON.parse(row.body))
}
