/** Knows how long a warning is and was silent: a silence ends on its last day, when it is lifted, or when things get worse. */
import { addDays, dayNumber, type Day } from '../period.ts'
import type { Silence, WarningEvent } from './warning.ts'

/** What was silenced was the standing of that day: what is worse speaks. The end of the warning ends its silence too. */
const ENDS: readonly WarningEvent['kind'][] = ['unsilenced', 'worsened', 'escalated', 'withdrawn', 'closed']
const cuts = ({ kind }: WarningEvent): boolean => kind === 'silenced' || ENDS.includes(kind)

interface Span {
  readonly since: Day
  /** The first day on which it speaks again. */
  readonly end: Day
}

const earlier = (a: Day, b: Day): Day => (a < b ? a : b)
const later = (a: Day, b: Day): Day => (a < b ? b : a)

/** Each silence in turn; one that is begun while another lasts takes its place. */
const listSpans = (events: readonly WarningEvent[]): Span[] =>
  events.flatMap((event, index) => {
    if (event.act?.kind !== 'silenced') return []
    const over = addDays(event.act.until, 1)
    const cut = events.slice(index + 1).find(cuts)
    return [{ since: event.on, end: cut ? earlier(cut.on, over) : over }]
  })

/** The newest silence, whether it lasts or not: the steps with which it began and was cut short, and its last day. */
export const findLastSilence = (
  events: readonly WarningEvent[],
): { readonly begun: number; readonly cut: number | undefined; readonly until: Day } | undefined => {
  const begun = events.findLast((e) => e.kind === 'silenced')
  if (begun?.act?.kind !== 'silenced') return undefined
  const cut = events.find((e) => e.sequence > begun.sequence && cuts(e))
  return { begun: begun.sequence, cut: cut?.sequence, until: begun.act.until }
}

/** The silence that lasts on a day, of a warning whose events up to that day are given in order. */
export const findSilence = (events: readonly WarningEvent[], on: Day): Silence | undefined => {
  const last = events.findLast(cuts)
  if (last?.act?.kind !== 'silenced' || on > last.act.until) return undefined
  const { until, owner, text: reason } = last.act
  return { since: last.on, until, owner, reason, actor: last.actor }
}

/**
 * Days of silence from one day up to, not including, another. A silence that was cut short counts for the days it lasted,
 * so that renewing it day after day comes to the same limit as asking for all at once.
 */
export const countSilentDays = (
  events: readonly WarningEvent[],
  { from, to }: { readonly from: Day; readonly to: Day },
): number =>
  listSpans(events)
    .map(({ since, end }) => dayNumber(earlier(end, to)) - dayNumber(later(since, from)))
    .reduce((sum, days) => sum + Math.max(0, days), 0)
