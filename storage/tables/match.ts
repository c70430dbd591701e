/** Knows the table of matches: what people confirmed that labels mean, and what they withdrew. */
import type { FormCode, ReportingUnitCode } from '../../indicators/codes.ts'
import type { LabelKind, MatchAction } from '../../indicators/confirmed-match.ts'
import type { Day } from '../../indicators/period.ts'
import type { Once } from './once.ts'

export interface MatchEntryTable {
  /** Counted up with the rows. */
  number: Once<number>
  action: Once<MatchAction>
  unit: Once<ReportingUnitCode>
  form: Once<FormCode>
  kind: Once<LabelKind>
  path: Once<string>
  means: Once<string>
  label: Once<string>
  name: Once<string>
  submission: Once<string>
  actor: Once<string>
  reason: Once<string>
  on_day: Once<Day>
  at: Once<string>
}
