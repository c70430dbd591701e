/** Knows the annual assessment table (年度评估表): one row for each indicator of the plan, its totals and its notes. */
import type { AssessmentClass } from './assessment.ts'
import { tabulateIndicator, type AssessmentRow, type TableInput } from './assessment-row.ts'
import { tableNotes } from './assessment-table-notes.ts'
import type { PlanCode, RegionCode } from './codes.ts'
import type { Light } from './light.ts'
import type { Day } from './period.ts'
import type { Text } from './text.ts'

export interface Totals {
  readonly count: number
  readonly lights: Readonly<Record<Light, number>>
  readonly classes: Readonly<Record<AssessmentClass, number>>
}

export interface AssessmentTable {
  readonly plan: { readonly code: PlanCode; readonly name: string; readonly version: string }
  readonly region: RegionCode
  readonly year: number
  readonly asOf: Day
  readonly groups: readonly { readonly category: string; readonly rows: readonly AssessmentRow[] }[]
  readonly totals: Totals
  /** 约束性 and 预期性 apart; empty where the plan has no such division. */
  readonly totalsByBinding: readonly { readonly binding: AssessmentRow['binding']; readonly totals: Totals }[]
  readonly notes: readonly Text[]
  readonly synthetic: boolean
}

const totalsOf = (rows: readonly AssessmentRow[]): Totals => {
  const lights: Record<Light, number> = { green: 0, blue: 0, yellow: 0, red: 0, grey: 0 }
  const classes: Record<AssessmentClass, number> = {
    achieved_early: 0,
    ahead: 0,
    as_expected: 0,
    behind: 0,
    no_data: 0,
    scope_review: 0,
  }
  for (const row of rows) {
    lights[row.light] += 1
    classes[row.class] += 1
  }
  return { count: rows.length, lights, classes }
}

const byBinding = (rows: readonly AssessmentRow[]): AssessmentTable['totalsByBinding'] =>
  rows.every((r) => r.binding === null)
    ? []
    : (['binding', 'expected', null] as const)
        .map((binding) => ({ binding, totals: totalsOf(rows.filter((r) => r.binding === binding)) }))
        .filter(({ totals }) => totals.count > 0)

/**
 * Tabulates the verdicts on a year in the order of the plan, category by category. A verdict on another period does not
 * count: its row is grey and names the last value. Nothing is judged here; P and L are those of the verdicts, null where
 * the scope is under review. Source: METHOD, sections 2–4 and 7.
 */
export const tabulateAssessments = (input: TableInput): AssessmentTable => {
  const { plan, year, asOf, assessments } = input
  const rows = plan.indicators.map((indicator) => ({
    category: indicator.category,
    row: tabulateIndicator(indicator, input),
  }))
  const all = rows.map(({ row }) => row)
  const groups = [...Map.groupBy(rows, ({ category }) => category)]
  return {
    plan: { code: plan.code, name: plan.name, version: plan.version },
    region: assessments[0]?.region ?? plan.region,
    year,
    asOf,
    groups: groups.map(([category, own]) => ({ category, rows: own.map(({ row }) => row) })),
    totals: totalsOf(all),
    totalsByBinding: byBinding(all),
    notes: tableNotes({ plan, asOf, values: all.flatMap((r) => (r.actual ? [r.actual] : [])) }),
    synthetic: all.some((r) => r.actual?.synthetic),
  }
}
