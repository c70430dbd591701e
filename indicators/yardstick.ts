/** Knows the two yardsticks P and L and the light that follows from them. */
import type { Light } from './light.ts'
import type { Thresholds } from './plan.ts'

export interface Measured {
  /** P, share of the planned increment achieved, percent; null where it is undefined. */
  readonly progress: number | null
  /** L, level attained, percent; null where it is undefined. */
  readonly level: number | null
  /** The value is at the path or on its better side. */
  readonly met: boolean
}

export interface Comparison {
  readonly actual: number
  /** The path's value in the same basis. */
  readonly planned: number
  /** The baseline in the same basis; undefined without one. */
  readonly baseline: number | undefined
  readonly direction: 'rise' | 'fall' | 'hold'
  /** Percent of the path that a target 左右 forgives at its own period. */
  readonly forgiven?: number | undefined
  /** The band of a `hold` indicator is planned … upper. */
  readonly upper?: number | undefined
}

/** Binary noise, far below any published decimal: 0.1 + 0.2 must not miss 0.3. */
const NOISE = 1e-12

const atLeast = (a: number, b: number): boolean => a >= b - Math.abs(b) * NOISE

const levelOf = ({ actual, planned, direction }: Comparison): number | null => {
  if (planned <= 0) return null
  if (direction !== 'fall') return (actual / planned) * 100
  return actual > 0 ? (planned / actual) * 100 : null
}

const progressOf = ({ actual, planned, baseline, direction }: Comparison): number | null => {
  if (baseline === undefined) return null
  const increment = planned - baseline
  const wanted = direction === 'rise' ? increment > 0 : increment < 0
  return wanted ? ((actual - baseline) / increment) * 100 : null
}

const measureBand = (c: Comparison): Measured => {
  const upper = c.upper ?? c.planned
  if (atLeast(c.actual, c.planned) && atLeast(upper, c.actual))
    return { progress: null, level: 100, met: true }
  const below = c.actual < c.planned
  const level = below ? levelOf(c) : levelOf({ ...c, planned: upper, direction: 'fall' })
  return { progress: null, level, met: false }
}

/**
 * Lays a value beside the path. P = (actual − baseline) ÷ (planned − baseline) × 100, null where the path does not lead
 * from the baseline in the indicator's direction; L = actual ÷ planned × 100 (planned ÷ actual where it should fall), null
 * where the path or the denominator is not positive. Values are taken unrounded. Source: METHOD, section 3.
 */
export const measure = (comparison: Comparison): Measured => {
  if (comparison.direction === 'hold') return measureBand(comparison)
  const { actual, planned, direction, forgiven = 0 } = comparison
  const slack = (Math.abs(planned) * forgiven) / 100
  const met = direction === 'rise' ? atLeast(actual, planned - slack) : atLeast(planned + slack, actual)
  return { progress: progressOf(comparison), level: levelOf(comparison), met }
}

/** Points behind 100 on the yardstick of the light: P, or L where P is undefined; null when neither is defined. */
export const pointsBehind = ({ progress, level }: Measured): number | null => {
  const yardstick = progress ?? level
  return yardstick === null ? null : 100 - yardstick
}

/**
 * The light: green when the path is met, else by points behind: blue under `yellow`, yellow to `red` inclusive, red above.
 * Grey when the path is missed and neither yardstick is defined. Source: METHOD, section 4 (银川 2025 for 10 and 30).
 */
export const lightOf = (measured: Measured, thresholds: Thresholds): Light => {
  if (measured.met) return 'green'
  const behind = pointsBehind(measured)
  if (behind === null) return 'grey'
  if (behind > thresholds.red + 1e-9) return 'red'
  return behind >= thresholds.yellow - 1e-9 ? 'yellow' : 'blue'
}

/**
 * The smallest value (largest where it should fall) that reaches a number of points behind, on the yardstick of the light:
 * what would reach the next light.
 */
export const valueAtPointsBehind = (comparison: Comparison, points: number): number | null => {
  const { planned, baseline, direction } = comparison
  if (points === 0) return planned
  const part = (100 - points) / 100
  if (progressOf(comparison) !== null && baseline !== undefined) return baseline + (planned - baseline) * part
  if (direction === 'hold' || levelOf(comparison) === null) return null
  return direction === 'fall' ? planned / part : planned * part
}
