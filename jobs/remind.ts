/** Knows the step from the calendars of deadlines to reminders: who owes a report is told, each stage once. */
import { z } from 'zod'
import type { Letter } from '../alerts/letter.ts'
import { renderReminder } from '../alerts/render-reminder.ts'
import { findForm, findReportingUnit, type Catalogue } from '../indicators/catalogue.ts'
import { addMomentDays, dayOfMoment, momentOfInstant, type Moment } from '../indicators/moment.ts'
import { addDays } from '../indicators/period.ts'
import { findSuperiors, findLiaisons, type Recipient } from '../indicators/recipient.ts'
import type { OwedReport, ReminderLetter } from '../indicators/reminder-letter.ts'
import { planReminder, type Reminder, type SettledReminder } from '../indicators/reminder.ts'
import { composeLeague } from '../indicators/timeliness.ts'
import { appendOutbox } from '../storage/outbox.ts'
import { appendReminders, findNextNotice, listReminders, type NewReminder } from '../storage/reminders.ts'
import { composeMessages } from './outbox/post.ts'
import type { Prepare, StepContext } from './step.ts'
import { listExpected, type Expected } from './deadline/timeliness.ts'
import { deliveryOf } from './outbox/wake.ts'
import { isWorkingDay } from './schedule/workdays.ts'

const payloadSchema = z.strictObject({})

type ReminderContext = Pick<
  StepContext,
  'storage' | 'catalogue' | 'clock' | 'office' | 'contact' | 'language'
>

/** A stage that was missed for longer than this is no longer made up for. */
const OLDEST_STAGE_DAYS = 30
/** Reports that can still be owed, and the two years of the count of late ones. */
const PERIODS_BACK_DAYS = 4 * 366
const LEDGER_BACK_DAYS = 2 * 366

const reportKey = (of: { form: string; period: string; unit: string }): string =>
  `${of.form}/${of.period}/${of.unit}`

/** A reminder that is to be sent, and the report that it is about. */
interface Due {
  readonly expected: Expected
  readonly reminder: Reminder
}

const rowOf = ({ standing }: Expected, on: Moment): Omit<NewReminder, 'stage' | 'kind' | 'outcome'> => ({
  form: standing.form,
  period: standing.period,
  unit: standing.unit,
  number: null,
  term: null,
  messages: [],
  on,
})

const readSettled = async ({ storage }: ReminderContext, since: Moment) => {
  const reminders = await listReminders(storage.db, { since })
  const settled = Map.groupBy(reminders, reportKey)
  return ({ standing }: Expected): readonly SettledReminder[] =>
    (settled.get(reportKey(standing)) ?? []).map(({ stage, servedAt }) => ({
      stage,
      servedAt: servedAt === null ? null : momentOfInstant(servedAt),
    }))
}

const planAll = async (context: ReminderContext, now: Moment) => {
  const { storage, catalogue } = context
  const today = dayOfMoment(now)
  const window = { from: addDays(today, -PERIODS_BACK_DAYS), to: today, now }
  const expected = await listExpected(catalogue, storage.db, window)
  const settledOf = await readSettled(context, addMomentDays(now, -LEDGER_BACK_DAYS))
  const since = addMomentDays(now, -OLDEST_STAGE_DAYS)
  const plans = expected.map((one) => ({
    expected: one,
    ...planReminder(one, { settled: settledOf(one), since, now, isWorkday: isWorkingDay }),
  }))
  const due = plans.flatMap(({ expected: one, send }): Due[] =>
    send ? [{ expected: one, reminder: send }] : [],
  )
  const overtaken = plans.flatMap(({ expected: one, overtaken: stages }) =>
    stages.map(({ stage, kind }): NewReminder => ({ ...rowOf(one, now), stage, kind, outcome: 'overtaken' })),
  )
  const standings = expected.map((one) => one.standing)
  const league = composeLeague(standings, { now, within: () => true })
  return { due, overtaken, lateOf: new Map(league.map((row) => [row.unit, row.lateInTwoYears])) }
}

const owedOf = (
  { expected: { standing }, reminder }: Due,
  { catalogue, lateOf }: { catalogue: Catalogue; lateOf: ReadonlyMap<string, number> },
): OwedReport => {
  const form = findForm(catalogue, standing.form)
  return {
    unit: { code: standing.unit, name: findReportingUnit(catalogue, standing.unit)?.name ?? standing.unit },
    form: { code: standing.form, title: form?.title ?? standing.form, tableNumber: form?.tableNumber ?? '' },
    period: standing.period,
    due: standing.due,
    timeliness: standing.timeliness,
    daysLate: standing.daysLate,
    term: reminder.term,
    lateInTwoYears: lateOf.get(standing.unit) ?? 0,
  }
}

/** What one recipient is told at once, and the reminders that it settles. */
interface Parcel {
  readonly key: string
  readonly letter: ReminderLetter
  readonly about: readonly Due[]
}

interface Post {
  readonly catalogue: Catalogue
  readonly office: string
  readonly contact: string | undefined
  readonly now: Moment
  readonly numbers: ReadonlyMap<Due, string>
  readonly lateOf: ReadonlyMap<string, number>
}

