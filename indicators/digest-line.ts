/** Knows one line of the weekly message: a warning with its figures, its reason, and what must be done by when. */
import { z } from 'zod'
import type { Assessment } from './assessment.ts'
import type { IndicatorCode, RegionCode } from './codes.ts'
import { findShownDecimals } from './figure-text.ts'
import type { IndicatorValue } from './indicator-value.ts'
import type { Light } from './light.ts'
import { lightWord } from './light-word.ts'
import type { Day } from './period.ts'
import type { Indicator, Plan } from './plan.ts'
import { joinTexts, text, type Text } from './text.ts'
import {
  WARNING_LEVELS,
  WARNING_STATES,
  type Warning,
  type WarningEvent,
  type WarningKind,
  type WarningLevel,
  type WarningState,
} from './warnings/warning.ts'
import type { Region } from './reporting-unit.ts'
import { keyOf } from './schema.ts'
import { composeActText } from './warnings/act.ts'
import { daysBetween, weeksBetween, type Week } from './week.ts'

/** What a recipient was last told of a warning, by its number; as it is remembered between two digests. */
export const toldSchema = z.strictObject({ level: keyOf(WARNING_LEVELS), state: keyOf(WARNING_STATES) })
export type Told = Readonly<z.output<typeof toldSchema>>

/** The figures that a warning stands on, as assessed at the week's end. */
export interface DigestFigures {
  readonly unit: string
  /** At which the actual value and its path are shown. */
  readonly decimals: number
  readonly value: IndicatorValue
  readonly planned: { readonly value: number; readonly derived: boolean } | null
  /** P and L in percent; null where undefined or where the scope is under review. */
  readonly progress: number | null
  readonly level: number | null
  readonly light: Light
  readonly lightWord: Text
}

/** What must be done next: sign and explain, explain, review; `by` is null where the plan sets no day. */
export interface Duty {
  readonly kind: 'acknowledge' | 'explain' | 'review'
  readonly by: Day | null
  /** Days past `by` at the week's end; 0 while there is time. */
  readonly overdue: number
}

/**
 * How a warning ended: by figures that are good again, by the decision of a person while the light stayed as it was, or
 * withdrawn. Only the first is good news.
 */
export const WARNING_ENDS = {
  recovered: text('已恢复', 'recovered'),
  closed: WARNING_STATES.closed,
  withdrawn: WARNING_STATES.withdrawn,
} as const satisfies Record<string, Text>
export type WarningEnd = keyof typeof WARNING_ENDS

export interface DigestLine {
  readonly number: string
  readonly indicator: IndicatorCode
  readonly name: string
  /** Its name; null for the region of the plan itself. */
  readonly region: string | null
  readonly kind: WarningKind
  readonly level: WarningLevel
  /** The level that the recipient was last told. */
  readonly levelBefore: WarningLevel | null
  readonly state: WarningState
  /** Null while it lives. */
  readonly end: WarningEnd | null
  /** Went up the ladder of recipients in this week. */
  readonly escalated: boolean
  /** A new figure came in this week and the warning goes on. */
  readonly updated: boolean
  /** Weeks since the week in which it was opened. */
  readonly ageWeeks: number
  readonly figures: DigestFigures | null
  readonly reason: Text | null
  readonly duty: Duty | null
  readonly responsible: readonly string[]
}

/** What a line is made from. */
export interface LineSetting {
  readonly plan: Plan
  readonly week: Week
  /** Of every region that may stand in a line. */
  readonly regions: readonly Pick<Region, 'code' | 'name'>[]
  /** The verdicts at the week's end. */
  readonly assessments: readonly Assessment[]
  /** What the recipient was last told, by the number of the warning. */
  readonly lastTold: ReadonlyMap<string, Told>
}

/** The warning lives no more. */
export const isOver = (state: WarningState): state is 'closed' | 'withdrawn' =>
  state === 'closed' || state === 'withdrawn'

const dutyOf = ({ state, replyBy }: Warning, today: Day): Duty | null => {
  const overdue = Math.max(0, daysBetween(replyBy, today))
  switch (state) {
    case 'opened':
      return { kind: 'acknowledge', by: replyBy, overdue }
    case 'acknowledged':
      return { kind: 'explain', by: replyBy, overdue }
    case 'explained':
      return { kind: 'review', by: null, overdue: 0 }
    case 'reviewed':
    case 'silenced':
    case 'withdrawn':
    case 'closed':
      return null
  }
}

/** The figures of a verdict as they are told; null where there is no value. */
export const figuresOf = (assessment: Assessment, indicator: Indicator): DigestFigures | null => {
  const { value, planned, light } = assessment
  if (!value) return null
  const judged = assessment.class !== 'scope_review'
  return {
    unit: indicator.unit,
    decimals: findShownDecimals(value.value, planned?.value, indicator.decimals),
    value,
    planned,
    progress: judged ? assessment.progress : null,
    level: judged ? assessment.level : null,
    light,
    lightWord: lightWord(assessment),
  }
}

const endOf = ({ state, events }: Warning): WarningEnd | null => {
  if (state === 'withdrawn') return 'withdrawn'
  if (state !== 'closed') return null
  const act = events.findLast((e) => e.kind === 'closed')?.act
  return act?.kind === 'closed' && act.ground === 'decision' ? 'closed' : 'recovered'
}

/** The first reason; how it ended is told in full, both vintages of a withdrawal included. */
const reasonOf = (warning: Warning): Text | null => {
  const last = isOver(warning.state) ? warning.events.at(-1) : undefined
  const own = last?.act ? [composeActText(last.act)] : (last?.reasons ?? [])
  const reasons = own.length > 0 ? own : warning.reasons.slice(0, 1)
  return reasons.length > 0 ? text(joinTexts(reasons, '；').zh, joinTexts(reasons, '; ').en) : null
}

const happened = ({ events }: Warning, kinds: readonly WarningEvent['kind'][], { from, to }: Week): boolean =>
  events.some((e) => kinds.includes(e.kind) && e.on >= from && e.on <= to)

/** The name of a region where it is not that of the plan. */
export const findRegionName = (
  region: RegionCode,
  { plan, regions }: Pick<LineSetting, 'plan' | 'regions'>,
): string | null => (region === plan.region ? null : (regions.find((r) => r.code === region)?.name ?? region))

/** Composes the line of a warning as it stands at the end of the week. */
export const composeLine = (warning: Warning, setting: LineSetting): DigestLine => {
  const { plan, week, assessments, lastTold } = setting
  const indicator = plan.indicators.find((i) => i.code === warning.indicator)
  const assessment = assessments.find((a) => a.indicator === warning.indicator && a.region === warning.region)
  return {
    number: warning.number,
    indicator: warning.indicator,
    name: indicator?.name ?? warning.indicator,
    region: findRegionName(warning.region, setting),
    kind: warning.kind,
    level: warning.level,
    levelBefore: lastTold.get(warning.number)?.level ?? null,
    state: warning.state,
    end: endOf(warning),
    escalated: happened(warning, ['escalated', 'overdue'], week),
    updated: happened(warning, ['continued'], week),
    ageWeeks: weeksBetween(warning.openedAt, week.to),
    figures: assessment && indicator ? figuresOf(assessment, indicator) : null,
    reason: reasonOf(warning),
    duty: dutyOf(warning, week.to),
    responsible: warning.responsible.map((r) => r.name),
  }
}
