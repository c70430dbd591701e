/** Knows the tables of what was computed and judged. */
import type { GeneratedAlways } from 'kysely'
import type { IndicatorCode, PlanCode, RegionCode } from '../../indicators/codes.ts'
import type { Basis } from '../../indicators/indicator-value.ts'
import type { Day, Period } from '../../indicators/period.ts'
import type { Once } from './once.ts'

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
