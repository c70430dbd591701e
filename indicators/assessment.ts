/** Knows the verdict on an indicator at a period (评价): light, class, reasons and derivation. */
import type { IndicatorCode, PlanCode, RegionCode } from './codes.ts'
import { composeDerivation, composeReasons, formatPeriod, type Judged } from './derivation.ts'
import { formatShort } from './figure-text.ts'
import type { IndicatorValue } from './indicator-value.ts'
import { LIGHTS, type Light } from './light.ts'
import { targetValue } from './path.ts'
import { lastMonthOf, monthsUntil, timeOf, yearOf, type Day, type Period } from './period.ts'
import type { Indicator, Plan, Target, Thresholds } from './plan.ts'
import { text, type Text } from './text.ts'
import { computeTrajectory, type Trajectory, type TrajectoryPoint } from './trajectory.ts'
import { lightOf, measure } from './yardstick.ts'

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
  readonly unit: string
  readonly kind: Indicator['kind']
  readonly direction: Indicator['direction']
  readonly baseline: { readonly period: Period; readonly value: number } | null
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

/** What a verdict is given. `year` asks for the verdict on one year instead of on the newest value. */
export interface Question {
  readonly plan: Plan
  readonly indicator: Indicator
  readonly region: RegionCode
  /** The indicator's values as known on `asOf`. */
  readonly values: readonly IndicatorValue[]
  readonly asOf: Day
  readonly year?: number
}

const isWholeYear = ({ value }: TrajectoryPoint): boolean => lastMonthOf(value.period) === 12

const findPoint = (points: readonly TrajectoryPoint[], year: number | undefined) =>
  year === undefined
    ? points.at(-1)
    : points.findLast((p) => yearOf(p.value.period) === year && isWholeYear(p))

/** Growth a year, percent, between two values; null where it is undefined. */
const growthBetween = (from: number, to: number, years: number): number | null =>
  years > 0 && from > 0 && to > 0 ? ((to / from) ** (1 / years) - 1) * 100 : null

/** The value from which growth to a target counts: the whole-year value, never a year to date. */
const levelPoint = (
  point: TrajectoryPoint,
  points: readonly TrajectoryPoint[],
): IndicatorValue | undefined =>
  point.value.basis === 'ytd'
    ? points.findLast(
        (p) => p.value.basis === 'annual' && timeOf(p.value.period) < timeOf(point.value.period),
      )?.value
    : point.value

const goal = (target: Target, indicator: Indicator, from: IndicatorValue | undefined): NextTarget[] => {
  const value = targetValue(target, indicator.baseline)
  if (value === undefined) return []
  const needed = from ? growthBetween(from.value, value, timeOf(target.period) - timeOf(from.period)) : null
  return [{ period: target.period, value, probability: null, neededGrowth: needed }]
}

/** Why a scope change must be looked at before anything is judged: declared by the plan, or a revision that flips the light. */
const scopeDoubtOf = ({ indicator }: Question, judged: Omit<Judged, 'doubt'>): Text | null => {
  const { value, comparison } = judged.point
  if (value.scopeDoubt) return value.scopeDoubt
  if (indicator.formula.kind !== 'ratio' || indicator.formula.onDenominatorRevision === 'keep') return null
  const light = lightOf(judged.measured, judged.thresholds)
  const flipped = value.alternatives.find(
    (a) => lightOf(measure({ ...comparison, actual: a.value }), judged.thresholds) !== light,
  )
  if (!flipped) return null
  const other = lightOf(measure({ ...comparison, actual: flipped.value }), judged.thresholds)
  return text(
    `分母修订后灯号会由${LIGHTS[light].colour.zh}变${LIGHTS[other].colour.zh}（${formatShort(value.value)} → ${formatShort(flipped.value)}），先核口径再判定`,
    `the revised denominator would turn the light from ${light} to ${other} (${formatShort(value.value)} → ${formatShort(flipped.value)}); the scope is reviewed first`,
  )
}

