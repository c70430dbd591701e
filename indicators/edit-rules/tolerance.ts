/** Knows how far two figures may lie apart and still agree: exactly, by rounding, by a declared share or amount. */
import { z } from 'zod'
import type { Truth } from './truth.ts'

/**
 * 容差. `exact`: only the noise of binary arithmetic is forgiven. `rounding`: every figure may be off by half a unit of
 * its last decimal (`decimals` of the variable's unit, or of the text in the cell when `as-reported`), and the halves of
 * all addends add up. `relative`: a declared share of the larger side (0.007 = 0.7 %). `absolute`: an amount in the unit
 * of the figures (0.1 for growth in %).
 */
export const toleranceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('exact') }),
  z.strictObject({
    kind: z.literal('rounding'),
    decimals: z.union([z.number().int().min(0).max(8), z.literal('as-reported')]),
  }),
  z.strictObject({ kind: z.literal('relative'), rate: z.number().positive().max(1) }),
  z.strictObject({ kind: z.literal('absolute'), within: z.number().positive() }),
])
export type Tolerance = z.output<typeof toleranceSchema>

/** A number with the half unit by which rounding may have moved it. */
export interface Quantity {
  readonly value: number
  readonly half: number
}

export type Comparator = '=' | '≠' | '≥' | '≤' | '>' | '<'

/** Binary arithmetic on decimal figures: 0.1 + 0.2 is not off. A billionth of the larger side. */
const NOISE = 1e-9

const noiseOf = (left: number, right: number): number =>
  NOISE * Math.max(Math.abs(left), Math.abs(right), Number.MIN_VALUE)

const allowance = (left: Quantity, right: Quantity, tolerance: Tolerance): number => {
  switch (tolerance.kind) {
    case 'exact':
      return 0
    case 'rounding':
      return left.half + right.half
    case 'relative':
      return tolerance.rate * Math.max(Math.abs(left.value), Math.abs(right.value))
    case 'absolute':
      return tolerance.within
  }
}

/**
 * Whether a relation between two quantities holds within a tolerance. A strict comparison fails on equality unless the
 * tolerance leaves room for it; ≠ forgives nothing. Example: 100.1 = 60.0 + 40.0 with one decimal each holds, for three
 * roundings may add up to 0.15.
 */
export const judgeQuantities = (
  [left, right]: readonly [Quantity, Quantity],
  comparator: Comparator,
  tolerance: Tolerance,
): Truth => {
  const difference = left.value - right.value
  const noise = noiseOf(left.value, right.value)
  const room = allowance(left, right, tolerance)
  switch (comparator) {
    case '=':
      return Math.abs(difference) <= room + noise
    case '≠':
      return Math.abs(difference) > noise
    case '≥':
      return difference >= -room - noise
    case '≤':
      return difference <= room + noise
    case '>':
      return difference > (room > 0 ? -room : noise)
    case '<':
      return difference < (room > 0 ? room : -noise)
  }
}

const DECIMALS = /^[+-]?\d+(?:\.(\d+))?$/

/** Decimals of a number as it was written: `100.10` has 2, `—` none to speak of (undefined). Thousands commas are allowed. */
export const findDecimals = (written: string): number | undefined => {
  const match = DECIMALS.exec(written.trim().replaceAll(/[,，\s%]/g, ''))
  return match ? (match[1]?.length ?? 0) : undefined
}

/** Half a unit of the last of some decimals: 1 decimal → 0.05. */
export const halfUnit = (decimals: number): number => 0.5 * 10 ** -decimals
