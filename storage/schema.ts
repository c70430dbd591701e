/** Knows the tables as they stand together: one interface a table, columns that are written once marked as such. */
import type { Kysely, Transaction } from 'kysely'
import type {
  SubmissionTable,
  SubmissionFormTable,
  FindingTable,
  DecisionTable,
} from './tables/submission.ts'
import type { ObservationTable, ConfirmationTable } from './tables/observation.ts'
import type { IndicatorValueTable, AssessmentTable } from './tables/verdict.ts'
import type {
  ChannelEventTable,
  ChannelTable,
  DigestLogTable,
  OutboxEventTable,
  OutboxTable,
} from './tables/message.ts'
import type {
  WarningTable,
  WarningEventTable,
  WarningSealTable,
  WarningChainTable,
} from './tables/warning.ts'
import type { MatchEntryTable } from './tables/match.ts'
import type { ReminderTable } from './tables/reminder.ts'
import type { ArrivalTable } from './tables/arrival.ts'
import type { HeartbeatTable } from './tables/heartbeat.ts'
import type { JobTable, JobEventTable, ScheduleTable } from './tables/job.ts'
import type { RestorationTable } from './tables/restoration.ts'

export interface Schema {
  submission: SubmissionTable
  submission_form: SubmissionFormTable
  finding: FindingTable
  decision: DecisionTable
  observation: ObservationTable
  confirmation: ConfirmationTable
  indicator_value: IndicatorValueTable
  assessment: AssessmentTable
  warning: WarningTable
  warning_event: WarningEventTable
  warning_seal: WarningSealTable
  warning_chain: WarningChainTable
  outbox: OutboxTable
  outbox_event: OutboxEventTable
  channel: ChannelTable
  channel_event: ChannelEventTable
  digest_log: DigestLogTable
  reminder: ReminderTable
  arrival: ArrivalTable
  match_entry: MatchEntryTable
  heartbeat: HeartbeatTable
  job: JobTable
  job_event: JobEventTable
  schedule: ScheduleTable
  restoration: RestorationTable
}

/** What reads take: the open database, or a transaction on it. */
export type Db = Kysely<Schema>
/** What writes take: only a transaction, so that a step saves all of its results or none. */
export type Tx = Transaction<Schema>
