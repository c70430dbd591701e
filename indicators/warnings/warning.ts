/** Knows a warning (预警): a finding with a life of its own, told by its events. */
import type { IndicatorCode, PlanCode, RegionCode, ReportingUnitCode } from '../codes.ts'
import type { Day, Period } from '../period.ts'
import { text, type Text } from '../text.ts'

export const WARNING_KINDS = {
  'behind-path': text('落后于进度', 'behind the path'),
  reversal: text('逆转', 'reversal'),
  stalled: text('停滞', 'stalled'),
  'large-revision': text('大幅修订', 'large revision'),
  'scope-change': text('口径变动', 'scope change'),
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
  withdrawn: text('撤回', 'withdrawn'),
  closed: text('销号', 'closed'),
} as const satisfies Record<string, Text>

/** One step in the life of a warning; steps are only ever appended. */
export interface WarningEvent {
  readonly warning: string
  readonly sequence: number
  readonly on: Day
  readonly kind: keyof typeof WARNING_EVENTS
  readonly level: WarningLevel
  readonly period: Period
  readonly actor: string
  readonly reasons: readonly Text[]
  readonly derivation: Text
}

/** A warning as its events left it. */
export interface Warning extends WarningSubject {
  /** Number of the notice (预警通知单). */
  readonly number: string
  readonly level: WarningLevel
  readonly state: WarningState
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
