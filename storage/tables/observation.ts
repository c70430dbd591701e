/** Knows the tables of figures, each with the cell that says it. */
import type { GeneratedAlways } from 'kysely'
import type { RegionCode, VariableCode } from '../../indicators/codes.ts'
import type { Bound, Measure, MissingReason, Status } from '../../indicators/observation.ts'
import type { Day, Period } from '../../indicators/period.ts'
import type { Once } from './once.ts'

/** Where a figure was read, the day it is known from, and the instant at which its file was received. */
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

/** Another file said the same once more: no vintage of its own, but not forgotten. */
export interface ConfirmationTable extends CellColumns {
  id: GeneratedAlways<number>
  observation: Once<number>
}
