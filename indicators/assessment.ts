/** Knows the verdict on an indicator at a period (评价): light, class, reasons and derivation. */
import type { IndicatorCode, PlanCode, RegionCode } from './codes.ts'
import type { IndicatorValue } from './indicator-value.ts'
import type { Day, Period } from './period.ts'
import { text, type Text } from './text.ts'

/** Light with symbol and word: it must read in a black-and-white print. */
export const LIGHTS = {
  green: { symbol: '●', word: text('达到进度', 'on schedule'), colour: text('绿', 'green') },
  blue: { symbol: '▲', word: text('略低于进度', 'slightly behind'), colour: text('蓝', 'blue') },
  yellow: { symbol: '■', word: text('滞后', 'behind'), colour: text('黄', 'yellow') },
  red: { symbol: '◆', word: text('严重滞后', 'far behind'), colour: text('红', 'red') },
  grey: { symbol: '○', word: text('数据不足', 'no sufficient data'), colour: text('灰', 'grey') },
} as const
export type Light = keyof typeof LIGHTS

/** The four classes of the mid-term assessment, and the two reasons for none. */
export const CLASSES = {
  achieved_early: text('提前实现', 'achieved early'),
  ahead: text('快于预期', 'ahead of expectation'),
  as_expected: text('基本符合预期', 'broadly as expected'),
  behind: text('滞后', 'behind'),
  no_data: text('数据不足', 'no sufficient data'),
  scope_review: text('口径变动待核', 'scope change under review'),
} as const
export type AssessmentClass = keyof typeof CLASSES

export interface NextTarget {
  readonly period: Period
  readonly value: number
  /** Filled when forecasts come. */
  readonly probability: number | null
  /** Percent a year from the value to the target; null when undefined. */
  readonly neededGrowth: number | null
}

export interface Assessment {
  readonly plan: PlanCode
  readonly planVersion: string
  readonly indicator: IndicatorCode
  readonly name: string
  readonly region: RegionCode
  readonly asOf: Day
  /** Period of the value; null without one. */
  readonly period: Period | null
  /** What was judged; null when there is no value at all. */
  readonly value: IndicatorValue | null
  /** The path's value that `value` was laid beside, in the same basis; 推算 when the plan does not print it. */
  readonly planned: { readonly value: number; readonly derived: boolean } | null
  /** P: share of the planned increment achieved, percent. */
  readonly progress: number | null
  /** L: level attained, percent. */
  readonly level: number | null
  readonly light: Light
  readonly class: AssessmentClass
  /** Growth achieved a year since the baseline, percent. */
  readonly achievedGrowth: number | null
  readonly nextTarget: NextTarget | null
  readonly lastTarget: NextTarget | null
  readonly reasons: readonly Text[]
  readonly derivation: Text
}
