/** Knows what edit rules are laid on: one submission, its form, and what was known of its series before. */
import type { RegionCode, ReportingUnitCode, VariableCode } from '../codes.ts'
import type { Measure, Observation, ReadObservation } from '../observation.ts'
import type { Period } from '../period.ts'
import type { Variable } from '../variable.ts'
import { plainCode } from './reference.ts'

/** Of a form what rules need of it; a form has more. */
export interface JudgedForm {
  readonly code: string
  readonly tableNumber?: string | undefined
  readonly title: string
  readonly marks: readonly string[]
  readonly items: readonly {
    readonly code?: string | undefined
    readonly name: string
    readonly synonyms: readonly string[]
    readonly variable: VariableCode
    readonly indent: number
    readonly measures?: readonly Measure[] | undefined
  }[]
  readonly columns: readonly {
    readonly code: string
    readonly labels: readonly string[]
    readonly synonyms: readonly (readonly string[])[]
    readonly holds:
      | { readonly kind: 'measure'; readonly measure: Measure }
      | { readonly kind: 'period' | 'status' | 'note' }
  }[]
}
export type JudgedItem = JudgedForm['items'][number]

/** What is asked of the rules. Everything is data as it was known on one day; nothing is fetched. */
export interface JudgedSubmission {
  readonly form: JudgedForm
  /** The sheet of the form's table, for findings that have no cell. */
  readonly sheet: string
  /** The period and region of the submission; its figures may speak of others too (months side by side, rows of cities). */
  readonly period: Period
  readonly region: RegionCode
  readonly unit: ReportingUnitCode | null
  readonly observations: readonly ReadObservation[]
  /** All that was known before, any variable, region, period and vintage; the newest vintage of a figure counts. */
  readonly history: readonly Observation[]
  /** Who sent a submission, by its id. What has no sender here (published values) counts as the unit's own past. */
  readonly senders: ReadonlyMap<string, ReportingUnitCode>
  readonly variables: readonly Variable[]
  /** The other tables that relations may name. */
  readonly forms: readonly JudgedForm[]
}

/** Of an observation what rules reckon with, whether read just now or kept. */
export type ReportedFigure = Pick<Observation, 'figure' | 'reported' | 'unit'>

/** Which figure: one variable of a region in a period, by one measure. */
export interface FigureKey {
  readonly variable: VariableCode
  readonly region: RegionCode
  readonly measure: Measure
  readonly period: Period
}

export interface Subject extends JudgedSubmission {
  /** The figure as this submission gives it. */
  readonly findOwn: (key: FigureKey) => ReadObservation | undefined
  /** The figure of another period: this file's, or the newest that the same unit (or nobody known) said before. */
  readonly findPast: (key: FigureKey) => ReportedFigure | undefined
  /** What the same unit (or nobody known) said last of this very figure before this file. */
  readonly findBefore: (key: FigureKey) => Observation | undefined
  /** Each region and period that the figures speak of. */
  readonly places: readonly { readonly region: RegionCode; readonly period: Period }[]
  /** The newest that was said on other forms of the period, by whomever. */
  readonly findElsewhere: (key: FigureKey) => Observation | undefined
  /** The newest of every other unit for the same figure. */
  readonly listOthers: (key: FigureKey) => readonly { unit: ReportingUnitCode; observation: Observation }[]
  /** Regions of which a variable has figures. */
  readonly listRegions: (variable: VariableCode) => readonly RegionCode[]
}

const keyOf = ({ variable, region, measure, period }: FigureKey): string =>
  `${variable}|${region}|${measure}|${period}`

const pushTo = <T>(map: Map<string, T[]>, key: string, value: T): void => {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}

/** Of a submission without figures its own region and period: what is required there is missing there. */
const placesOf = ({ observations, region, period }: JudgedSubmission): Subject['places'] => {
  const all = observations.length > 0 ? observations : [{ region, period }]
  return [
    ...new Map(all.map((o) => [`${o.region}|${o.period}`, { region: o.region, period: o.period }])).values(),
  ]
}

/** Lays out a submission and its past for the rules: every look-up afterwards is one step. */
export const composeSubject = (input: JudgedSubmission): Subject => {
  const past = new Map<string, Observation[]>()
  const regions = new Map<string, Set<RegionCode>>()
  for (const o of input.history.toSorted((a, b) => a.vintage.known.localeCompare(b.vintage.known))) {
    pushTo(past, keyOf(o), o)
    regions.set(o.variable, (regions.get(o.variable) ?? new Set()).add(o.region))
  }
  const own = new Map<string, ReadObservation>()
  for (const o of input.observations.toReversed()) {
    own.set(keyOf(o), o)
    regions.set(o.variable, (regions.get(o.variable) ?? new Set()).add(o.region))
  }
  const senderOf = (o: Observation) => input.senders.get(o.source.submission)
  const isOwn = (o: Observation): boolean => {
    const sender = senderOf(o)
    return sender === undefined || sender === input.unit
  }
  const allPast = (key: FigureKey): readonly Observation[] => past.get(keyOf(key)) ?? []
  const findBefore = (key: FigureKey) => allPast(key).findLast(isOwn)
  return {
    ...input,
    places: placesOf(input),
    findOwn: (key) => own.get(keyOf(key)),
    findPast: (key) => own.get(keyOf(key)) ?? findBefore(key),
    findBefore,
    findElsewhere: (key) => allPast(key).at(-1),
    listOthers: (key) => {
      const newest = new Map<ReportingUnitCode, Observation>()
      for (const observation of allPast(key)) {
        const unit = senderOf(observation)
        if (unit !== undefined && unit !== input.unit) newest.set(unit, observation)
      }
      return [...newest].map(([unit, observation]) => ({ unit, observation }))
    },
    listRegions: (variable) => [...(regions.get(variable) ?? [])],
  }
}

const plainName = (name: string): string => name.normalize('NFKC').replaceAll(/\s/g, '')

/** The item of a form by its code (`07` and `7` are one) or by its name or synonym. */
export const findItem = ({ items }: JudgedForm, named: string): JudgedItem | undefined =>
  items.find((i) => i.code !== undefined && plainCode(i.code) === plainCode(named)) ??
  items.find((i) => [i.name, ...i.synonyms].some((name) => plainName(name) === plainName(named)))

/** The number of a figure; undefined where there is none, or where it only bounds the truth. */
export const findValue = (observation: Pick<Observation, 'figure'> | undefined): number | undefined =>
  observation && 'value' in observation.figure && observation.figure.bound === 'exact'
    ? observation.figure.value
    : undefined
