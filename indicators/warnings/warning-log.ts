/** Knows how a warning follows from its events: fold them, and it stands as of the last one. */
import { addDays, type Day } from '../period.ts'
import type { Indicator, Plan } from '../plan.ts'
import type { Warning, WarningEvent, WarningState, WarningSubject } from './warning.ts'

/** What is stored of a warning besides its events. */
export interface WarningRecord extends WarningSubject {
  readonly number: string
}

const stateAfter = (event: WarningEvent, before: WarningState): WarningState => {
  switch (event.kind) {
    case 'closed':
    case 'withdrawn':
      return event.kind
    case 'opened':
      return 'opened'
    case 'worsened':
    case 'eased':
    case 'continued':
    case 'escalated':
      return before
  }
}

const replyFrom = (events: readonly WarningEvent[]): Day | undefined =>
  events.findLast((e) => ['opened', 'worsened', 'escalated', 'continued'].includes(e.kind))?.on

/**
 * The warning as its events up to a day left it; undefined when none had happened. The reply is due a number of days after
 * the last event that asked for one.
 */
export const foldWarning = (
  record: WarningRecord,
  log: readonly WarningEvent[],
  { plan, asOf }: { readonly plan: Plan; readonly asOf: Day },
): Warning | undefined => {
  const events = log.filter((e) => e.on <= asOf).toSorted((a, b) => a.sequence - b.sequence)
  const [first, last] = [events[0], events.at(-1)]
  if (!first || !last) return undefined
  const indicator: Indicator | undefined = plan.indicators.find((i) => i.code === record.indicator)
  return {
    ...record,
    level: last.level,
    state: events.reduce<WarningState>((state, event) => stateAfter(event, state), 'opened'),
    openedAt: first.on,
    changedAt: last.on,
    step: events.filter((e) => e.kind === 'escalated').length,
    period: last.period,
    replyBy: addDays(replyFrom(events) ?? first.on, plan.warningRules.replyDays),
    reasons: last.reasons,
    derivation: last.derivation,
    responsible: (indicator?.responsible ?? []).map(({ unit, name }) => ({ unit, name })),
    events,
  }
}
