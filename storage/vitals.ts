/** Knows the numbers by which the state of the whole is watched: how much of what stands where, in one picture. */
import { sql } from 'kysely'
import { listChannels } from './channels.ts'
import type { Storage } from './index.ts'
import type { Tx } from './schema.ts'
import { findUnconfirmed } from './restorations.ts'

/** A number under labels. */
export interface Counted {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

export interface Vitals {
  readonly jobs: readonly Counted[]
  /** Attempts that ended in an error, and crashes, of the jobs as they stand in the ledger. */
  readonly attempts: readonly Counted[]
  readonly crashes: readonly Counted[]
  /** Instant since which the longest waiting job has been due; null when none is. */
  readonly dueSince: string | null
  readonly submissions: readonly Counted[]
  readonly findings: readonly Counted[]
  readonly warnings: number
  readonly outbox: readonly Counted[]
  /** 1 for each channel that is stopped, 0 for each that is open. */
  readonly channels: readonly Counted[]
  /** Whether the outbox is held after a restore. */
  readonly held: boolean
  readonly schedules: readonly { readonly id: string; readonly lastSlot: string | null }[]
  /** When a job of a kind was last done, by kind. */
  readonly done: readonly { readonly kind: string; readonly at: string }[]
  readonly databaseBytes: number
}

const all = sql<number>`count(*)`

/** Each row of labels with a column `value` as a number: engines count in different types. */
const counted = (rows: readonly ({ readonly value: number | null } & Record<string, unknown>)[]): Counted[] =>
  rows.map(({ value, ...labels }) => ({
    labels: Object.fromEntries(Object.entries(labels).map(([name, label]) => [name, String(label)])),
    value: Number(value ?? 0),
  }))

const readJobs = async (tx: Tx, now: string) => {
  const rows = await tx
    .selectFrom('job')
    .select(['kind', 'state', all.as('value')])
    .select((eb) => [eb.fn.sum<number>('attempt').as('attempts'), eb.fn.sum<number>('crash').as('crashes')])
    .select((eb) => eb.fn.max('done_at').as('done'))
    .groupBy(['kind', 'state'])
    .orderBy('kind')
    .orderBy('state')
    .execute()
  const due = await tx
    .selectFrom('job')
    .select((eb) => eb.fn.min('run_at').as('at'))
    .where('state', '=', 'ready')
    .where('run_at', '<=', now)
    .executeTakeFirst()
  const sums = (column: 'attempts' | 'crashes') =>
    [...Map.groupBy(rows, (row) => row.kind)].map(([kind, own]) => ({
      labels: { kind },
      value: own.reduce((sum, row) => sum + Number(row[column]), 0),
    }))
  return {
    jobs: counted(rows.map(({ kind, state, value }) => ({ kind, state, value }))),
    attempts: sums('attempts'),
    crashes: sums('crashes'),
    dueSince: due?.at ?? null,
    done: rows.flatMap(({ kind, state, done }) =>
      state === 'done' && done !== null ? [{ kind, at: done }] : [],
    ),
  }
}

const readFigures = async (tx: Tx) => ({
  submissions: counted(
    await tx
      .selectFrom('submission')
      .select(['outcome', all.as('value')])
      .groupBy('outcome')
      .execute(),
  ),
  findings: counted(
    await tx
      .selectFrom('finding')
      .select(['class', all.as('value')])
      .groupBy('class')
      .execute(),
  ),
  warnings: Number((await tx.selectFrom('warning').select(all.as('value')).executeTakeFirst())?.value ?? 0),
  outbox: counted(
    await tx
      .selectFrom('outbox')
      .select(['channel', 'state', all.as('value')])
      .groupBy(['channel', 'state'])
      .execute(),
  ),
  channels: (await listChannels(tx)).map(({ name, state }) => ({
    labels: { channel: name },
    value: state === 'stopped' ? 1 : 0,
  })),
})

/** Reads everything at one instant. */
export const readVitals = ({ snapshot, engine }: Storage, now: string): Promise<Vitals> =>
  snapshot(async (tx) => {
    const size = await sql.raw<{ bytes: number }>(engine.size).execute(tx)
    const schedules = await tx.selectFrom('schedule').select(['id', 'last_slot']).orderBy('id').execute()
    return {
      ...(await readJobs(tx, now)),
      ...(await readFigures(tx)),
      held: (await findUnconfirmed(tx)) !== undefined,
      schedules: schedules.map(({ id, last_slot: lastSlot }) => ({ id, lastSlot })),
      databaseBytes: Number(size.rows[0]?.bytes ?? 0),
    }
  })
