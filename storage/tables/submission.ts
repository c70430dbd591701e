/** Knows the tables of a submission, what was found in it and what was decided of it. */
import type { FormCode, RegionCode, ReportingUnitCode, VariableCode } from '../../indicators/codes.ts'
import type { DecisionKind } from '../../indicators/desk.ts'
import type { FindingClass } from '../../indicators/finding.ts'
import type { Measure } from '../../indicators/observation.ts'
import type { Day, Period } from '../../indicators/period.ts'
import type { Outcome } from '../../indicators/submission.ts'
import type { Once } from './once.ts'

export interface SubmissionTable {
  id: Once<string>
  sequence: Once<number>
  file: Once<string>
  sha256: Once<string>
  size: Once<number>
  unit: Once<ReportingUnitCode | null>
  form: Once<FormCode | null>
  form_version: Once<string | null>
  period: Once<Period | null>
  known: Once<Day>
  received_at: Once<string>
  outcome: Outcome
  read_count: number
  accepted_count: number
  rejected_count: number
  unchanged_count: number
}

export interface SubmissionFormTable {
  submission: Once<string>
  sequence: Once<number>
  form: Once<FormCode>
}

export interface FindingTable {
  submission: Once<string>
  sequence: Once<number>
  rule: Once<string>
  class: Once<FindingClass>
  sheet: Once<string>
  cell: Once<string>
  found: Once<string>
  expected_zh: Once<string>
  expected_en: Once<string>
  about_variable: Once<VariableCode | null>
  about_region: Once<RegionCode | null>
  about_period: Once<Period | null>
  about_measure: Once<Measure | null>
  about_basis: Once<string | null>
}

export interface DecisionTable {
  submission: Once<string>
  sequence: Once<number>
  on_day: Once<Day>
  at: Once<string>
  actor: Once<string>
  kind: Once<DecisionKind>
  finding: Once<number | null>
  text: Once<string>
  outcome: Once<Outcome>
  in_force: Once<0 | 1>
  given_in: Once<string | null>
}
