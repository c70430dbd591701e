/** Knows a trajectory (轨迹): the planned path and the observed values, side by side, each in the basis of the value. */
import type { IndicatorValue } from './indicator-value.ts'
import { computeMonthShare, type MonthShare } from './month-share.ts'
import { computePath, plannedAt, type Path, type PlannedValue } from './path.ts'
import { timeOf, yearOf, yearPeriod, type Day } from './period.ts'
import type { Indicator } from './plan.ts'
import type { Comparison } from './yardstick.ts'

/** The whole year as it looks from the year to date: by the usual share of the months, and by the published growth. */
export interface Nowcast {
  readonly byShare: number
  readonly byGrowth: number | null
}

export interface TrajectoryPoint {
  readonly value: IndicatorValue
  /** The path at the value's time; for a year to date, at the end of its year. */
  readonly planned: PlannedValue
  /** Value, path and baseline in one basis: those of a year to date are multiplied by the month's share. */
  readonly comparison: Comparison
  /** Only for a year to date. */
  readonly share: MonthShare | null
  readonly nowcast: Nowcast | null
}

export interface Trajectory {
  readonly path: Path
  /** In order of period; values before the path begins are left out. */
  readonly points: readonly TrajectoryPoint[]
}

const bandTop = (indicator: Indicator, planned: PlannedValue): number | undefined =>
  indicator.targets.find((t) => t.comparator === 'range' && t.period === planned.to.period)?.upper

/** 左右: a target forgives its tolerance at its own period. */
const forgivenAt = ({ targets }: Indicator, value: IndicatorValue): number | undefined =>
  targets.find(
    (t) => t.comparator === '~' && value.basis !== 'ytd' && timeOf(t.period) === timeOf(value.period),
  )?.tolerance

const nowcastOf = (
  value: IndicatorValue,
  values: readonly IndicatorValue[],
  { share }: MonthShare,
): Nowcast => {
  const lastYear = values.find((v) => v.basis === 'annual' && yearOf(v.period) === yearOf(value.period) - 1)
  return {
    byShare: value.value / share,
    byGrowth: lastYear && value.growth !== null ? lastYear.value * (1 + value.growth / 100) : null,
  }
}

interface Setting {
  readonly indicator: Indicator
  readonly values: readonly IndicatorValue[]
  readonly path: Path
}

const pointOf = (value: IndicatorValue, { indicator, values, path }: Setting): TrajectoryPoint[] => {
  const inYear = value.basis === 'ytd'
  const planned = plannedAt(path, inYear ? yearPeriod(yearOf(value.period)) : value.period)
  if (!planned) return []
  const share = inYear ? computeMonthShare(values, value.period) : null
  const part = share?.share ?? 1
  const base = indicator.baseline?.value
  return [
    {
      value,
      planned,
      share,
      nowcast: share && nowcastOf(value, values, share),
      comparison: {
        actual: value.value,
        planned: planned.value * part,
        baseline: base === undefined ? undefined : base * part,
        direction: indicator.direction,
        upper: bandTop(indicator, planned),
        forgiven: forgivenAt(indicator, value),
      },
    },
  ]
}

/**
 * Lays the values of an indicator beside its path as known on a day. Stock, ratio and annual values are compared with the
 * path at their time; a year to date with milestone(year) × share(month), its baseline scaled alike. Source: METHOD, 1–2.
 */
export const computeTrajectory = (
  indicator: Indicator,
  values: readonly IndicatorValue[],
  asOf: Day,
): Trajectory => {
  const path = computePath(indicator, asOf)
  return { path, points: values.flatMap((value) => pointOf(value, { indicator, values, path })) }
}
