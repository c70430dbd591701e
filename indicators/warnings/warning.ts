/** Knows a warning (预警): a finding with a life of its own, told by its events. */
import type { IndicatorCode, PlanCode, RegionCode, ReportingUnitCode } from '../codes.ts'
import type { Day, Period } from '../period.ts'
import { text, type Text } from '../text.ts'
import type { Act } from './act.ts'

export const WARNING_KINDS = {
  'behind-path': text('落后于进度', 'behind the path'),
  reversal: text('逆转', 'reversal'),
  stalled: text('停滞', 'stalled'),
  'large-revision': text('大幅修订', 'large revision'),
  'scope-change': text('口径变动', 'scope change'),
  'late-submission': text('未按期报送', 'late submission'),
} as const satisfies Record<string, Text>
export type WarningKind = keyof typeof WARNING_KINDS

export const WARNING_LEVELS = { yellow: text('黄色', 'yellow'), red: text('红色', 'red') } as const
export type WarningLevel = keyof typeof WARNING_LEVELS

export const WARNING_STATES = {
  opened: text('已发出', 'opened'),
  acknowledged: text('已签收', 'acknowledged'),
  explained: text('已说明', 'explained'),
  reviewed: text('已复核', 'reviewed'),
  silenced: text('静默', 'silenced'),
  withdrawn: text('已撤回', 'withdrawn'),
  closed: text('已销号', 'closed'),
} as const satisfies Record<string, Text>
export type WarningState = keyof typeof WARNING_STATES

/** What a warning is about; one open warning for each. */
export interface WarningSubject {
  readonly plan: PlanCode
  readonly indicator: IndicatorCode
  readonly region: RegionCode
  readonly kind: WarningKind
}

export const WARNING_EVENTS = {
  opened: text('发出', 'opened'),
  worsened: text('加重', 'worsened'),
  eased: text('减轻', 'eased'),
  continued: text('延续', 'continued'),
  escalated: text('升级', 'escalated'),
  overdue: text('逾期升级', 'escalated as overdue'),
  acknowledged: text('签收', 'acknowledged'),
  explained: text('答复', 'explained'),
  reviewed: text('复核通过', 'reviewed'),
  rejected: text('复核不通过', 'rejected'),
  silenced: text('静默', 'silenced'),
  unsilenced: text('解除静默', 'silence lifted'),
  withdrawn: text('撤回', 'withdrawn'),
  closed: text('销号', 'closed'),
} as const satisfies Record<string, Text>

/** Where a warning stands between its units and the bureau; a silence lies over it and does not move it. */
export type WarningStage = Exclude<WarningState, 'silenced'>

/** One step in the life of a warning; steps are only ever appended. */
export interface WarningEvent {
  readonly warning: string
  readonly sequence: number
  readonly on: Day
  /** The instant at which it was written down, ISO text in UTC; null where that was not kept yet. */
  readonly at: string | null
  readonly kind: keyof typeof WARNING_EVENTS
  readonly level: WarningLevel
  readonly period: Period
  readonly actor: string
  readonly reasons: readonly Text[]
  readonly derivation: Text
  /** What a person did and said; null for a step of the program. */
  readonly act: Act | null
}

/** 静默: asked for by a person, with a reason and an end. */
export interface Silence {
  readonly since: Day
  /** Its last day. */
  readonly until: Day
  /** Who answers for it. */
  readonly owner: string
  readonly reason: string
  /** Who asked for it. */
  readonly actor: string
}

/** A warning as its events left it. */
export interface Warning extends WarningSubject {
  /** Number of the notice (预警通知单). */
  readonly number: string
  readonly level: WarningLevel
  /** `silenced` while a silence lasts, else the stage. */
  readonly state: WarningState
  readonly stage: WarningStage
  /** The silence of the day; null when it speaks. */
  readonly silence: Silence | null
  readonly openedAt: Day
  readonly changedAt: Day
  /** Steps up the ladder of recipients. */
  readonly step: number
  /** The period that the last event spoke of. */
  readonly period: Period
  readonly replyBy: Day
  readonly reasons: readonly Text[]
  readonly derivation: Text
  readonly responsible: readonly { readonly unit: ReportingUnitCode; readonly name: string }[]
  readonly events: readonly WarningEvent[]
}

/** An event before it is written down: the first of a warning has no number yet. */
export type NewEvent = Omit<WarningEvent, 'warning' | 'sequence' | 'at'>
