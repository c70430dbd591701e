/** Knows the observations: appended as vintages, read as of a day. */
import type { RegionCode, VariableCode } from '../indicators/codes.ts'
import type { Observation, ReadObservation } from '../indicators/observation.ts'
import type { Day } from '../indicators/period.ts'
import { countsOn } from './in-force.ts'
import { insertRows } from './insert-rows.ts'
import {
  keyOf,
  observationOf,
  rowOf,
  type ObservationOrigin,
  type ObservationRow,
} from './observation-row.ts'
import type { Db, Tx } from './schema.ts'
import { placeReading, restoredVintage, withVintage, type ConfirmationRow, type History } from './vintages.ts'

export interface AppendedObservations {
  readonly added: readonly Observation[]
  /** Readings that repeat what was current on their day, and which observation that is. */
  readonly unchanged: readonly { readonly read: ReadObservation; readonly observation: string }[]
  /** Figures of later files that a late arrival would have hidden: vintages of their own from now on. */
  readonly restored: readonly Observation[]
}

const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)]

/** Every vintage and confirmation of the keys that the readings speak of (and of a few neighbours). */
const loadHistories = async (tx: Tx, reads: readonly ReadObservation[]): Promise<Map<string, History>> => {
  const spokenOf = tx
    .selectFrom('observation')
    .where('observation.variable', 'in', distinct(reads.map((r) => r.variable)))
    .where('observation.region', 'in', distinct(reads.map((r) => r.region)))
    .where('observation.period', 'in', distinct(reads.map((r) => r.period)))
    .where((eb) => countsOn(eb))
  const rows = await spokenOf.selectAll().orderBy('observation.known').orderBy('observation.id').execute()
  const confirmations = await spokenOf
    .innerJoin('confirmation', 'confirmation.observation', 'observation.id')
    .selectAll('confirmation')
    .orderBy('confirmation.known')
    .orderBy('confirmation.id')
    .execute()
  const keys = new Map(rows.map((row) => [row.id, keyOf(row)]))
  const confirmed = Map.groupBy(confirmations, (row: ConfirmationRow) => keys.get(row.observation))
  const vintages = Map.groupBy(rows, keyOf)
  return new Map(
    [...vintages].map(([key, list]) => [key, { vintages: list, confirmations: confirmed.get(key) ?? [] }]),
  )
}

const lastId = async (tx: Tx): Promise<number> => {
  const last = await tx
    .selectFrom('observation')
    .select((eb) => eb.fn.max('id').as('id'))
    .executeTakeFirst()
  return last?.id ?? 0
}

interface Placed {
  readonly added: ObservationRow[]
  readonly restored: ObservationRow[]
  readonly unchanged: { readonly read: ReadObservation; readonly observation: number }[]
}

const NOTHING: History = { vintages: [], confirmations: [] }

/** Decides on all readings in their order, so that one file may even revise itself. */
const placeReadings = (
  reads: readonly ReadObservation[],
  { origin, histories, last }: { origin: ObservationOrigin; histories: Map<string, History>; last: number },
): Placed => {
  const placed: Placed = { added: [], restored: [], unchanged: [] }
  const nextId = () => last + placed.added.length + placed.restored.length + 1
  for (const read of reads) {
    const reading = rowOf(read, origin)
    const history = histories.get(keyOf(reading)) ?? NOTHING
    const placement = placeReading(history, reading)
    if (placement.kind === 'unchanged') {
      placed.unchanged.push({ read, observation: placement.current.id })
      continue
    }
    const row = { id: nextId(), ...reading }
    placed.added.push(row)
    let after = withVintage(history, row)
    if (placement.hides) {
      const restored = restoredVintage(placement.hides, { id: nextId(), recordedAt: origin.recordedAt })
      placed.restored.push(restored)
      after = withVintage(after, restored)
    }
    histories.set(keyOf(reading), after)
  }
  return placed
}

const writePlaced = async (tx: Tx, placed: Placed, origin: ObservationOrigin): Promise<void> => {
  await insertRows([...placed.added, ...placed.restored], (rows) =>
    tx.insertInto('observation').values(rows).execute(),
  )
  const confirmations = placed.unchanged.map(({ read, observation }) => ({
    observation,
    submission: origin.submission,
    file: origin.file,
    sheet: read.sheet,
    cell: read.cell,
    reported_text: read.reported.text,
    reported_unit: read.reported.unit,
    known: origin.known,
    recorded_at: origin.recordedAt,
  }))
  await insertRows(confirmations, (rows) => tx.insertInto('confirmation').values(rows).execute())
}

/**
 * Appends what a file says. A reading equal in figure, unit, status, note and 合成 mark to the vintage that was
 * current on its day is `unchanged`: kept as a confirmation, not as a vintage. Everything else is a new vintage,
 * an old day included.
 */
export const appendObservations = async (
  tx: Tx,
  origin: ObservationOrigin,
  reads: readonly ReadObservation[],
): Promise<AppendedObservations> => {
  if (reads.length === 0) return { added: [], unchanged: [], restored: [] }
  const histories = await loadHistories(tx, reads)
  const placed = placeReadings(reads, { origin, histories, last: await lastId(tx) })
  await writePlaced(tx, placed, origin)
  return {
    added: placed.added.map(observationOf),
    unchanged: placed.unchanged.map(({ read, observation }) => ({ read, observation: String(observation) })),
    restored: placed.restored.map(observationOf),
  }
}

/** Which observations; every variable and region when absent. */
export interface ObservationFilter {
  readonly asOf: Day
  readonly variables?: readonly VariableCode[]
  readonly region?: RegionCode
}

/**
 * All vintages known on the day `asOf` from submissions that counted on it, by variable, region, period, measure, day known and order of arrival:
 * the last of a key is the figure that was current.
 */
export const listObservations = async (
  db: Db,
  { asOf, variables, region }: ObservationFilter,
): Promise<readonly Observation[]> => {
  if (variables?.length === 0) return []
  let query = db
    .selectFrom('observation')
    .selectAll()
    .where('known', '<=', asOf)
    .where((eb) => countsOn(eb, asOf))
  if (variables) query = query.where('variable', 'in', variables)
  if (region) query = query.where('region', '=', region)
  const rows = await query
    .orderBy('variable')
    .orderBy('region')
    .orderBy('period')
    .orderBy('measure')
    .orderBy('known')
    .orderBy('id')
    .execute()
  return rows.map(observationOf)
}

/** The observation with this id. */
export const findObservation = async (db: Db, id: string): Promise<Observation | undefined> => {
  if (!/^[1-9]\d{0,15}$/.test(id)) return undefined
  const row = await db.selectFrom('observation').selectAll().where('id', '=', Number(id)).executeTakeFirst()
  return row && observationOf(row)
}
