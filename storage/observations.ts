/** Knows the observations: appended as vintages, read as of a day. */
import type { RegionCode, VariableCode } from '../indicators/codes.ts'
import type { Observation, ReadObservation } from '../indicators/observation.ts'
import type { Day } from '../indicators/period.ts'
import { loadHistories, loadStandings } from './histories.ts'
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
import {
  placeReading,
  restoredVintage,
  withoutRepeats,
  withVintages,
  type History,
  type Surroundings,
} from './vintages.ts'

export interface AppendedObservations {
  readonly added: readonly Observation[]
  /** Readings that repeat what was said before them, and which observation that is. */
  readonly unchanged: readonly { readonly read: ReadObservation; readonly observation: string }[]
  /** Figures of other files that a late arrival would have hidden: vintages of their own from now on. */
  readonly restored: readonly Observation[]
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

interface Ground extends Pick<Surroundings, 'standingOf'> {
  readonly origin: ObservationOrigin
  readonly histories: Map<string, History>
  readonly last: number
}

/** Decides on all readings in their order, so that one file may even revise itself. */
const placeReadings = (
  reads: readonly ReadObservation[],
  { origin, histories, last, standingOf }: Ground,
): Placed => {
  const placed: Placed = { added: [], restored: [], unchanged: [] }
  const times = Map.groupBy(reads, keyOf)
  const nextId = () => last + placed.added.length + placed.restored.length + 1
  for (const read of reads) {
    const reading = rowOf(read, origin)
    const key = keyOf(reading)
    const history = histories.get(key) ?? NOTHING
    const placement = placeReading(history, reading, { standingOf, alone: times.get(key)?.length === 1 })
    if (placement.kind === 'unchanged') {
      placed.unchanged.push({ read, observation: placement.current.id })
      continue
    }
    const row = { id: nextId(), ...reading }
    placed.added.push(row)
    const after = [row]
    for (const hidden of placement.hides) {
      const restored = restoredVintage(hidden, nextId())
      placed.restored.push(restored)
      after.push(restored)
    }
    histories.set(key, withVintages(history, after))
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
 * Appends what a file says. A reading equal in figure, unit, status, note and 合成 mark to the vintage before it, by day
 * known and then by receipt, is `unchanged`: kept as a confirmation, not as a vintage, for as long as that vintage counts
 * wherever it does. Everything else is a new vintage, an old day included.
 */
export const appendObservations = async (
  tx: Tx,
  origin: ObservationOrigin,
  reads: readonly ReadObservation[],
): Promise<AppendedObservations> => {
  if (reads.length === 0) return { added: [], unchanged: [], restored: [] }
  const histories = await loadHistories(tx, reads)
  const standingOf = await loadStandings(tx, reads, origin.known)
  const placed = placeReadings(reads, { origin, histories, standingOf, last: await lastId(tx) })
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
  /** Only what was received before this submission was. */
  readonly before?: { readonly id: string; readonly receivedAt: string }
}

/**
 * All vintages known on the day `asOf` from submissions that counted on it, by variable, region, period, measure, day known
 * and receipt: the last of a key is the figure that was current. When the files were read makes no difference, nor does
 * a vintage that only says again what the one before it said.
 */
export const listObservations = async (
  db: Db,
  { asOf, variables, region, before }: ObservationFilter,
): Promise<readonly Observation[]> => {
  if (variables?.length === 0) return []
  let query = db
    .selectFrom('observation')
    .selectAll()
    .where('known', '<=', asOf)
    .where((eb) => countsOn(eb, asOf))
  if (variables) query = query.where('variable', 'in', variables)
  if (region) query = query.where('region', '=', region)
  if (before)
    query = query.where((eb) =>
      eb.or([
        eb('recorded_at', '<', before.receivedAt),
        eb('recorded_at', '=', before.receivedAt).and('submission', '<', before.id),
      ]),
    )
  const rows = await query
    .orderBy('variable')
    .orderBy('region')
    .orderBy('period')
    .orderBy('measure')
    .orderBy('known')
    .orderBy('recorded_at')
    .orderBy('submission')
    .orderBy('id')
    .execute()
  return withoutRepeats(rows).map(observationOf)
}

/** The observation with this id. */
export const findObservation = async (db: Db, id: string): Promise<Observation | undefined> => {
  if (!/^[1-9]\d{0,15}$/.test(id)) return undefined
  const row = await db.selectFrom('observation').selectAll().where('id', '=', Number(id)).executeTakeFirst()
  return row && observationOf(row)
}
