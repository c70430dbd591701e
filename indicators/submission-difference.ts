/** Knows what changed between two submissions of a unit for one form and period. */
import { formatBounded } from './figure-text.ts'
import { MISSING_REASONS, type Figure, type ReadObservation } from './observation.ts'
import type { Text } from './text.ts'

/** One figure that is not what it was. */
export type Difference =
  | { readonly kind: 'changed'; readonly now: ReadObservation; readonly before: ReadObservation }
  | { readonly kind: 'new'; readonly now: ReadObservation }
  /** It was reported before and is not in the newer file. */
  | { readonly kind: 'gone'; readonly before: ReadObservation }

const keyOf = ({ variable, region, period, measure }: ReadObservation): string =>
  `${variable} ${region} ${period} ${measure}`

const same = (a: Figure, b: Figure): boolean =>
  'value' in a
    ? 'value' in b && a.value === b.value && a.bound === b.bound
    : 'missing' in b && a.missing === b.missing

/** A figure as people read it: the number with its bound, or the reason for none. */
export const figureText = (figure: Figure): Text =>
  'value' in figure ? formatBounded(String(figure.value), figure.bound) : MISSING_REASONS[figure.missing]

/** The figures of a submission that differ from those of the one before it, new ones, and what it no longer says. Units: those of the variables. */
export const listDifferences = (
  before: readonly ReadObservation[],
  now: readonly ReadObservation[],
): readonly Difference[] => {
  const earlier = new Map(before.map((o) => [keyOf(o), o]))
  const here = new Set(now.map(keyOf))
  const changed = now.flatMap((o): readonly Difference[] => {
    const old = earlier.get(keyOf(o))
    if (!old) return [{ kind: 'new', now: o }]
    return same(old.figure, o.figure) ? [] : [{ kind: 'changed', now: o, before: old }]
  })
  const gone = [...earlier].filter(([key]) => !here.has(key))
  return [...changed, ...gone.map(([, o]): Difference => ({ kind: 'gone', before: o }))]
}