/** A letter for each report, to those who work on it. */
const parcelsToUnit = (one: Due, post: Post): readonly Parcel[] => {
  const { standing } = one.expected
  const { catalogue, office, contact, now, numbers } = post
  return findLiaisons(catalogue.recipients, { unit: standing.unit, on: dayOfMoment(now) }).map(
    (recipient) => ({
      key: `reminder:${reportKey(standing)}/${one.reminder.stage}:${recipient.code}`,
      letter: {
        kind: one.reminder.kind,
        number: numbers.get(one) ?? null,
        recipient,
        office,
        contact,
        on: now,
        reports: [owedOf(one, post)],
      },
      about: [one],
    }),
  )
}

/** One letter for a superior, about everything that he hears of now. */
const parcelOf = (recipient: Recipient, about: readonly Due[], post: Post): Parcel => ({
  key: `reminder:escalation/${post.now}:${recipient.code}`,
  letter: {
    kind: 'escalation',
    number: null,
    recipient,
    office: post.office,
    contact: post.contact,
    on: post.now,
    reports: about.map((one) => owedOf(one, post)),
  },
  about,
})

const parcelsOf = (due: readonly Due[], post: Post): readonly Parcel[] => {
  const escalated = due.filter((one) => one.reminder.kind === 'escalation')
  const on = dayOfMoment(post.now)
  const superiors = post.catalogue.recipients.flatMap((recipient) => {
    const about = escalated.filter(({ expected }) =>
      findSuperiors(post.catalogue.recipients, { unit: expected.standing.unit, on }).includes(recipient),
    )
    return about.length === 0 ? [] : [parcelOf(recipient, about, post)]
  })
  const own = due.filter((one) => one.reminder.kind !== 'escalation')
  return [...own.flatMap((one) => parcelsToUnit(one, post)), ...superiors]
}

/** Formal notices are numbered within their year. */
const numberNotices = async (due: readonly Due[], { storage }: ReminderContext, now: Moment) => {
  const year = Number(now.slice(0, 4))
  const next = await findNextNotice(storage.db, year)
  const notices = due.filter((one) => one.reminder.kind === 'notice')
  return new Map(
    notices.map((one, index) => [one, `${year}-${String(next + index).padStart(4, '0')}`] as const),
  )
}

const letterOf = (
  { key, letter }: Parcel,
  { clock, language }: Pick<StepContext, 'clock' | 'language'>,
): Letter => ({
  key,
  kind: 'reminder',
  recipient: letter.recipient,
  ...renderReminder(letter, language),
  date: clock.dateOf(clock.now()),
})

/** What would be sent now, and the reminders that it settles. */
export interface ReminderRound {
  readonly now: Moment
  readonly parcels: readonly { readonly letter: Letter; readonly channels: readonly string[] }[]
  /** The ledger's rows, when the letters leave as messages under these keys. */
  settle(keysOf: (letter: Letter) => readonly string[]): readonly NewReminder[]
}

/** Composes what is due at the moment of the clock; sends and remembers nothing. */
export const composeReminders = async (context: ReminderContext): Promise<ReminderRound> => {
  const { catalogue, office, contact, clock } = context
  const now = momentOfInstant(clock.now())
  const { due, overtaken, lateOf } = await planAll(context, now)
  const post = { catalogue, office, contact, now, lateOf, numbers: await numberNotices(due, context, now) }
  const sealed = parcelsOf(due, post).map((parcel) => ({ ...parcel, sealed: letterOf(parcel, context) }))
  const settleOne = (one: Due, keysOf: (letter: Letter) => readonly string[]): NewReminder => {
    const messages = sealed.filter((s) => s.about.includes(one)).flatMap((s) => keysOf(s.sealed))
    const { stage, kind, term } = one.reminder
    const outcome = messages.length > 0 ? 'sent' : 'nobody'
    const number = post.numbers.get(one) ?? null
    return { ...rowOf(one.expected, now), stage, kind, outcome, number, term, messages }
  }
  return {
    now,
    parcels: sealed.map(({ letter, sealed: made }) => ({
      letter: made,
      channels: letter.recipient.channels,
    })),
    settle: (keysOf) => [...due.map((one) => settleOne(one, keysOf)), ...overtaken],
  }
}

/** What is sent and what it settles are saved together: a reminder leaves once, whoever runs and however often. */
export const prepareRemind: Prepare = async (raw, context) => {
  payloadSchema.parse(raw)
  const { clock, log } = context
  const round = await composeReminders(context)
  const sent = await Promise.all(
    round.parcels.map(async ({ letter, channels }) => ({
      letter,
      messages: await composeMessages(letter, channels, context),
    })),
  )
  const keysOf = (letter: Letter) =>
    sent.filter((s) => s.letter === letter).flatMap((s) => s.messages.map((m) => m.key))
  const reminders = round.settle(keysOf)
  for (const { form, period, unit, stage } of reminders.filter((r) => r.outcome === 'nobody'))
    log.warn('nobody is known to be reminded', { form, period, unit, stage })
  const messages = sent.flatMap((s) => s.messages)
  return async (tx) => {
    await appendReminders(tx, { now: clock.now(), reminders })
    await appendOutbox(tx, { now: clock.now(), messages })
    return messages.map((message) => deliveryOf(message))
  }
}
