/** Knows which reports of a plan are missing on a day: the expected ones that did not come in time and have not come yet. */
import { findForm, findReportingUnit, type Catalogue } from '../../indicators/catalogue.ts'
import type { MissingReport } from '../../indicators/digest-missing.ts'
import { momentOf, parseHour } from '../../indicators/moment.ts'
import { addDays, type Day } from '../../indicators/period.ts'
import { listPlanVariables } from '../../indicators/plan-assessment.ts'
import type { Plan } from '../../indicators/plan.ts'
import type { Db } from '../../storage/schema.ts'
import { listExpected } from './timeliness.ts'

/** A report that is missing for longer is a matter for the league table, not for the week. */
const PERIODS_BACK_DAYS = 2 * 366

const isOfPlan = (catalogue: Catalogue, plan: Plan) => {
  const variables = new Set(listPlanVariables(plan))
  return (code: string): boolean =>
    findForm(catalogue, code)?.items.some((item) => variables.has(item.variable)) ?? false
}

/** The reports of the plan's forms that are missing at the end of a day. */
export const listMissing = async (
  catalogue: Catalogue,
  db: Db,
  { plan, asOf }: { readonly plan: Plan; readonly asOf: Day },
): Promise<readonly MissingReport[]> => {
  const ofPlan = isOfPlan(catalogue, plan)
  const now = momentOf(asOf, parseHour('24:00'))
  const window = { from: addDays(asOf, -PERIODS_BACK_DAYS), to: asOf, now }
  return (await listExpected(catalogue, db, window))
    .map((expected) => expected.standing)
    .filter(
      (s) => ofPlan(s.form) && s.due < now && (s.timeliness === 'missing' || s.timeliness === 'returned'),
    )
    .map((s) => ({
      unit: { code: s.unit, name: findReportingUnit(catalogue, s.unit)?.name ?? s.unit },
      form: findForm(catalogue, s.form)?.title ?? s.form,
      period: s.period,
      due: s.due,
      timeliness: s.timeliness,
      daysLate: s.daysLate,
    }))
}
