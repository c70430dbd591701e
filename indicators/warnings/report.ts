/** Knows the reports that an indicator waits for: those of the forms and units that say its variables, for its region. */
import type { RegionCode } from '../codes.ts'
import { listVariables } from '../formulas/index.ts'
import type { Form } from '../form.ts'
import { comparePeriods, type Period } from '../period.ts'
import type { Indicator } from '../plan.ts'
import type { ReportingUnit } from '../reporting-unit.ts'
import type { Standing } from '../timeliness.ts'

/** How one report stands whose deadline has passed and of which its unit was reminded. */
export interface Report extends Pick<
  Standing,
  'unit' | 'form' | 'period' | 'due' | 'timeliness' | 'daysLate'
> {
  readonly unitName: string
  readonly formTitle: string
}

/** Missing, or sent back and not sent anew. */
export const isOwed = ({ timeliness }: Pick<Report, 'timeliness'>): boolean =>
  timeliness === 'missing' || timeliness === 'returned'

/** What is known of forms and units where reports are matched to indicators. */
export interface Registry {
  readonly forms: readonly Form[]
  readonly units: readonly ReportingUnit[]
}

/** The reports, of those given, from which an indicator of a region is computed. */
export const listReportsOf = (
  { indicator, region }: { readonly indicator: Indicator; readonly region: RegionCode },
  reports: readonly Report[],
  { forms, units }: Registry,
): readonly Report[] => {
  const variables = new Set<string>(listVariables(indicator))
  return reports.filter(({ form: code, unit: sender }) => {
    const unit = units.find((u) => u.code === sender)
    const form = forms.find((f) => f.code === code)
    return (
      unit?.region === region &&
      form?.items.some(
        (item) => variables.has(item.variable) && (item.reportingUnits?.includes(sender) ?? true),
      )
    )
  })
}

/** The newest period that is owed and lies after another; undefined when nothing newer is owed. */
export const findOwedAfter = (reports: readonly Report[], period: Period): Report | undefined =>
  reports
    .filter((r) => isOwed(r) && comparePeriods(r.period, period) > 0)
    .toSorted((a, b) => comparePeriods(a.period, b.period))
    .at(-1)
