/** Knows what is asked of a workbook and what the answer is: parts, one for each form, unit and period. */
import type { FormCode, RegionCode, ReportingUnitCode } from '../../indicators/codes.ts'
import type { ConfirmedMatch, UnmatchedLabel } from '../../indicators/confirmed-match.ts'
import type { Finding } from '../../indicators/finding.ts'
import type { Form } from '../../indicators/form.ts'
import type { Measure, ReadObservation } from '../../indicators/observation.ts'
import type { Plan } from '../../indicators/plan.ts'
import type { Period } from '../../indicators/period.ts'
import type { Region, ReportingUnit } from '../../indicators/reporting-unit.ts'
import type { UnitOfMeasure } from '../../indicators/unit-of-measure.ts'
import type { Variable } from '../../indicators/variable.ts'
import type { Grid } from '../grid.ts'

/** What the reader must know of the world. */
export interface SubmissionCatalogue {
  readonly forms: readonly Form[]
  readonly variables: readonly Variable[]
  readonly units: readonly UnitOfMeasure[]
  readonly regions: readonly Region[]
  readonly reportingUnits: readonly ReportingUnit[]
  /** Their baselines and targets tell a first 0.433 from 43.3. */
  readonly plans?: readonly Plan[]
}

export interface SubmissionQuestion {
  readonly grid: Grid
  /** Name of the file, without its folder. */
  readonly file: string
  readonly catalogue: SubmissionCatalogue
  /** What the sender said: it decides where the workbook is silent, and is wrong where the workbook says otherwise. */
  readonly given: {
    readonly unit?: ReportingUnitCode | undefined
    readonly period?: Period | undefined
    readonly form?: FormCode | undefined
  }
  /** What the bureau confirmed of labels that the forms do not know; used for its own unit and form, and shown. */
  readonly confirmed?: readonly ConfirmedMatch[]
  /** The last value known before the period; a bare 0.44 under % is doubted where it was 43 before. */
  readonly known?: (about: {
    readonly variable: string
    readonly region: RegionCode
    readonly measure: Measure
    readonly period: Period
  }) => number | undefined
}

/**
 * What the tables of one form, unit and period say. Every figure that was seen counts once: `read` = observations with a
 * value + `rejected`; missing marks and blanks are no figures, though a mark may become an observation with its reason.
 * Without a unit, or a period that no column states, the figures are rejected. A regional form gives observations of many
 * regions, a form with columns of periods those of many periods: `region` is the unit's, `period` the latest.
 */
export interface SubmissionPart {
  readonly form: Form
  readonly unit: ReportingUnit | null
  readonly region: RegionCode | null
  readonly period: Period | null
  readonly sheets: readonly string[]
  readonly observations: readonly ReadObservation[]
  readonly findings: readonly Finding[]
  /** Labels that a person may confirm. */
  readonly unmatched: readonly UnmatchedLabel[]
  readonly read: number
  readonly rejected: number
}

/**
 * What a workbook says: its parts together. `form`, `unit`, `region` and `period` are those of the part with the latest
 * period (the first of them), null when they could not be settled; `observations`, `findings` and counts are all parts'.
 */
export interface SubmissionReading extends Omit<SubmissionPart, 'form'> {
  readonly form: Form | null
  readonly parts: readonly SubmissionPart[]
}
