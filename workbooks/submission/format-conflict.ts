/** Knows when a number format makes people see another figure than the one that is read: another unit, or another scale. */
import { findUnit, type UnitOfMeasure } from '../../indicators/unit-of-measure.ts'
import type { PrintedFormat } from '../grid.ts'
import { unitName } from '../words/unit-text.ts'
import { MULTIPLES } from './settle-unit.ts'

const NOISE = 1e-9

const isSame = (a: number, b: number): boolean => Math.abs(a - b) <= Math.abs(b) * NOISE

/** The unit that a format prints; a bare 万 over 家 is 万家, and behind 万家 no more than its beginning. */
const printedUnit = (
  word: string,
  taken: UnitOfMeasure,
  units: readonly UnitOfMeasure[],
): UnitOfMeasure | undefined => {
  if (!MULTIPLES.has(word)) return findUnit(units, word)
  if (taken.factor !== 1) return taken.name.startsWith(word) ? taken : undefined
  return findUnit(units, `${word}${taken.name}`)
}

/**
 * `unit`: the format prints a unit by which the figure would be larger or smaller than it is read. `scale`: it shows the
 * number smaller than it is, and no unit says so. Undefined where what is seen is what is read.
 */
export const judgeFormat = (
  { word, scale }: PrintedFormat,
  taken: UnitOfMeasure,
  units: readonly UnitOfMeasure[],
): { readonly unit: string } | { readonly scale: number } | undefined => {
  const name = unitName(word)
  const printed = printedUnit(name, taken, units)
  if (printed) return isSame(printed.factor / scale, taken.factor) ? undefined : { unit: name }
  if (MULTIPLES.has(name)) return { unit: name }
  return scale === 1 ? undefined : { scale }
}
