/** Knows what a reminder says to whom: one letter to a recipient about one unit, or to a superior about many. */
import type { FormCode, ReportingUnitCode } from './codes.ts'
import type { Moment } from './moment.ts'
import type { Period } from './period.ts'
import type { Recipient } from './recipient.ts'
import type { ReminderKind } from './reminder.ts'
import type { Standing } from './timeliness.ts'

/** A report that is owed. */
export interface OwedReport {
  readonly unit: { readonly code: ReportingUnitCode; readonly name: string }
  readonly form: { readonly code: FormCode; readonly title: string; readonly tableNumber: string }
  readonly period: Period
  readonly due: Moment
  readonly timeliness: Standing['timeliness']
  readonly daysLate: number
  readonly term: Moment
  /** Reports of this unit that were late or missing in the last two years. */
  readonly lateInTwoYears: number
}

export interface ReminderLetter {
  readonly kind: ReminderKind
  /** Number of a formal notice (催报通知书); null for the other kinds. */
  readonly number: string | null
  readonly recipient: Recipient
  /** Name of the bureau that writes. */
  readonly office: string
  /** Whom to ask. */
  readonly contact: string | undefined
  readonly on: Moment
  readonly reports: readonly OwedReport[]
}
