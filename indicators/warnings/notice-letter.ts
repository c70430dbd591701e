/** Knows which steps of a warning leave as a letter of their own, and who is written to. */
import type { Day } from '../period.ts'
import { findLiaisons, hears, listRecipients, type Recipient } from '../recipient.ts'
import type { Text } from '../text.ts'
import type { Notice } from './notice.ts'
import type { Warning, WarningEvent } from './warning.ts'

/** What a letter is about: a notice that is served, first or anew, or the end of the warning. */
export type NoticeOccasion =
  | 'opened'
  | 'worsened'
  | 'escalated'
  | 'overdue'
  | 'rejected'
  | 'withdrawn'
  | 'closed'

const OCCASIONS: readonly NoticeOccasion[] = [
  'opened',
  'worsened',
  'escalated',
  'overdue',
  'rejected',
  'withdrawn',
  'closed',
]

const occasionOf = ({ kind }: WarningEvent): NoticeOccasion | undefined => OCCASIONS.find((o) => o === kind)

/** Whether the step is told by a letter; what goes on, eases or is answered stands in the weekly message. */
export const isTold = (event: WarningEvent): boolean => occasionOf(event) !== undefined

/** The occasion of steps that were written together: the first of them that is told. */
export const findOccasion = (steps: readonly WarningEvent[]): NoticeOccasion | undefined =>
  steps.flatMap((step) => occasionOf(step) ?? [])[0]

/** The steps that were last told of, as they were written together in one judgement; none when there was none. */
export const findLastTold = ({ events }: Pick<Warning, 'events'>): readonly WarningEvent[] => {
  const last = events.findLast(isTold)
  return last ? events.filter((e) => isTold(e) && e.at === last.at && e.on === last.on) : []
}

/** Nobody who was never told that a warning began is told that it ended. */
export const isEnd = (occasion: NoticeOccasion): occasion is 'withdrawn' | 'closed' =>
  occasion === 'withdrawn' || occasion === 'closed'

const UP: readonly WarningEvent['kind'][] = ['escalated', 'overdue']

/** Who answers for a unit: its own liaisons, or those who work on the whole plan where it has none. */
const listAnswering = (
  heard: readonly Recipient[],
  { unit, on }: Parameters<typeof findLiaisons>[1],
): readonly Recipient[] => {
  const own = findLiaisons(heard, { unit, on })
  return own.length > 0 ? own : heard.filter((r) => r.step === 0 && r.scope.kind === 'plan')
}

export interface Telling {
  /** The warning as those steps left it. */
  readonly warning: Warning
  /** The steps that are told of. */
  readonly steps: readonly WarningEvent[]
  /** The day on which it is told. */
  readonly on: Day
}

/** Those on the steps of the ladder that were reached now; who stands lower was told when his own was. */
export const listReached = (
  all: readonly Recipient[],
  { warning, steps, on }: Telling,
): readonly Recipient[] => {
  const ups = steps.filter((e) => UP.includes(e.kind)).length
  return listRecipients(all, warning.plan, on).filter(
    (r) => r.step > warning.step - ups && r.step <= warning.step && hears(r, warning.responsible),
  )
}

/**
 * Who is served with the notice: those who answer for the responsible units, and on the way up those on the steps that were
 * reached now. Each of them once.
 */
export const listServed = (all: readonly Recipient[], telling: Telling): readonly Recipient[] => {
  const { warning, on } = telling
  const heard = listRecipients(all, warning.plan, on)
  const answering = warning.responsible.flatMap(({ unit }) => listAnswering(heard, { unit, on }))
  return [...new Set([...answering, ...listReached(all, telling)])]
}

/** What stands in a letter. */
export interface NoticeLetter {
  readonly occasion: NoticeOccasion
  readonly notice: Notice
  readonly recipient: Recipient
  /** Name of the bureau that writes. */
  readonly office: string
  /** Whom to ask. */
  readonly contact: string | undefined
  readonly on: Day
  /** Someone higher is told of it with the same steps. */
  readonly goesUp: boolean
  /** What was said at the step: why it went up, what is wrong with the reply, how it ended. */
  readonly said: readonly Text[]
}
