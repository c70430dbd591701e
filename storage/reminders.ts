/** Knows the ledger of reminders: each stage of a report is settled once, and a formal notice has its number. */
import type { Selectable } from 'kysely'
import type { FormCode, ReportingUnitCode } from '../indicators/codes.ts'
import type { Moment } from '../indicators/moment.ts'
import type { Period } from '../indicators/period.ts'
import type { ReminderKind, ReminderOutcome } from '../indicators/reminder.ts'
import type { Db, Tx } from './schema.ts'
import type { ReminderTable } from './tables/reminder.ts'

export interface NewReminder {
  readonly form: FormCode
  readonly period: Period
  readonly unit: ReportingUnitCode
  readonly stage: string
  readonly kind: ReminderKind
  readonly outcome: ReminderOutcome
  /** Number of a formal notice, `2020-0001`; null for every other kind. */
  readonly number: string | null
  readonly term: Moment | null
  /** Keys of its messages in the outbox, one a recipient. */
  readonly messages: readonly string[]
  /** When it was settled, Beijing time. */
  readonly on: Moment
}

export interface StoredReminder extends NewReminder {
  /** When the server of the first recipient took his message; null when none has, or nobody knows. */
  readonly servedAt: string | null
}

const NUMBER = /^(\d{4})-(\d+)$/

const numberText = (year: number | null, serial: number | null): string | null =>
  year === null || serial === null ? null : `${year}-${String(serial).padStart(4, '0')}`

const rowOf = ({ number, on, messages, ...reminder }: NewReminder, now: string) => {
  const match = number === null ? null : NUMBER.exec(number)
  return {
    ...reminder,
    messages: JSON.stringify(messages),
    year: match ? Number(match[1]) : null,
    serial: match ? Number(match[2]) : null,
    on_moment: on,
    recorded_at: now,
  }
}

const reminderOf = (row: Selectable<ReminderTable>): NewReminder => ({
  form: row.form,
  period: row.period,
  unit: row.unit,
  stage: row.stage,
  kind: row.kind,
  outcome: row.outcome,
  number: numberText(row.year, row.serial),
  term: row.term,
  messages: JSON.parse(row.messages),
  on: row.on_moment,
})

/** The number of the next formal notice of a year. */
export const findNextNotice = async (db: Db, year: number): Promise<number> => {
  const last = await db
    .selectFrom('reminder')
    .select((eb) => eb.fn.max('serial').as('serial'))
    .where('year', '=', year)
    .executeTakeFirst()
  return (last?.serial ?? 0) + 1
}

/** Writes down what was settled. A stage or a number that another has settled meanwhile is taken, and everything rolls back. */
export const appendReminders = async (
  tx: Tx,
  { now, reminders }: { readonly now: string; readonly reminders: readonly NewReminder[] },
): Promise<void> => {
  for (const reminder of reminders) await tx.insertInto('reminder').values(rowOf(reminder, now)).execute()
}

/** When each message of these was taken by the server of its recipient. */
const readServices = async (db: Db, keys: readonly string[]): Promise<ReadonlyMap<string, string>> => {
  if (keys.length === 0) return new Map()
  const rows = await db
    .selectFrom('outbox')
    .select(['key', 'updated_at'])
    .where('key', 'in', keys)
    .where('state', '=', 'sent')
    .execute()
  return new Map(rows.map((row) => [row.key, row.updated_at]))
}

/** Reminders since a moment, in the order of their reports, then of time. */
export const listReminders = async (
  db: Db,
  { since }: { readonly since: Moment },
): Promise<readonly StoredReminder[]> => {
  const rows = await db
    .selectFrom('reminder')
    .selectAll()
    .where('on_moment', '>=', since)
    .orderBy('form')
    .orderBy('period')
    .orderBy('unit')
    .orderBy('on_moment')
    .orderBy('stage')
    .execute()
  const reminders = rows.map(reminderOf)
  const services = await readServices(db, [...new Set(reminders.flatMap((r) => r.messages))])
  return reminders.map((reminder) => {
    const served = reminder.messages.flatMap((key) => services.get(key) ?? [])
    return { ...reminder, servedAt: served.toSorted()[0] ?? null }
  })
}
