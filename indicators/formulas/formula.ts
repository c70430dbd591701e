/** Knows what every formula is given: an indicator, a region, and the observations of that region known on a day. */
import type { RegionCode } from '../codes.ts'
import type { Observation } from '../observation.ts'
import type { Indicator } from '../plan.ts'

export interface FormulaInput {
  readonly indicator: Indicator
  readonly region: RegionCode
  /** All vintages known on the day of reading, of this region only. */
  readonly observations: readonly Observation[]
}
