/** Knows one row of the annual assessment table: an indicator, its path and its verdict for the year. */
import { CLASSES, type Assessment, type AssessmentClass } from './assessment.ts'
import type { IndicatorCode } from './codes.ts'
import { formatPeriod } from './derivation.ts'
import { findShownDecimals, formatFigure } from './figure-text.ts'
import type { Alternative, IndicatorValue } from './indicator-value.ts'
import { lightWord } from './light-word.ts'
import type { Light } from './light.ts'
import { BOUNDS } from './observation.ts'
import { computePath, plannedAt, targetValue, type Knot, type Path } from './path.ts'
import { lastMonthOf, yearOf, yearPeriod, type Day, type Period } from './period.ts'
import type { Indicator, Plan, Target } from './plan.ts'
import { text, type Text } from './text.ts'
import { measure } from './yardstick.ts'

/** The path at the end of the year: between two knots, or at one (then `from` and `to` are the same). */
export interface PathOfYear {
  readonly value: number
  /** Printed in the plan, set by hand for the year, or 推算. */
  readonly origin: 'target' | 'milestone' | 'baseline' | 'derived'
  readonly comparator: Target['comparator'] | null
  readonly shape: Path['shape']
  readonly from: Knot
  readonly to: Knot
}

export interface TargetOfTable {
  readonly period: Period
  readonly value: number
  readonly comparator: Target['comparator']
  /** Percent a year from the actual value; null when undefined. */
  readonly neededGrowth: number | null
}

export interface AssessmentRow {
  /** 序号 as printed: 01, 02 … */
  readonly number: string
  readonly code: IndicatorCode
  readonly name: string
  readonly unit: string
  readonly decimals: number
  readonly direction: Indicator['direction']
  /** 约束性 or 预期性; null where the plan does not say. */
  readonly binding: 'binding' | 'expected' | null
  readonly baseline: { readonly period: Period; readonly value: number } | null
  readonly path: PathOfYear | null
  /** The value of the year; null without one. */
  readonly actual: IndicatorValue | null
  /** Growth achieved a year since the baseline, percent. */
  readonly achievedGrowth: number | null
  /** P and L, percent; null where undefined or not judged. */
  readonly progress: number | null
  readonly level: number | null
  /** P and L follow from the baseline, the path and the actual value of this row. */
  readonly recomputable: boolean
  readonly light: Light
  readonly lightWord: Text
  readonly class: AssessmentClass
  readonly nextTarget: TargetOfTable | null
  /** Why the light is grey. */
  readonly reason: Text | null
  /** 下限, 合成数据, and that P and L cannot be re-computed from the row. */
  readonly remarks: readonly Text[]
  /** How the value came from the reported figures. */
  readonly source: Text | null
  readonly alternatives: readonly Alternative[]
  readonly derivation: Text
}

export interface TableInput {
  readonly plan: Plan
  readonly year: number
  /** The verdicts on the year for one region; an indicator without one stands in the table as grey. */
  readonly assessments: readonly Assessment[]
  readonly asOf: Day
}

/** The binary noise that a re-computation may differ by, in percent. */
const NOISE = 1e-9
const same = (a: number | null, b: number | null): boolean =>
  a === null || b === null ? a === b : Math.abs(a - b) <= NOISE * Math.max(1, Math.abs(a))

const pathOf = (indicator: Indicator, { year, asOf }: TableInput): PathOfYear | null => {
  const path = computePath(indicator, asOf)
  const planned = plannedAt(path, yearPeriod(year))
  if (!planned) return null
  const { value, derived, from, to } = planned
  const printed = indicator.targets.find((t) => t.period === from.period)
  const byHand = indicator.milestones.find((m) => m.period === from.period)
  const comparator = from.origin === 'target' ? printed?.comparator : byHand?.comparator
  const origin = derived ? 'derived' : from.origin
  return { value, origin, comparator: (!derived && comparator) || null, shape: path.shape, from, to }
}

const nextTargetOf = (
  indicator: Indicator,
  assessment: Assessment | undefined,
  year: number,
): TargetOfTable | null => {
  const target = indicator.targets.find((t) => yearOf(t.period) > year)
  const value = target && targetValue(target, indicator.baseline)
  if (!target || value === undefined) return null
  const judged = assessment?.nextTarget
  return {
    period: target.period,
    value,
    comparator: target.comparator,
    neededGrowth: judged?.period === target.period ? judged.neededGrowth : null,
  }
}