/** Why the newest value no longer speaks for the day; null when it does or when the plan's last period has come. */
const stalenessOf = ({ plan, indicator, asOf, year }: Question, value: IndicatorValue): Text | null => {
  const last = indicator.targets.at(-1)
  if (year !== undefined || !last || timeOf(value.period) >= timeOf(last.period)) return null
  const age = monthsUntil(value.period, asOf)
  const limit = indicator.staleAfterMonths ?? plan.staleAfterMonths[indicator.frequency]
  if (age <= limit) return null
  const when = formatPeriod(value.period, value.basis)
  return text(
    `最近一期为${when.zh}（${formatShort(value.value)}），到 ${asOf} 已 ${age} 个月没有新值（超过 ${limit} 个月）`,
    `the last value is of ${when.en} (${formatShort(value.value)}), ${age} months before ${asOf} (limit ${limit})`,
  )
}

const classOf = (question: Question, judged: Judged, light: Light): AssessmentClass => {
  const { value, comparison } = judged.point
  const last = question.indicator.targets.at(-1)
  const goalValue = last && targetValue(last, question.indicator.baseline)
  const comparable =
    comparison.direction !== 'hold' && (value.basis !== 'ytd' || comparison.direction === 'rise')
  if (last && goalValue !== undefined && comparable && timeOf(value.period) < timeOf(last.period))
    if (measure({ ...comparison, planned: goalValue, upper: last.upper }).met) return 'achieved_early'
  if ((judged.measured.progress ?? 0) >= judged.thresholds.ahead) return 'ahead'
  return light === 'green' || light === 'blue' ? 'as_expected' : 'behind'
}

/** What the verdict is about, as the plan states it. */
const subjectOf = ({ plan, indicator, region, asOf }: Question) => ({
  plan: plan.code,
  planVersion: plan.version,
  indicator: indicator.code,
  name: indicator.name,
  unit: indicator.unit,
  kind: indicator.kind,
  direction: indicator.direction,
  baseline: indicator.baseline
    ? { period: indicator.baseline.period, value: indicator.baseline.value }
    : null,
  region,
  asOf,
})

/** What stands in a verdict that judges nothing. */
const UNJUDGED = {
  period: null,
  value: null,
  planned: null,
  progress: null,
  level: null,
  light: 'grey',
  class: 'no_data',
  achievedGrowth: null,
  nextTarget: null,
  lastTarget: null,
} as const

/** The plan sets targets for its own region only: the value of another one is shown and not judged. */
const withoutTarget = (question: Question): Assessment => {
  const value = question.values.at(-1)
  if (!value) return withoutValue(question)
  const reason = text(
    '计划没有给本地区定目标，只列示数值，不评价',
    'the plan sets no target for this region: shown, not judged',
  )
  return {
    ...subjectOf(question),
    ...UNJUDGED,
    baseline: null,
    period: value.period,
    value,
    reasons: [reason, ...value.notes],
    derivation: value.computation,
  }
}

const withoutValue = (question: Question): Assessment => {
  const { indicator, asOf, year, values } = question
  const newest = values.at(-1)
  const reason =
    year !== undefined && newest
      ? text(
          `${year}年没有全年数；最近一期为${formatPeriod(newest.period, newest.basis).zh}（${formatShort(newest.value)}）`,
          `no whole-year figure for ${year}; the last value is of ${formatPeriod(newest.period, newest.basis).en} (${formatShort(newest.value)})`,
        )
      : text(`到 ${asOf} 没有可比的公布值`, `no comparable figure was published by ${asOf}`)
  const lookalikes = indicator.notComparable.map((n) =>
    text(`不可比：${n.series}（${n.reason}）`, `not comparable: ${n.series} (${n.reason})`),
  )
  const last = indicator.targets.at(-1)
  return {
    ...subjectOf(question),
    ...UNJUDGED,
    nextTarget: indicator.targets[0] ? (goal(indicator.targets[0], indicator, undefined)[0] ?? null) : null,
    lastTarget: last ? (goal(last, indicator, undefined)[0] ?? null) : null,
    reasons: [reason, ...lookalikes],
    derivation: text('数据不足，不作判定', 'no sufficient data, not judged'),
  }
}

