/** Knows the seal on the log of warnings: one chain of hashes over every step, so that none can be changed, moved or cut out. */
import { createHash } from 'node:crypto'
import { insertRows } from './insert-rows.ts'
import type { Db, Tx } from './schema.ts'

/** A place in the chain: how many steps were sealed up to it, and the hash of the last of them. */
export interface Seal {
  readonly place: number
  /** SHA-256 over the hash before it and the row, in hex. */
  readonly hash: string
}

/** The first step that is not as it was written. */
export interface Break {
  readonly place: number
  /** The step; null where only its place is known. */
  readonly step: { readonly warning: string; readonly sequence: number } | null
  /**
   * `changed`: the row, or its notice, is not the one that was sealed; `missing`: a sealed step is gone; `unsealed`: a step
   * stands there that was never sealed; `cut`: the log ends before its head; `anchor`: it is whole, and not the log of
   * which the hash was noted elsewhere.
   */
  readonly cause: 'changed' | 'missing' | 'unsealed' | 'cut' | 'anchor'
}

/** The hash before the first step. */
const GENESIS = '0'.repeat(64)

const PAGE = 1_000

/** Sealed steps from a place on, with what stands there now. */
const readPage = (db: Db, from: number) =>
  db
    .selectFrom('warning_seal as seal')
    .leftJoin('warning_event as event', (join) =>
      join.onRef('event.warning', '=', 'seal.warning').onRef('event.sequence', '=', 'seal.sequence'),
    )
    .leftJoin('warning', 'warning.number', 'event.warning')
    .select(['seal.place', 'seal.warning', 'seal.sequence', 'seal.hash'])
    .select(['warning.plan', 'warning.indicator', 'warning.region', 'warning.kind as subject'])
    .select(['warning.opened_at', 'warning.reply_by', 'warning.responsible'])
    .select(['event.on_day', 'event.kind', 'event.level', 'event.period', 'event.actor'])
    .select(['event.reasons', 'event.derivation', 'event.recorded_at', 'event.act'])
    .where('seal.place', '>=', from)
    .where('seal.place', '<', from + PAGE)
    .orderBy('seal.place')
    .execute()
type SealedStep = Awaited<ReturnType<typeof readPage>>[number]

/**
 * What is hashed: the columns of the step and of its notice as stored, in this order, as a JSON list. The order is never
 * changed; columns that come later go under a new mark, for the rows written since.
 */
const canonical = (row: Omit<SealedStep, 'place' | 'hash'>): string =>
  JSON.stringify([
    'beizeng-warning-1',
    row.warning,
    row.plan,
    row.indicator,
    row.region,
    row.subject,
    row.opened_at,
    row.reply_by,
    row.responsible,
    row.sequence,
    row.on_day,
    row.kind,
    row.level,
    row.period,
    row.actor,
    row.reasons,
    row.derivation,
    row.recorded_at,
    row.act,
  ])

const nextHash = (before: string, row: Omit<SealedStep, 'place' | 'hash'>): string =>
  createHash('sha256')
    .update(`${before}\n${canonical(row)}`)
    .digest('hex')

/** The newest place of the chain. */
export const readWarningHead = (db: Db): Promise<Seal> =>
  db.selectFrom('warning_chain').select(['place', 'hash']).executeTakeFirstOrThrow()

const readSteps = (tx: Tx, steps: readonly Step[]) =>
  tx
    .selectFrom('warning_event as event')
    .innerJoin('warning', 'warning.number', 'event.warning')
    .select(['event.warning', 'event.sequence', 'event.on_day', 'event.kind', 'event.level', 'event.period'])
    .select(['event.actor', 'event.reasons', 'event.derivation', 'event.recorded_at', 'event.act'])
    .select(['warning.plan', 'warning.indicator', 'warning.region', 'warning.kind as subject'])
    .select(['warning.opened_at', 'warning.reply_by', 'warning.responsible'])
    .where('event.warning', 'in', [...new Set(steps.map((step) => step.warning))])
    .execute()

