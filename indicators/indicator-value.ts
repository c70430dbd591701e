/** Knows the value of an indicator for a period, computed from observations and pinned to their vintages. */
import type { IndicatorCode, RegionCode } from './codes.ts'
import type { Bound, Status } from './observation.ts'
import type { Day, Period } from './period.ts'
import type { Text } from './text.ts'

/** What the value speaks of: the whole year (or the reported ratio), the months so far, or the state at the period's end. */
export type Basis = 'annual' | 'ytd' | 'end'

/** The same figure on another vintage of an input: shown beside the one that was used. */
export interface Alternative {
  readonly value: number
  readonly status: Status
  readonly known: Day
  /** In words: `39300 ÷ 80770 × 100，普查修订 2025-12-31`. */
  readonly computation: Text
  readonly inputs: readonly string[]
}

export interface IndicatorValue {
  readonly indicator: IndicatorCode
  readonly region: RegionCode
  readonly period: Period
  readonly basis: Basis
  readonly value: number
  readonly bound: Bound
  readonly status: Status
  /** The day on which the value became known: the latest of its inputs. */
  readonly known: Day
  /** Ids of the observations that it was computed from. */
  readonly inputs: readonly string[]
  readonly computation: Text
  readonly alternatives: readonly Alternative[]
  /** The figure before its last revision; null when it was never revised. */
  readonly previous: { readonly value: number; readonly known: Day; readonly status: Status } | null
  /** Why the series may not be laid on the plan's baseline (口径变动待核); null when it may. */
  readonly scopeDoubt: Text | null
  /** Growth on a year before as published, percent; null when none was. */
  readonly growth: number | null
  readonly notes: readonly Text[]
  readonly synthetic: boolean
}
