/** Knows what stands on a notice (预警通知单): who must do what by when about which figure, on what grounds. */
import type { Assessment } from '../assessment.ts'
import { formatPeriod } from '../derivation.ts'
import { LIGHTS } from '../light.ts'
import { lightWord } from '../light-word.ts'
import { comparePeriods, type Day } from '../period.ts'
import type { Plan } from '../plan.ts'
import { findTopStep, listRecipients, type Recipient } from '../recipient.ts'
import { text, type Text } from '../text.ts'
import { WARNING_KINDS, WARNING_LEVELS, type Warning } from './warning.ts'
import { findFiguresDay, findServing } from './warning-log.ts'

/** One period of the path beside the figure. */
export interface NoticeRow {
  readonly period: Text
  readonly planned: number | null
  /** The plan does not print the value of the path. */
  readonly derived: boolean
  readonly actual: number | null
  readonly progress: number | null
  readonly level: number | null
  /** Symbol and word: it must read in a black-and-white print. */
  readonly light: Text
}

export interface Notice {
  readonly number: string
  /** The day on which it was served, anew after each worsening and each step up. */
  readonly served: Day
  /** Which serving of this notice it is, from 1. */
  readonly serving: number
  /** The day of the figures on it: a notice that is printed later tells what is known by then. */
  readonly figuresOf: Day
  readonly plan: string
  readonly indicator: string
  readonly unit: string
  readonly decimals: number
  readonly kind: Text
  readonly light: Text
  readonly period: Text
  readonly units: readonly string[]
  readonly reasons: readonly Text[]
  readonly derivation: Text
  readonly rows: readonly NoticeRow[]
  readonly replyBy: Day
  /** Steps up the ladder, as far as someone stands on it. */
  readonly step: number
  /** Someone stands higher, who is told when nobody answers. */
  readonly canGoUp: boolean
  /** Some figure was made up for a rehearsal (合成数据). */
  readonly synthetic: boolean
}

/** As many periods as stand on one page beside the slip. */
const LONGEST = 6

const rowOf = (assessment: Assessment): NoticeRow[] => {
  const { value, planned, progress, level, light } = assessment
  if (!value) return []
  const { symbol } = LIGHTS[light]
  const word = lightWord(assessment)
  return [
    {
      period: formatPeriod(value.period, value.basis),
      planned: planned?.value ?? null,
      derived: planned?.derived ?? false,
      actual: value.value,
      progress,
      level,
      light: text(`${symbol} ${word.zh}`, `${symbol} ${word.en}`),
    },
  ]
}

/** The periods up to that of the warning, the newest last; figures of a later day are not on a notice of before. */
const rowsOf = (history: readonly Assessment[], { period }: Warning): NoticeRow[] =>
  history
    .filter((a) => a.period !== null && comparePeriods(a.period, period) <= 0)
    .flatMap(rowOf)
    .slice(-LONGEST)

/** What a notice is composed from beside its warning. */
export interface NoticeSetting {
  readonly plan: Plan
  readonly history: readonly Assessment[]
  readonly recipients: readonly Recipient[]
}

/** Composes the notice of a warning as it stands, with the verdicts on all periods as they were known. */
export const composeNotice = (warning: Warning, { plan, history, recipients }: NoticeSetting): Notice => {
  const indicator = plan.indicators.find((i) => i.code === warning.indicator)
  const { symbol } = LIGHTS[warning.level]
  const level = WARNING_LEVELS[warning.level]
  const { day, count } = findServing(warning)
  const top = findTopStep(listRecipients(recipients, plan.code, day), warning.responsible)
  const basis = history.find((a) => a.period === warning.period)?.value?.basis
  return {
    number: warning.number,
    served: day,
    serving: count,
    figuresOf: findFiguresDay(warning),
    plan: plan.name,
    indicator: indicator?.name ?? warning.indicator,
    unit: indicator?.unit ?? '',
    decimals: indicator?.decimals ?? 2,
    kind: WARNING_KINDS[warning.kind],
    light: text(`${symbol} ${level.zh}预警`, `${symbol} ${level.en}`),
    period: formatPeriod(warning.period, basis),
    units: warning.responsible.map((r) => r.name),
    reasons: warning.reasons,
    derivation: warning.derivation,
    rows: rowsOf(history, warning),
    replyBy: warning.replyBy,
    step: Math.min(warning.step, top),
    canGoUp: warning.step < top,
    synthetic: history.some((a) => a.value?.synthetic),
  }
}
