/** Knows what changed between two submissions of a unit for one form and period. */
import type { Figure, ReadObservation } from './observation.ts'
import { MISSING_REASONS } from './observation.ts'

/** One figure that is not what it was. */
export interface Difference {
  readonly now: ReadObservation
  /** Undefined where the figure was not reported before. */
  readonly before: ReadObservation | undefined
}

const keyOf = ({ variable, region, period, measure }: ReadObservation): string =>
  `${variable} ${region} ${period} ${measure}`

const same = (a: Figure, b: Figure): boolean =>
  'value' in a
    ? 'value' in b && a.value === b.value && a.bound === b.bound
    : 'missing' in b && a.missing === b.missing

/** A figure as people read it: the number, or the reason for none. */
export const figureText = (figure: Figure): string =>
  'value' in figure ? String(figure.value) : MISSING_REASONS[figure.missing].zh

/** The figures of a submission that differ from those of the one before it, or were not in it. Units: those of the variables. */
export const listDifferences = (
  before: readonly ReadObservation[],
  now: readonly ReadObservation[],
): readonly Difference[] => {
  const earlier = new Map(before.map((o) => [keyOf(o), o]))
  return now.flatMap((o) => {
    const old = earlier.get(keyOf(o))
    return old && same(old.figure, o.figure) ? [] : [{ now: o, before: old }]
  })
}
