/** Knows the warnings as rows: number, subject and events; what the events amount to is decided elsewhere. */
import type { Selectable } from 'kysely'
import type { PlanCode } from '../indicators/codes.ts'
import type { Day } from '../indicators/period.ts'
import { actSchema } from '../indicators/warnings/act.ts'
import type { Warning, WarningEvent, WarningSubject } from '../indicators/warnings/warning.ts'
import { insertRows } from './insert-rows.ts'
import type { Db, Tx } from './schema.ts'
import type { WarningEventTable, WarningTable } from './tables/warning.ts'
import { sealSteps } from './warning-chain.ts'

/** A warning before it has its number. */
export interface NewWarning {
  readonly subject: WarningSubject
  readonly openedAt: Day
  readonly replyBy: Day
  readonly responsible: Warning['responsible']
}

/** What never changes in a warning, and every step of its life up to the day asked for. */
export interface StoredWarning extends NewWarning {
  /** Number of the notice (预警通知单): `2020-0001`. */
  readonly number: string
  readonly events: readonly WarningEvent[]
}

const eventOf = (row: Selectable<WarningEventTable>): WarningEvent => ({
  warning: row.warning,
  sequence: row.sequence,
  on: row.on_day,
  at: row.recorded_at,
  kind: row.kind,
  level: row.level,
  period: row.period,
  actor: row.actor,
  reasons: JSON.parse(row.reasons),
  derivation: JSON.parse(row.derivation),
  act: row.act === null ? null : actSchema.parse(JSON.parse(row.act)),
})

const warningOf = (row: Selectable<WarningTable>, events: readonly WarningEvent[]): StoredWarning => ({
  number: row.number,
  subject: { plan: row.plan, indicator: row.indicator, region: row.region, kind: row.kind },
  openedAt: row.opened_at,
  replyBy: row.reply_by,
  responsible: JSON.parse(row.responsible),
  events,
})

const lastSerial = async (tx: Tx, year: number): Promise<number> => {
  const last = await tx
    .selectFrom('warning')
    .select((eb) => eb.fn.max('serial').as('serial'))
    .where('year', '=', year)
    .executeTakeFirst()
  return last?.serial ?? 0
}

/** Writes warnings and returns their numbers in the same order, counted within the year in which each was opened. */
export const appendWarnings = async (tx: Tx, warnings: readonly NewWarning[]): Promise<readonly string[]> => {
  const numbers: string[] = []
  for (const { subject, openedAt, replyBy, responsible } of warnings) {
    const year = Number(openedAt.slice(0, 4))
    const serial = (await lastSerial(tx, year)) + 1
    const number = `${openedAt.slice(0, 4)}-${String(serial).padStart(4, '0')}`
    const { plan, indicator, region, kind } = subject
    await tx
      .insertInto('warning')
      .values({
        number,
        year,
        serial,
        plan,
        indicator,
        region,
        kind,
        opened_at: openedAt,
        reply_by: replyBy,
        responsible: JSON.stringify(responsible),
      })
      .execute()
    numbers.push(number)
  }
  return numbers
}

const rowOf = (event: WarningEvent) => ({
  warning: event.warning,
  sequence: event.sequence,
  on_day: event.on,
  kind: event.kind,
  level: event.level,
  period: event.period,
  actor: event.actor,
  reasons: JSON.stringify(event.reasons),
  derivation: JSON.stringify(event.derivation),
  recorded_at: event.at,
  act: event.act && JSON.stringify(event.act),
})

/**
 * Writes steps in the lives of warnings and seals them. The sequence is the caller's: a step that was decided on events
 * since overtaken by another has a sequence that is taken, and everything rolls back.
 */
export const appendWarningEvents = async (tx: Tx, events: readonly WarningEvent[]): Promise<void> => {
  await insertRows(events.map(rowOf), (rows) => tx.insertInto('warning_event').values(rows).execute())
  await sealSteps(tx, events)
}

/** Warnings by year and number with their events up to the day `asOf`; one opened later is not there yet. */
export const listWarnings = async (
  db: Db,
  { plan, asOf }: { readonly plan?: PlanCode; readonly asOf?: Day } = {},
): Promise<readonly StoredWarning[]> => {
  let warnings = db.selectFrom('warning')
  if (plan !== undefined) warnings = warnings.where('plan', '=', plan)
  if (asOf !== undefined) warnings = warnings.where('opened_at', '<=', asOf)
  const rows = await warnings.selectAll().orderBy('year').orderBy('serial').execute()
  let events = db.selectFrom('warning_event').where('warning', 'in', warnings.select('number'))
  if (asOf !== undefined) events = events.where('on_day', '<=', asOf)
  const steps = await events.selectAll().orderBy('warning').orderBy('sequence').execute()
  const byWarning = Map.groupBy(steps, (step) => step.warning)
  return rows.map((row) => warningOf(row, (byWarning.get(row.number) ?? []).map(eventOf)))
}
