/** Knows the step from the verdicts of a year to the assessment table and its workbook. */
import { tabulateAssessments, type AssessmentTable } from '../indicators/assessment-table.ts'
import type { RegionCode } from '../indicators/codes.ts'
import type { Day } from '../indicators/period.ts'
import type { Plan } from '../indicators/plan.ts'
import { assessPlan, listPlanVariables, type IndicatorAssessment } from '../indicators/plan-assessment.ts'
import { listObservations } from '../storage/observations.ts'
import { writeAssessmentTable, type FigureSource } from '../workbooks/write-assessment-table.ts'
import type { StepContext } from './step.ts'

export interface YearQuestion {
  readonly plan: Plan
  readonly region: RegionCode
  readonly year: number
  readonly asOf: Day
}

export interface YearAssessment {
  readonly table: AssessmentTable
  readonly assessed: readonly IndicatorAssessment[]
  /** Every observation that a figure of the table rests on. */
  readonly sources: readonly FigureSource[]
}

const idsOf = ({ assessment: { value } }: IndicatorAssessment): readonly string[] =>
  value ? [...value.inputs, ...value.alternatives.flatMap((a) => a.inputs)] : []

/** Assesses a year from what was known on a day. */
export const assessYear = async (
  { storage }: Pick<StepContext, 'storage'>,
  question: YearQuestion,
): Promise<YearAssessment> => {
  const { plan, region, year, asOf } = question
  const observations = await listObservations(storage.db, {
    asOf,
    variables: listPlanVariables(plan),
    region,
  })
  const assessed = assessPlan(question, observations)
  const byId = new Map(observations.map((o) => [o.id, o]))
  return {
    assessed,
    table: tabulateAssessments({ plan, year, asOf, assessments: assessed.map((a) => a.assessment) }),
    sources: assessed.flatMap((one) =>
      [...new Set(idsOf(one))].flatMap((id) => {
        const observation = byId.get(id)
        return observation ? [{ indicator: one.indicator.code, observation }] : []
      }),
    ),
  }
}

/** The workbook that the evaluation office gets. */
export const composeAssessmentWorkbook = (
  { table, sources }: YearAssessment,
  { plan, clock }: Pick<StepContext, 'clock'> & Pick<YearQuestion, 'plan'>,
): Promise<Uint8Array> =>
  writeAssessmentTable(table, {
    ...plan.assessmentForm,
    sources,
    created: clock.dateOf(clock.now()),
    made: clock.today(),
  })
