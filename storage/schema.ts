/** Knows the tables as they stand: one interface a table, columns that are written once marked as such. */
import type { ColumnType, Generated, GeneratedAlways, Kysely, Transaction } from 'kysely'
import type {
  FormCode,
  IndicatorCode,
  PlanCode,
  RegionCode,
  ReportingUnitCode,
  VariableCode,
} from '../indicators/codes.ts'
import type { DecisionKind } from '../indicators/desk.ts'
import type { FindingClass } from '../indicators/finding.ts'
import type { Basis } from '../indicators/indicator-value.ts'
import type { Bound, Measure, MissingReason, Status } from '../indicators/observation.ts'
import type { Day, Period } from '../indicators/period.ts'
import type { Outcome } from '../indicators/submission.ts'
import type { WarningEvent, WarningKind, WarningLevel } from '../indicators/warnings/warning.ts'

export type JobState = 'ready' | 'running' | 'done' | 'failed' | 'parked'
export type OutboxState =
  | 'queued'
  | 'sending'
  | 'committing'
  | 'sent'
  | 'unknown'
  | 'failed'
  | 'bounced'
  | 'held'
/** What becomes of the slots missed while nobody ran: every one, the latest only, or none. */
export type Catchup = 'all' | 'latest' | 'skip'

/** Written with the row and never again; the database refuses it too. */
type Once<T> = ColumnType<T, T, never>

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
}

/** Where a figure was read, and when it was written down here. */
interface CellColumns {
  submission: Once<string>
  file: Once<string>
  sheet: Once<string>
  cell: Once<string>
  reported_text: Once<string>
  reported_unit: Once<string>
  known: Once<Day>
  recorded_at: Once<string>
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
}

export interface ObservationTable extends CellColumns {
  id: Once<number>
  variable: Once<VariableCode>
  region: Once<RegionCode>
  period: Once<Period>
  measure: Once<Measure>
  value: Once<number | null>
  bound: Once<Bound | null>
  missing: Once<MissingReason | null>
  unit: Once<string>
  status: Once<Status>
  note: Once<string>
  synthetic: Once<0 | 1>
}

/** A later file said the same once more: no vintage of its own, but not forgotten. */
export interface ConfirmationTable extends CellColumns {
  id: GeneratedAlways<number>
  observation: Once<number>
}

export interface IndicatorValueTable {
  id: GeneratedAlways<number>
  plan: Once<PlanCode>
  version: Once<string>
  indicator: Once<IndicatorCode>
  region: Once<RegionCode>
  period: Once<Period>
  basis: Once<Basis>
  known: Once<Day>
  fingerprint: Once<string>
  body: Once<string>
}

export interface AssessmentTable {
  id: GeneratedAlways<number>
  plan: Once<PlanCode>
  version: Once<string>
  indicator: Once<IndicatorCode>
  region: Once<RegionCode>
  period: Once<Period | null>
  as_of: Once<Day>
  body: Once<string>
}

export interface WarningTable {
  number: Once<string>
  year: Once<number>
  serial: Once<number>
  plan: Once<PlanCode>
  indicator: Once<IndicatorCode>
  region: Once<RegionCode>
  kind: Once<WarningKind>
  opened_at: Once<Day>
  reply_by: Once<Day>
  responsible: Once<string>
}

export interface WarningEventTable {
  warning: Once<string>
  sequence: Once<number>
  on_day: Once<Day>
  kind: Once<WarningEvent['kind']>
  level: Once<WarningLevel>
  period: Once<Period>
  actor: Once<string>
  reasons: Once<string>
  derivation: Once<string>
}

export interface OutboxTable {
  id: GeneratedAlways<number>
  key: Once<string>
  recipient: Once<string>
  message_id: Once<string>
  body: Once<string>
  state: OutboxState
  detail: string
  created_at: Once<string>
  updated_at: string
}

export interface DigestLogTable {
  recipient: Once<string>
  week: Once<string>
  told: Once<string>
  recorded_at: Once<string>
}

export interface JobTable {
  id: GeneratedAlways<number>
  kind: Once<string>
  key: Once<string>
  payload: Once<string>
  state: Generated<JobState>
  priority: number
  run_at: string
  attempt: Generated<number>
  crash: Generated<number>
  lease: string | null
  lease_until: string | null
  worker: string | null
  error: string | null
  created_at: Once<string>
  done_at: string | null
}

export interface JobEventTable {
  id: GeneratedAlways<number>
  job: Once<number>
  at: Once<string>
  kind: Once<string>
  worker: Once<string | null>
  detail: Once<string>
}

export interface ScheduleTable {
  id: Once<string>
  expr: string
  tz: string
  catchup: Catchup
  last_slot: string | null
}

export interface Schema {
  submission: SubmissionTable
  finding: FindingTable
  decision: DecisionTable
  observation: ObservationTable
  confirmation: ConfirmationTable
  indicator_value: IndicatorValueTable
  assessment: AssessmentTable
  warning: WarningTable
  warning_event: WarningEventTable
  outbox: OutboxTable
  digest_log: DigestLogTable
  job: JobTable
  job_event: JobEventTable
  schedule: ScheduleTable
}

/** What reads take: the open database, or a transaction on it. */
export type Db = Kysely<Schema>
/** What writes take: only a transaction, so that a step saves all of its results or none. */
export type Tx = Transaction<Schema>
