/** Knows how figures are written for people; comparisons never use these texts. */
import { BOUNDS, type Bound } from './observation.ts'
import { text, type Text } from './text.ts'

/** No figure. */
export const DASH = '—'

type Figure = number | null | undefined

/** 四舍五入 on the decimal digits that people see (1.005 → 1.01, as Excel does), no thousands separators, never `-0`. */
const rounder = (minimum: number, maximum: number): Intl.NumberFormat =>
  new Intl.NumberFormat('en-US', {
    minimumFractionDigits: minimum,
    maximumFractionDigits: maximum,
    useGrouping: false,
    signDisplay: 'negative',
  })
const FIXED = [0, 1, 2, 3, 4, 5, 6].map((decimals) => rounder(decimals, decimals))
const SHORT = rounder(0, 4)
const PERCENT = rounder(2, 2)

const write = (value: Figure, format: Intl.NumberFormat): string =>
  value === null || value === undefined ? DASH : format.format(value)

/** A figure with a fixed number of decimals (0 to 6), `—` for none. */
export const formatFigure = (value: Figure, decimals: number): string =>
  write(value, FIXED[decimals] ?? rounder(decimals, decimals))

/** More decimals than these come of a division, not of a report. */
const MOST = 6
/** Digits of a double that survive a change of unit. */
const SURE_DIGITS = 12

const decimalsIn = (value: number): number =>
  new Intl.NumberFormat('en-US', { maximumFractionDigits: 20, useGrouping: false })
    .format(Number(value.toPrecision(SURE_DIGITS)))
    .split('.')[1]?.length ?? 0

/** Decimals of a figure for people: `least`, or as many as were sent. A quotient has no end and is rounded to `least`. */
const decimalsOf = (value: number, least: number): number => {
  const own = decimalsIn(value)
  return own > MOST ? least : Math.max(least, own)
}

/**
 * Decimals at which an actual value and its path are shown side by side: at least those of the indicator and those that
 * were sent, and as many that the two do not look equal, or the other way round, where they are not.
 * Example: 36.5 beside 36.6 of an indicator in whole percent: 1, not `37` beside `37`.
 */
export const findShownDecimals = (actual: Figure, planned: Figure, least: number): number => {
  const enough = typeof actual === 'number' ? decimalsOf(actual, least) : least
  if (typeof actual !== 'number' || typeof planned !== 'number') return enough
  const order = Math.sign(Number((actual - planned).toPrecision(SURE_DIGITS)))
  const shows = (decimals: number): boolean =>
    Math.sign(Number(formatFigure(actual, decimals)) - Number(formatFigure(planned, decimals))) === order
  for (let decimals = enough; decimals < MOST; decimals++) if (shows(decimals)) return decimals
  return enough
}

/** A figure as short as it stays exact to four decimals: 44.6333, 47, 30218. */
export const formatShort = (value: Figure): string => write(value, SHORT)

/** A percentage to two decimals with its sign: `71.83%`. */
export const formatPercent = (value: Figure): string => {
  const shown = write(value, PERCENT)
  return shown === DASH ? DASH : `${shown}%`
}

/** A written figure with the word of its bound: `35（下限）`. */
export const formatBounded = (shown: string, bound: Bound): Text =>
  bound === 'exact'
    ? text(shown, shown)
    : text(`${shown}（${BOUNDS[bound].zh}）`, `${shown} (${BOUNDS[bound].en})`)