/** The indicator's own thresholds over those of the plan. */
const thresholdsFor = (plan: Plan, own: Indicator['thresholds']): Thresholds => ({
  yellow: own?.yellow ?? plan.thresholds.yellow,
  red: own?.red ?? plan.thresholds.red,
  ahead: own?.ahead ?? plan.thresholds.ahead,
})

/** One point laid on the yardsticks, with the doubt that forbids it. */
const judgedOf = (question: Question, point: TrajectoryPoint, level: IndicatorValue | undefined): Judged => {
  const { plan, indicator } = question
  const { baseline } = indicator
  const years = baseline && level ? timeOf(level.period) - timeOf(baseline.period) : 0
  const judged = {
    indicator,
    point,
    measured: measure(point.comparison),
    thresholds: thresholdsFor(plan, indicator.thresholds),
    achievedGrowth: baseline && level ? growthBetween(baseline.value, level.value, years) : null,
  }
  return { ...judged, doubt: scopeDoubtOf(question, judged) }
}

const judgePoint = (question: Question, trajectory: Trajectory, point: TrajectoryPoint): Assessment => {
  const { indicator } = question
  const { value, comparison, planned, share } = point
  const level = levelPoint(point, trajectory.points)
  const judged = judgedOf(question, point, level)
  const { doubt, measured } = judged
  const stale = point === trajectory.points.at(-1) ? stalenessOf(question, value) : null
  const light = doubt || stale ? 'grey' : lightOf(measured, judged.thresholds)
  const next = indicator.targets.find((t) => timeOf(t.period) > timeOf(value.period))
  const last = indicator.targets.at(-1)
  return {
    ...subjectOf(question),
    period: value.period,
    value,
    planned: { value: comparison.planned, derived: planned.derived || share !== null },
    progress: doubt ? null : measured.progress,
    level: doubt ? null : measured.level,
    light,
    class: doubt ? 'scope_review' : light === 'grey' ? 'no_data' : classOf(question, judged, light),
    achievedGrowth: doubt ? null : judged.achievedGrowth,
    nextTarget: next ? (goal(next, indicator, doubt ? undefined : level)[0] ?? null) : null,
    lastTarget: last ? (goal(last, indicator, doubt ? undefined : level)[0] ?? null) : null,
    reasons: [...(stale ? [stale] : []), ...composeReasons(judged)],
    derivation: composeDerivation(judged, trajectory.path.shape),
  }
}

/**
 * The verdict on an indicator: light, class, P and L with reasons and derivation, from its values as known on a day. The
 * newest value is judged, or with `year` the whole-year value of that year. Without one the light is grey with the reason;
 * a doubt about scope or a value out of time makes it grey too, the figures still shown. Source: METHOD, sections 1–4, 7.
 */
export const judgeIndicator = (question: Question): Assessment => {
  if (question.region !== question.plan.region) return withoutTarget(question)
  const trajectory = computeTrajectory(question.indicator, question.values, question.asOf)
  const point = findPoint(trajectory.points, question.year)
  return point ? judgePoint(question, trajectory, point) : withoutValue(question)
}

/**
 * The verdicts on every period that has a value, in order, as they would be given on one day: what warnings are judged
 * from. Age plays no part: a last value that is out of time neither raises nor resolves a warning.
 */
export const judgeHistory = (question: Question): Assessment[] => {
  const trajectory = computeTrajectory(question.indicator, question.values, question.asOf)
  return trajectory.points.map((point) =>
    judgePoint({ ...question, year: yearOf(point.value.period) }, trajectory, point),
  )
}
