/** Knows the tables of warnings and the steps of their lives. */
import type { IndicatorCode, PlanCode, RegionCode } from '../../indicators/codes.ts'
import type { Day, Period } from '../../indicators/period.ts'
import type { WarningEvent, WarningKind, WarningLevel } from '../../indicators/warnings/warning.ts'
import type { Once } from './once.ts'

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
  /** Null in rows of before it was kept. */
  recorded_at: Once<string | null>
  /** What a person did, as JSON; null for a step of the program. */
  act: Once<string | null>
}

/** The hash of each step and the one before it, in the order in which they were written. */
export interface WarningSealTable {
  place: Once<number>
  warning: Once<string>
  sequence: Once<number>
  hash: Once<string>
}

/** One row: the head of the chain. */
export interface WarningChainTable {
  id: Once<number>
  place: number
  hash: string
}
