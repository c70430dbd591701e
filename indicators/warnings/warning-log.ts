/** Knows how a warning follows from its events: fold them, and it stands as of the last one. */
import { dayOfMoment, momentOfInstant } from '../moment.ts'
import { addDays, EVER, type Day } from '../period.ts'
import { listResponsible, type Plan } from '../plan.ts'
import { countSilentDays, findSilence } from './silence.ts'
import type { Warning, WarningEvent, WarningStage, WarningSubject } from './warning.ts'

/** What is stored of a warning: what was fixed when it was opened, and every step since. */
export interface WarningRecord {
  readonly number: string
  readonly subject: WarningSubject
  /** Reply date of the notice as first served. */
  readonly replyBy: Day
  readonly responsible: Warning['responsible']
  readonly events: readonly WarningEvent[]
}

/** A worse level and a step up the ladder are served anew; a reply that did not pass is owed again. */
const stageAfter = (event: WarningEvent, before: WarningStage): WarningStage => {
  switch (event.kind) {
    case 'opened':
    case 'worsened':
    case 'escalated':
      return 'opened'
    case 'acknowledged':
    case 'explained':
    case 'reviewed':
    case 'closed':
    case 'withdrawn':
      return event.kind
    case 'rejected':
      return 'acknowledged'
    case 'eased':
    case 'continued':
    case 'overdue':
    case 'silenced':
    case 'unsilenced':
      return before
  }
}

/** Events after which the responsible units must reply anew, by a new date. */
const ASKS: readonly WarningEvent['kind'][] = ['worsened', 'escalated', 'overdue', 'rejected']
const UP: readonly WarningEvent['kind'][] = ['escalated', 'overdue']

/** Whether the step came from figures: what people do and do not do says nothing of them. */
const speaksOfFigures = ({ kind, act }: WarningEvent): boolean => act === null && kind !== 'overdue'

/** A step is served when it is written down: what was published long ago and came in today asks from today on. */
const servedOn = ({ on, at }: WarningEvent): Day => {
  const written = at === null ? on : dayOfMoment(momentOfInstant(at))
  return written > on ? written : on
}

/** Events with which a notice leaves: the first, and each that asks for a new reply. */
export const serves = ({ kind }: WarningEvent): boolean => kind === 'opened' || ASKS.includes(kind)

/** When a notice was last served, and how often by then. */
export const findServing = ({
  events,
  openedAt,
}: Pick<Warning, 'events' | 'openedAt'>): { readonly day: Day; readonly count: number } => {
  const servings = events.filter(serves)
  const last = servings.at(-1)
  return { day: last ? servedOn(last) : openedAt, count: servings.length }
}

/** The day of the figures that the warning stands on now. */
export const findFiguresDay = ({ events, openedAt }: Pick<Warning, 'events' | 'openedAt'>): Day =>
  events.findLast(speaksOfFigures)?.on ?? openedAt

/** The day of the notice, or a number of days after the last event that asked for a new reply; silent days do not count. */
const replyDay = (events: readonly WarningEvent[], first: Day, days: number): Day => {
  const asked = events.findLast((e) => ASKS.includes(e.kind))
  const from = asked?.on ?? events[0]?.on ?? first
  return addDays(asked ? addDays(servedOn(asked), days) : first, countSilentDays(events, { from, to: EVER }))
}

/** Who answers on the day: those of the plan's data, or of the notice where the plan knows the indicator no more. */
const answering = (
  { subject, responsible }: Pick<WarningRecord, 'subject' | 'responsible'>,
  plan: Plan,
  on: Day,
) => {
  const indicator = plan.indicators.find((i) => i.code === subject.indicator)
  const now = indicator ? listResponsible(indicator, on) : []
  return now.length > 0 ? now.map(({ unit, name }) => ({ unit, name })) : responsible
}

/** The warning as its events up to a day left it; undefined when none had happened. */
export const foldWarning = (
  { subject, events: log, ...record }: WarningRecord,
  { plan, asOf }: { readonly plan: Plan; readonly asOf: Day },
): Warning | undefined => {
  const events = log.filter((e) => e.on <= asOf).toSorted((a, b) => a.sequence - b.sequence)
  const [first, last] = [events[0], events.at(-1)]
  if (!first || !last) return undefined
  const figures = events.findLast(speaksOfFigures) ?? first
  const stage = events.reduce<WarningStage>((before, event) => stageAfter(event, before), 'opened')
  const silence = findSilence(events, asOf) ?? null
  return {
    ...record,
    ...subject,
    responsible: answering({ subject, responsible: record.responsible }, plan, asOf),
    level: last.level,
    state: silence ? 'silenced' : stage,
    stage,
    silence,
    openedAt: first.on,
    changedAt: last.on,
    step: events.filter((e) => UP.includes(e.kind)).length,
    period: last.period,
    replyBy: replyDay(events, record.replyBy, plan.warningRules.replyDays),
    reasons: figures.reasons,
    derivation: figures.derivation,
    events,
  }
}
