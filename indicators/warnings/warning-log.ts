/** Knows how a warning follows from its events: fold them, and it stands as of the last one. */
import { addDays, type Day } from '../period.ts'
import type { Plan } from '../plan.ts'
import type { Warning, WarningEvent, WarningState, WarningSubject } from './warning.ts'

/** What is stored of a warning: what was fixed when it was opened, and every step since. */
export interface WarningRecord {
  readonly number: string
  readonly subject: WarningSubject
  /** Reply date of the notice as first served. */
  readonly replyBy: Day
  readonly responsible: Warning['responsible']
  readonly events: readonly WarningEvent[]
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

/** Events after which the responsible units must reply anew. */
const ASKS: readonly WarningEvent['kind'][] = ['worsened', 'escalated']

/**
 * The warning as its events up to a day left it; undefined when none had happened. The reply is due on the day of the
 * notice, or a number of days after the last event that asked for a new one.
 */
export const foldWarning = (
  { subject, events: log, ...record }: WarningRecord,
  { plan, asOf }: { readonly plan: Plan; readonly asOf: Day },
): Warning | undefined => {
  const events = log.filter((e) => e.on <= asOf).toSorted((a, b) => a.sequence - b.sequence)
  const [first, last] = [events[0], events.at(-1)]
  if (!first || !last) return undefined
  const asked = events.findLast((e) => ASKS.includes(e.kind))
  return {
    ...record,
    ...subject,
    level: last.level,
    state: events.reduce<WarningState>((state, event) => stateAfter(event, state), 'opened'),
    openedAt: first.on,
    changedAt: last.on,
    step: events.filter((e) => e.kind === 'escalated').length,
    period: last.period,
    replyBy: asked ? addDays(asked.on, plan.warningRules.replyDays) : record.replyBy,
    reasons: last.reasons,
    derivation: last.derivation,
    events,
  }
}
