/** Knows which observations of a variable speak for an indicator: per period one measure, all its vintages. */
import type { VariableCode } from '../codes.ts'
import type { Basis } from '../indicator-value.ts'
import type { Measure, MissingReason, Observation } from '../observation.ts'
import { periodKind, type Day, type Period } from '../period.ts'
import type { Indicator } from '../plan.ts'

/** An observation that has a number. */
export interface Known {
  readonly observation: Observation
  readonly value: number
}

/** The vintages of one figure, oldest first; the last one counts today. */
export interface SeriesPoint {
  readonly period: Period
  readonly basis: Basis
  readonly vintages: readonly Known[]
  /** Set when the newest vintage says that there is no figure. */
  readonly missing: MissingReason | null
}

type MeasureBasis = readonly (readonly [Measure, Basis])[]

const FLOW_YEAR: MeasureBasis = [
  ['current', 'annual'],
  ['ytd', 'annual'],
]
const FLOW_PART: MeasureBasis = [['ytd', 'ytd']]
const STATE: MeasureBasis = [
  ['end', 'end'],
  ['current', 'end'],
  ['ytd', 'end'],
]

/** The measures that may speak for a kind of indicator in a period, the preferred one first. */
const measuresFor = (kind: Indicator['kind'], period: Period): MeasureBasis => {
  if (kind !== 'flow') return STATE
  return periodKind(period) === 'year' ? FLOW_YEAR : FLOW_PART
}

const pointOf = (
  observations: readonly Observation[],
  kind: Indicator['kind'],
  period: Period,
): SeriesPoint[] => {
  for (const [measure, basis] of measuresFor(kind, period)) {
    const all = observations.filter((o) => o.period === period && o.measure === measure)
    const newest = all.at(-1)
    if (!newest) continue
    const vintages = all.flatMap((o) =>
      'value' in o.figure ? [{ observation: o, value: o.figure.value }] : [],
    )
    return [{ period, basis, vintages, missing: 'missing' in newest.figure ? newest.figure.missing : null }]
  }
  return []
}

/** The series of a variable for an indicator kind, one point a period, vintages ordered by the day they became known. */
export const listSeries = (
  observations: readonly Observation[],
  variable: VariableCode,
  kind: Indicator['kind'],
): SeriesPoint[] => {
  const own = observations
    .filter((o) => o.variable === variable)
    .toSorted((a, b) => a.vintage.known.localeCompare(b.vintage.known))
  return [...new Set(own.map((o) => o.period))].flatMap((period) => pointOf(own, kind, period))
}

/** The newest vintage that was known on a day. */
export const knownOn = (point: SeriesPoint, day: Day): Known | undefined =>
  point.vintages.findLast((v) => v.observation.vintage.known <= day)

/** The growth on a year before that was published with a figure, percent; null when none was. */
export const findGrowth = (
  observations: readonly Observation[],
  point: { readonly variable: VariableCode; readonly period: Period; readonly basis: Basis },
): number | null => {
  const measures: readonly Measure[] = point.basis === 'ytd' ? ['growth_ytd'] : ['growth', 'growth_ytd']
  const found = observations
    .filter((o) => o.variable === point.variable && o.period === point.period && measures.includes(o.measure))
    .toSorted((a, b) => a.vintage.known.localeCompare(b.vintage.known))
    .at(-1)
  return found && 'value' in found.figure ? found.figure.value : null
}
