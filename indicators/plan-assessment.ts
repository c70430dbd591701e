/** Knows how a whole plan is assessed for a region: every indicator, its values, its verdict. */
import { judgeIndicator, type Assessment } from './assessment.ts'
import type { RegionCode, VariableCode } from './codes.ts'
import { computeIndicatorValues, listVariables } from './formulas/index.ts'
import type { IndicatorValue } from './indicator-value.ts'
import type { Observation } from './observation.ts'
import type { Day } from './period.ts'
import type { Indicator, Plan } from './plan.ts'

export interface IndicatorAssessment {
  readonly indicator: Indicator
  readonly values: readonly IndicatorValue[]
  readonly assessment: Assessment
}

export interface PlanQuestion {
  readonly plan: Plan
  readonly region: RegionCode
  readonly asOf: Day
  /** Asks for the verdicts on one year instead of on the newest values. */
  readonly year?: number
}

/** The variables from which the plan's indicators are computed, each once. */
export const listPlanVariables = (plan: Plan): VariableCode[] => [
  ...new Set(plan.indicators.flatMap((indicator) => listVariables(indicator))),
]

/**
 * Assesses every indicator of a plan, in the order of the plan, from the observations known on the day. Observations of
 * other regions and variables may be among them.
 */
export const assessPlan = (
  { plan, region, asOf, year }: PlanQuestion,
  observations: readonly Observation[],
): IndicatorAssessment[] => {
  const byVariable = Map.groupBy(
    observations.filter((o) => o.region === region && o.vintage.known <= asOf),
    (o) => o.variable,
  )
  return plan.indicators.map((indicator) => {
    const own = listVariables(indicator).flatMap((variable) => byVariable.get(variable) ?? [])
    const values = computeIndicatorValues({ indicator, region, observations: own })
    const question = { plan, indicator, region, values, asOf }
    return {
      indicator,
      values,
      assessment: judgeIndicator(year === undefined ? question : { ...question, year }),
    }
  })
}
