/** Knows how a plan stands in a region with everything that is known: its verdicts on the newest day, and their signs. */
import { judgeHistory } from '../../indicators/assessment.ts'
import type { Catalogue } from '../../indicators/catalogue.ts'
import type { RegionCode } from '../../indicators/codes.ts'
import type { Observation } from '../../indicators/observation.ts'
import { EVER, type Day } from '../../indicators/period.ts'
import type { Plan } from '../../indicators/plan.ts'
import { assessPlan, listPlanVariables, type IndicatorAssessment } from '../../indicators/plan-assessment.ts'
import { readSigns, type KindOfWarning } from '../../indicators/warnings/index.ts'
import { listReportsOf, type Report } from '../../indicators/warnings/report.ts'
import type { Sign } from '../../indicators/warnings/sign.ts'
import { listObservations } from '../../storage/observations.ts'
import type { Db } from '../../storage/schema.ts'
import { listReminded } from '../deadline/reports.ts'
import type { StepContext } from '../step.ts'

/** The verdicts of a plan on the newest day of knowledge, and the reports that they wait for. */
export interface Newest {
  readonly plan: Plan
  readonly on: Day
  readonly assessed: readonly IndicatorAssessment[]
  readonly reports: readonly Report[]
  readonly catalogue: Catalogue
}

const newestDay = (observations: readonly Observation[], notBefore: Day | undefined): Day | undefined =>
  [...observations.map((o) => o.vintage.known), ...(notBefore ? [notBefore] : [])].toSorted().at(-1)

/** Assesses a plan with all that is known; undefined where nothing is. */
export const assessNewest = async (
  context: Pick<StepContext, 'catalogue' | 'clock'>,
  db: Db,
  { plan, region, notBefore }: { readonly plan: Plan; readonly region: RegionCode; readonly notBefore?: Day },
): Promise<Newest | undefined> => {
  const observations = await listObservations(db, { asOf: EVER, variables: listPlanVariables(plan), region })
  const on = newestDay(observations, notBefore)
  if (on === undefined) return undefined
  return {
    plan,
    on,
    assessed: assessPlan({ plan, region, asOf: on }, observations),
    reports: await listReminded(context, db),
    catalogue: context.catalogue,
  }
}

/** The signs of one kind of warning about one indicator, in order of period. */
export const signsOf = (
  { indicator, assessment: { region }, values }: IndicatorAssessment,
  kind: KindOfWarning,
  { plan, on, reports, catalogue: { forms, reportingUnits } }: Newest,
): readonly Sign[] =>
  readSigns(kind, judgeHistory({ plan, indicator, region, values, asOf: on }), {
    rules: plan.warningRules,
    reports: listReportsOf({ indicator, region }, reports, { forms, units: reportingUnits }),
  })
