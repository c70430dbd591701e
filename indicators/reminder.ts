/** Knows reminders (催报): who is told what before and after a deadline, each once, and nobody whose report is there. */
import type { Deadline, DeadlineRule, IsWorkday } from './deadline.ts'
import { addWorkdays, momentFromDue } from './deadline.ts'
import { dayOfMoment, hourOfMoment, momentOf, type Moment } from './moment.ts'
import { text, type Text } from './text.ts'
import type { Standing } from './timeliness.ts'

export const REMINDER_KINDS = {
  nudge: text('报送提醒', 'nudge'),
  reminder: text('催报', 'reminder'),
  notice: text('催报通知书', 'formal notice'),
  escalation: text('报告上级', 'escalation to the superior'),
} as const satisfies Record<string, Text>
export type ReminderKind = keyof typeof REMINDER_KINDS

/** What became of a stage. */
export const REMINDER_OUTCOMES = {
  sent: text('已发', 'sent'),
  overtaken: text('已被后一级或期限取代，未发', 'overtaken, not sent'),
  nobody: text('没有收件人，未发', 'nobody to send it to'),
} as const satisfies Record<string, Text>
export type ReminderOutcome = keyof typeof REMINDER_OUTCOMES

/** What is to be sent to a unit about a period of a form. */
export interface Reminder {
  /** `nudge-3`, `reminder-1`, `notice`, `escalation`: one of each for a unit, form and period. */
  readonly stage: string
  readonly kind: ReminderKind
  /** When it was planned to leave. */
  readonly at: Moment
  /** The last moment that it grants: the deadline before it has passed, the term of a formal notice after. */
  readonly term: Moment
}

/** What was settled before: a reminder sent, or one that came to nothing. */
export interface SettledReminder {
  readonly stage: string
  /** When the recipient's server took it; null when it did not go, or not yet. */
  readonly servedAt: Moment | null
}

/** What is to be done now: the one reminder to send, and the stages that a later one or the time has overtaken. */
export interface ReminderPlan {
  readonly send: Reminder | null
  readonly overtaken: readonly Reminder[]
}

const ladder = ({ rule, deadline, isWorkday }: Setting): Reminder[] => {
  const { before, after, notice, hour } = rule.reminders
  const at = (workdays: number) => momentFromDue(deadline, { workdays, hour }, isWorkday)
  const due = deadline.due
  return [
    ...before.map((n): Reminder => ({ stage: `nudge-${n}`, kind: 'nudge', at: at(-n), term: due })),
    ...after.map((n): Reminder => ({ stage: `reminder-${n}`, kind: 'reminder', at: at(n), term: due })),
    ...(notice ? [{ stage: 'notice', kind: 'notice', at: at(notice.after), term: due } as const] : []),
  ].toSorted((a, b) => (a.at < b.at ? -1 : 1))
}

interface Setting {
  readonly rule: DeadlineRule
  readonly deadline: Deadline
  readonly isWorkday: IsWorkday
}

/** The last moment of the term that a notice leaves, counted from its service. */
const termFrom = (served: Moment, term: number, { deadline, isWorkday }: Setting): Moment =>
  momentOf(addWorkdays(dayOfMoment(served), term, isWorkday), hourOfMoment(deadline.due))

/** The superior hears of it when the term of a notice that was served has run out. */
const escalationOf = (served: Moment | null, setting: Setting): Reminder[] => {
  const { notice } = setting.rule.reminders
  if (!notice || served === null) return []
  const term = termFrom(served, notice.term, setting)
  return [{ stage: 'escalation', kind: 'escalation', at: term, term }]
}

/** A notice that leaves later than planned leaves its whole term all the same. */
const termOf = (reminder: Reminder, { now, ...setting }: Setting & { now: Moment }): Moment => {
  const { notice } = setting.rule.reminders
  return reminder.kind === 'notice' && notice ? termFrom(now, notice.term, setting) : reminder.term
}

/** Waiting for the unit: nothing has come that holds. */
const isOwed = ({ timeliness }: Standing): boolean =>
  timeliness === 'open' || timeliness === 'missing' || timeliness === 'returned'

/**
 * What a unit is to be sent now. Of the stages that have come due and were not settled only the last is sent: after an
 * outage nobody gets three reminders at once, and no nudge comes after its deadline. Nothing is due from before `since`
 * (the day the calendar was put to work), nothing for a unit that has sent what holds, and nothing leaves on a day off.
 */
export const planReminder = (
  {
    rule,
    deadline,
    standing,
  }: {
    readonly rule: DeadlineRule
    readonly deadline: Deadline
    readonly standing: Standing
  },
  {
    settled,
    since,
    now,
    isWorkday,
  }: {
    readonly settled: readonly SettledReminder[]
    readonly since: Moment
    readonly now: Moment
    readonly isWorkday: IsWorkday
  },
): ReminderPlan => {
  if (!isOwed(standing) || !isWorkday(dayOfMoment(now))) return { send: null, overtaken: [] }
  const served = settled.find((s) => s.stage === 'notice')?.servedAt ?? null
  const stages = [
    ...ladder({ rule, deadline, isWorkday }),
    ...escalationOf(served, { rule, deadline, isWorkday }),
  ]
  const due = stages.filter((r) => r.at <= now && r.at >= since && settled.every((s) => s.stage !== r.stage))
  const live = due.filter((r) => r.kind !== 'nudge' || now <= deadline.due)
  const last = live.at(-1)
  return {
    send: last ? { ...last, term: termOf(last, { rule, deadline, isWorkday, now }) } : null,
    overtaken: due.filter((r) => r !== last),
  }
}
