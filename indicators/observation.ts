/** Knows what a reporting unit said: one variable, region, period and measure, with its vintage and its cell. */
import type { RegionCode, VariableCode } from './codes.ts'
import type { Day, Period } from './period.ts'
import { text, type Text } from './text.ts'

/** 口径: what part of time the figure speaks of, and whether it is a level or a growth. */
export const MEASURES = {
  current: text('本期', 'current period'),
  ytd: text('本年累计', 'year to date'),
  prior_current: text('上年同期', 'same period of last year'),
  prior_ytd: text('上年同期累计', 'year to date of last year'),
  end: text('期末', 'end of period'),
  growth: text('同比', 'growth on a year before'),
  growth_ytd: text('累计同比', 'growth of the year to date'),
} as const satisfies Record<string, Text>
export type Measure = keyof typeof MEASURES

/** 版本状态: how firm the figure was when it became known. */
export const STATUSES = {
  flash: text('快报', 'flash'),
  preliminary: text('初步', 'preliminary'),
  verified: text('核实', 'verified'),
  final: text('最终', 'final'),
  census_revision: text('普查修订', 'census revision'),
  correction: text('更正', 'correction'),
} as const satisfies Record<string, Text>
export type Status = keyof typeof STATUSES

/** Why there is no figure. */
export const MISSING_REASONS = {
  below_smallest_unit: text('不足最小单位', 'below the smallest unit'),
  not_applicable: text('无此项', 'no such item'),
  unknown: text('不详', 'not known'),
  exempt: text('免报', 'exempt from reporting'),
  not_reported: text('未报', 'not reported'),
} as const satisfies Record<string, Text>
export type MissingReason = keyof typeof MISSING_REASONS

/** How the number bounds the truth: as it is, at least (超过35万家), at most, about. */
export const BOUNDS = {
  exact: text('', ''),
  lower: text('下限', 'lower bound'),
  upper: text('上限', 'upper bound'),
  about: text('约数', 'rounded'),
} as const satisfies Record<string, Text>
export type Bound = keyof typeof BOUNDS

/** A figure, or the reason for none; never NaN, never null, never a silent 0. */
export type Figure = { readonly value: number; readonly bound: Bound } | { readonly missing: MissingReason }

/** 版本: the day the figure became known, and its status. */
export interface Vintage {
  readonly known: Day
  readonly status: Status
}

/** Where the figure stands: from submission to cell. */
export interface CellSource {
  readonly submission: string
  readonly file: string
  readonly sheet: string
  readonly cell: string
}

/** One figure as it was reported, converted to the unit of its variable; the reported text is kept. */
export interface Observation {
  readonly id: string
  readonly variable: VariableCode
  readonly region: RegionCode
  readonly period: Period
  readonly measure: Measure
  readonly figure: Figure
  /** Unit of measure of `figure`, that of the variable (growth: %). */
  readonly unit: string
  /** What stood in the cell, and its unit there. */
  readonly reported: { readonly text: string; readonly unit: string }
  readonly vintage: Vintage
  readonly note: string
  /** 合成数据: true when the figure was made up for a rehearsal; shown wherever it appears. */
  readonly synthetic: boolean
  readonly source: CellSource
}

/** What a reader hands over before storage gave the observation its id and its submission. */
export type ReadObservation = Omit<Observation, 'id' | 'source' | 'vintage'> & {
  readonly status: Status
  readonly sheet: string
  readonly cell: string
}
