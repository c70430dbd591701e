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