/** A verdict speaks for the year only when its value is that of the whole year. */
const isOfYear = ({ period }: Assessment, year: number): boolean =>
  period !== null && yearOf(period) === year && lastMonthOf(period) === 12

const reasonWithout = (assessment: Assessment | undefined, input: TableInput): Text => {
  const latest = assessment?.value
  if (latest) {
    const [when, shown] = [
      formatPeriod(latest.period, latest.basis),
      formatFigure(latest.value, findShownDecimals(latest.value, null, 2)),
    ]
    return text(
      `${input.year}年无全年数；最近一期为${when.zh} ${shown}`,
      `no whole-year figure for ${input.year}; the last value is ${shown} of ${when.en}`,
    )
  }
  return (
    assessment?.reasons[0] ?? text(`至 ${input.asOf} 无可比数据`, `no comparable figure by ${input.asOf}`)
  )
}

const remarksOf = (value: IndicatorValue, recomputable: boolean): Text[] => [
  ...(value.bound === 'exact' ? [] : [BOUNDS[value.bound]]),
  ...(value.synthetic ? [text('合成数据', 'synthetic data')] : []),
  ...value.notes,
  ...(recomputable
    ? []
    : [
        text(
          'P、L 按评价口径计算，不能由本行直接复算，见“计算过程”',
          'P and L are those of the verdict and do not follow from this row; see the computation',
        ),
      ]),
]

type Stub = Pick<
  AssessmentRow,
  | 'number'
  | 'code'
  | 'name'
  | 'unit'
  | 'decimals'
  | 'direction'
  | 'binding'
  | 'baseline'
  | 'path'
  | 'nextTarget'
>

const stubOf = (indicator: Indicator, assessment: Assessment | undefined, input: TableInput): Stub => ({
  number: String(input.plan.indicators.indexOf(indicator) + 1).padStart(2, '0'),
  code: indicator.code,
  name: indicator.name,
  unit: indicator.unit,
  decimals: indicator.decimals,
  direction: indicator.direction,
  binding: indicator.binding ?? null,
  baseline: indicator.baseline ?? null,
  path: pathOf(indicator, input),
  nextTarget: nextTargetOf(indicator, assessment, input.year),
})

const rowWithout = (stub: Stub, assessment: Assessment | undefined, input: TableInput): AssessmentRow => ({
  ...stub,
  actual: null,
  achievedGrowth: null,
  progress: null,
  level: null,
  recomputable: false,
  light: 'grey',
  lightWord: CLASSES.no_data,
  class: 'no_data',
  reason: reasonWithout(assessment, input),
  remarks: [],
  source: null,
  alternatives: [],
  derivation: text('数据不足，不作判定', 'no sufficient data, not judged'),
})

const isRecomputable = (stub: Stub, value: IndicatorValue, assessment: Assessment): boolean => {
  if (!stub.path || stub.direction === 'hold') return false
  const { progress, level } = measure({
    actual: value.value,
    planned: stub.path.value,
    baseline: stub.baseline?.value,
    direction: stub.direction,
  })
  return same(progress, assessment.progress) && same(level, assessment.level)
}

const rowWith = (stub: Stub, value: IndicatorValue, assessment: Assessment): AssessmentRow => {
  const judged = assessment.class !== 'scope_review'
  const recomputable = isRecomputable(stub, value, assessment)
  return {
    ...stub,
    actual: value,
    achievedGrowth: judged ? assessment.achievedGrowth : null,
    progress: judged ? assessment.progress : null,
    level: judged ? assessment.level : null,
    recomputable: judged && recomputable,
    light: assessment.light,
    lightWord: lightWord(assessment),
    class: assessment.class,
    nextTarget: stub.nextTarget && (judged ? stub.nextTarget : { ...stub.nextTarget, neededGrowth: null }),
    reason: assessment.light === 'grey' ? (assessment.reasons[0] ?? lightWord(assessment)) : null,
    remarks: remarksOf(value, recomputable || !judged),
    source: value.computation,
    alternatives: value.alternatives,
    derivation: assessment.derivation,
  }
}

/** Tabulates one indicator for the year; without a whole-year value the row is grey and says why. */
export const tabulateIndicator = (indicator: Indicator, input: TableInput): AssessmentRow => {
  const assessment = input.assessments.find((a) => a.indicator === indicator.code)
  const stub = stubOf(indicator, assessment, input)
  return assessment?.value && isOfYear(assessment, input.year)
    ? rowWith(stub, assessment.value, assessment)
    : rowWithout(stub, assessment, input)
}
