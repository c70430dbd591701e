/** Knows the reports that are missing, as a recipient of the weekly message is to hear of them. */
import type { ReportingUnitCode } from './codes.ts'
import { dayOfMoment, type Moment } from './moment.ts'
import type { Period } from './period.ts'
import type { Standing } from './timeliness.ts'
import type { Week } from './week.ts'

/** A report that did not come in time and has not come yet. */
export interface MissingReport {
  readonly unit: { readonly code: ReportingUnitCode; readonly name: string }
  readonly form: string
  readonly period: Period
  readonly due: Moment
  readonly timeliness: Standing['timeliness']
  readonly daysLate: number
}

export interface DigestMissing {
  /** Those whose deadline passed in this week. */
  readonly fresh: readonly MissingReport[]
  /** Those of earlier weeks that are still missing. */
  readonly older: readonly MissingReport[]
}

/** The missing reports of a unit, or of all units, in the order of their deadlines. */
export const composeMissing = (
  all: readonly MissingReport[],
  { unit, week }: { readonly unit: ReportingUnitCode | null; readonly week: Week },
): DigestMissing => {
  const own = all
    .filter((r) => unit === null || r.unit.code === unit)
    .toSorted((a, b) => (a.due < b.due ? -1 : a.due > b.due ? 1 : 0))
  const isFresh = ({ due }: MissingReport): boolean => dayOfMoment(due) >= week.from
  return { fresh: own.filter(isFresh), older: own.filter((r) => !isFresh(r)) }
}