interface Step {
  readonly warning: string
  readonly sequence: number
}

/** Seals steps that were just written, in this order. One transaction writes at a time, on every engine: the head stays. */
export const sealSteps = async (tx: Tx, steps: readonly Step[]): Promise<void> => {
  if (steps.length === 0) return
  const head = await readWarningHead(tx)
  const rows = new Map((await readSteps(tx, steps)).map((row) => [`${row.warning}/${row.sequence}`, row]))
  let { hash } = head
  const seals = steps.map(({ warning, sequence }, index) => {
    const row = rows.get(`${warning}/${sequence}`)
    if (!row) throw new Error(`step ${sequence} of warning ${warning} is not there to be sealed`)
    hash = nextHash(hash, row)
    return { place: head.place + index + 1, warning, sequence, hash }
  })
  await insertRows(seals, (chunk) => tx.insertInto('warning_seal').values(chunk).execute())
  await tx
    .updateTable('warning_chain')
    .set({ place: head.place + seals.length, hash })
    .execute()
}

/** Seals every step that was written before there were seals, warning by warning. */
export const sealOldSteps = async (tx: Tx): Promise<void> => {
  const steps = await tx
    .selectFrom('warning_event as event')
    .innerJoin('warning', 'warning.number', 'event.warning')
    .select(['event.warning', 'event.sequence'])
    .orderBy('warning.year')
    .orderBy('warning.serial')
    .orderBy('event.sequence')
    .execute()
  await sealSteps(tx, steps)
}

/** The seal of a step. */
export const findSeal = (db: Db, { warning, sequence }: Step): Promise<Seal | undefined> =>
  db
    .selectFrom('warning_seal')
    .select(['place', 'hash'])
    .where('warning', '=', warning)
    .where('sequence', '=', sequence)
    .executeTakeFirst()

const judgeStep = (row: SealedStep, before: Seal): Break | undefined => {
  const place = before.place + 1
  if (row.place !== place) return { place, step: null, cause: 'missing' }
  const step = { warning: row.warning, sequence: row.sequence }
  if (row.on_day === null) return { place, step, cause: 'missing' }
  return row.hash === nextHash(before.hash, row) ? undefined : { place, step, cause: 'changed' }
}

const findUnsealed = async (db: Db, place: number): Promise<Break | undefined> => {
  const step = await db
    .selectFrom('warning_event as event')
    .leftJoin('warning_seal as seal', (join) =>
      join.onRef('event.warning', '=', 'seal.warning').onRef('event.sequence', '=', 'seal.sequence'),
    )
    .select(['event.warning', 'event.sequence'])
    .where('seal.place', 'is', null)
    .orderBy('event.warning')
    .orderBy('event.sequence')
    .limit(1)
    .executeTakeFirst()
  return step && { place: place + 1, step, cause: 'unsealed' }
}

const findBreakInChain = async (db: Db, anchor: Seal | undefined): Promise<Break | Seal> => {
  let last: Seal = { place: 0, hash: GENESIS }
  for (let page = await readPage(db, 1); page.length > 0; page = await readPage(db, last.place + 1))
    for (const row of page) {
      const broken = judgeStep(row, last)
      if (broken) return broken
      last = { place: row.place, hash: row.hash }
      if (anchor?.place === last.place && anchor.hash !== last.hash)
        return { place: last.place, step: row, cause: 'anchor' }
    }
  return last
}

/**
 * The first step that is not as it was written; undefined when all are. What was cut off together with the head is told only
 * by an `anchor`: a place and its hash that were noted elsewhere, as every notice and receipt does.
 */
export const findLogBreak = async (db: Db, anchor?: Seal): Promise<Break | undefined> => {
  const last = await findBreakInChain(db, anchor)
  if ('cause' in last) return last
  const head = await readWarningHead(db)
  if (head.place !== last.place || head.hash !== last.hash || (anchor && anchor.place > last.place))
    return { place: last.place + 1, step: null, cause: 'cut' }
  return findUnsealed(db, last.place)
}
