/** Knows the table of reminders: what was sent to whom about which report, or came to nothing. */
import type { FormCode, ReportingUnitCode } from '../../indicators/codes.ts'
import type { Moment } from '../../indicators/moment.ts'
import type { Period } from '../../indicators/period.ts'
import type { ReminderKind, ReminderOutcome } from '../../indicators/reminder.ts'
import type { Once } from './once.ts'

export interface ReminderTable {
  form: Once<FormCode>
  period: Once<Period>
  unit: Once<ReportingUnitCode>
  stage: Once<string>
  kind: Once<ReminderKind>
  outcome: Once<ReminderOutcome>
  /** Of a formal notice: year and serial of its number. */
  year: Once<number | null>
  serial: Once<number | null>
  term: Once<Moment | null>
  /** Keys of its messages in the outbox, as JSON. */
  messages: Once<string>
  on_moment: Once<Moment>
  recorded_at: Once<string>
}
