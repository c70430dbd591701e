/** Knows what arrived in the inbox: which submission each file became or repeats, and where it was filed. */
import type { Selectable } from 'kysely'
import type { Db, Tx } from './schema.ts'
import type { ArrivalTable } from './tables/arrival.ts'

export interface NewArrival {
  /** Name of its own folder while it is being processed. */
  readonly id: string
  /** The folder of the inbox in which it lay; empty for the inbox itself. */
  readonly folder: string
  readonly file: string
  readonly sha256: string
  readonly size: number
  /** The submission that it became, or that it repeats. */
  readonly submission: string
  readonly repeated: boolean
  readonly receivedAt: string
}

export interface Arrival extends NewArrival {
  /** Where it is to lie in the end, relative to the inbox; null until that is settled. */
  readonly place: string | null
  readonly filedAt: string | null
}

const arrivalOf = (row: Selectable<ArrivalTable>): Arrival => ({
  id: row.id,
  folder: row.folder,
  file: row.file,
  sha256: row.sha256,
  size: row.size,
  submission: row.submission,
  repeated: row.repeated === 1,
  receivedAt: row.received_at,
  place: row.place,
  filedAt: row.filed_at,
})

/** Keeps an arrival; false when it is kept already. */
export const appendArrival = async (tx: Tx, arrival: NewArrival): Promise<boolean> => {
  const { receivedAt, repeated, ...same } = arrival
  const row = await tx
    .insertInto('arrival')
    .values({
      ...same,
      repeated: repeated ? 1 : 0,
      received_at: receivedAt,
      place: null,
      filed_at: null,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** The arrival with this id. */
export const findArrival = async (db: Db, id: string): Promise<Arrival | undefined> => {
  const row = await db.selectFrom('arrival').selectAll().where('id', '=', id).executeTakeFirst()
  return row && arrivalOf(row)
}

/** Arrivals that are not filed yet, in the order of receipt; all of them on request. */
export const listArrivals = async (
  db: Db,
  { filed = false }: { readonly filed?: boolean } = {},
): Promise<readonly Arrival[]> => {
  const all = db.selectFrom('arrival').selectAll()
  const chosen = filed ? all : all.where('filed_at', 'is', null)
  return (await chosen.orderBy('received_at').orderBy('id').execute()).map(arrivalOf)
}

/** Settles where an arrival is to lie: the first of the places that no other has been promised. Returns it. */
export const settlePlace = async (
  tx: Tx,
  { id, places }: { readonly id: string; readonly places: readonly string[] },
): Promise<string> => {
  const promised = await tx
    .selectFrom('arrival')
    .select(['id', 'place'])
    .where((eb) => eb.or([eb('id', '=', id), eb('place', 'in', places)]))
    .execute()
  const own = promised.find((row) => row.id === id)
  if (!own) throw new Error(`no arrival ${id}`)
  if (own.place !== null) return own.place
  const place = places.find((one) => !promised.some((row) => row.place === one))
  if (place === undefined) throw new Error(`no place is free for arrival ${id}`)
  await tx.updateTable('arrival').set({ place }).where('id', '=', id).execute()
  return place
}

/** Says that an arrival lies in its place with its receipt. */
export const markFiled = async (
  tx: Tx,
  { id, now }: { readonly id: string; readonly now: string },
): Promise<void> => {
  await tx.updateTable('arrival').set({ filed_at: now }).where('id', '=', id).execute()
}
