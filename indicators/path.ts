/** Knows the planned path (路径): one curve through the baseline, every target and every annual value set by hand. */
import { comparePeriods, timeOf, type Day, type Period } from './period.ts'
import type { Indicator, Target } from './plan.ts'

/** A point that the path must pass through. */
export interface Knot {
  readonly period: Period
  readonly value: number
  readonly origin: 'baseline' | 'target' | 'milestone'
}

export interface Path {
  readonly shape: 'linear' | 'geometric'
  /** In order of time, one for each period. */
  readonly knots: readonly Knot[]
}

/** A value of the path; `derived` (推算) when no document prints it. */
export interface PlannedValue {
  readonly value: number
  readonly derived: boolean
  /** The knots on both sides; the same one twice at a knot. */
  readonly from: Knot
  readonly to: Knot
}

/**
 * The number that a target asks for, in the unit of the indicator.
 * `double` is twice its base value, `growth_per_year` compounds percent from the baseline, `points_increase` adds points
 * to it. Undefined when the comparator needs a baseline and the plan prints none. Source: METHOD of the plan's judgement.
 */
export const targetValue = (target: Target, baseline: Indicator['baseline']): number | undefined => {
  switch (target.comparator) {
    case 'double':
      return target.value * 2
    case 'growth_per_year':
      return (
        baseline &&
        baseline.value * (1 + target.value / 100) ** (timeOf(target.period) - timeOf(baseline.period))
      )
    case 'points_increase':
      return baseline && baseline.value + target.value
    default:
      return target.value
  }
}

const baselineKnot = ({ baseline }: Indicator): Knot[] =>
  baseline ? [{ period: baseline.period, value: baseline.value, origin: 'baseline' }] : []

const targetKnots = ({ targets, baseline }: Indicator): Knot[] =>
  targets.flatMap((target) => {
    const value = targetValue(target, baseline)
    return value === undefined ? [] : [{ period: target.period, value, origin: 'target' as const }]
  })

const milestoneKnots = ({ milestones }: Indicator, asOf: Day): Knot[] =>
  milestones
    .filter((m) => m.known <= asOf)
    .map((m) => ({ period: m.period, value: m.value, origin: 'milestone' as const }))

/**
 * Builds the path as it was known on a day: values set by hand count from the day they became known, and a target
 * stands above a value set by hand for the same period.
 */
export const computePath = (indicator: Indicator, asOf: Day): Path => {
  const printed = [...baselineKnot(indicator), ...targetKnots(indicator)]
  const byHand = milestoneKnots(indicator, asOf).filter((m) =>
    printed.every((k) => timeOf(k.period) !== timeOf(m.period)),
  )
  const geometric = indicator.kind === 'flow' || indicator.kind === 'stock'
  return {
    shape: indicator.path ?? (geometric ? 'geometric' : 'linear'),
    knots: [...printed, ...byHand].toSorted((a, b) => comparePeriods(a.period, b.period)),
  }
}

const between = (shape: Path['shape'], [from, to]: readonly [Knot, Knot], part: number): number =>
  shape === 'geometric' && from.value > 0 && to.value > 0
    ? from.value * (to.value / from.value) ** part
    : from.value + (to.value - from.value) * part

/**
 * The path's value at a period's end, in the unit of the indicator: exactly the knot at a knot, the last knot after the
 * end of the path, undefined before its beginning. A geometric segment with an end that is not positive is drawn straight.
 */
export const plannedAt = (path: Path, period: Period): PlannedValue | undefined => {
  const time = timeOf(period)
  const before = path.knots.findLast((k) => timeOf(k.period) <= time)
  if (!before) return undefined
  const after = path.knots.find((k) => timeOf(k.period) > time)
  if (!after || timeOf(before.period) === time)
    return { value: before.value, derived: false, from: before, to: before }
  const part = (time - timeOf(before.period)) / (timeOf(after.period) - timeOf(before.period))
  return { value: between(path.shape, [before, after], part), derived: true, from: before, to: after }
}
