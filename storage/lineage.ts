/** Knows where every stored figure says that it comes from, page by page, beside what its submission says of itself. */
import type { Day } from '../indicators/period.ts'
import type { Db } from './schema.ts'

/** The source of an observation, or of a confirmation that a later file gave it. */
export interface FigureSource {
  readonly kind: 'observation' | 'confirmation'
  readonly id: number
  readonly observation: number
  /** Whether the observation is there. */
  readonly holds: boolean
  readonly submission: string
  readonly file: string
  readonly known: Day
  readonly sheet: string
  readonly cell: string
  /** Null when there is no such submission. */
  readonly received: { readonly file: string; readonly known: Day } | null
}

const PAGE = 5_000

const COLUMNS = ['submission', 'file', 'known', 'sheet', 'cell'] as const

const observationsAfter = (db: Db, id: number) =>
  db
    .selectFrom('observation as figure')
    .leftJoin('submission as s', 's.id', 'figure.submission')
    .select(['figure.id', 'figure.id as observation', 'figure.id as holds'])
    .select(COLUMNS.map((column) => `figure.${column}` as const))
    .select(['s.file as received_file', 's.known as received_known'])
    .where('figure.id', '>', id)
    .orderBy('figure.id')
    .limit(PAGE)
    .execute()

const confirmationsAfter = (db: Db, id: number) =>
  db
    .selectFrom('confirmation as figure')
    .leftJoin('submission as s', 's.id', 'figure.submission')
    .leftJoin('observation as o', 'o.id', 'figure.observation')
    .select(['figure.id', 'figure.observation', 'o.id as holds'])
    .select(COLUMNS.map((column) => `figure.${column}` as const))
    .select(['s.file as received_file', 's.known as received_known'])
    .where('figure.id', '>', id)
    .orderBy('figure.id')
    .limit(PAGE)
    .execute()

type Row = Awaited<ReturnType<typeof confirmationsAfter>>[number]

const sourceOf = (row: Row, kind: FigureSource['kind']): FigureSource => {
  const { received_file: file, received_known: known, holds, ...source } = row
  const received = file === null || known === null ? null : { file, known }
  return { kind, ...source, holds: holds !== null, received }
}

/** Every source there is: of the observations, then of the confirmations. */
export const listSources = async function* (db: Db): AsyncGenerator<readonly FigureSource[]> {
  const roads = [
    { kind: 'observation', after: observationsAfter },
    { kind: 'confirmation', after: confirmationsAfter },
  ] as const
  for (const { kind, after } of roads) {
    for (let rows = await after(db, 0); rows.length > 0; rows = await after(db, rows.at(-1)?.id ?? 0))
      yield rows.map((row) => sourceOf(row, kind))
  }
}

/** A figure beside the words of its cell, as they were stored. */
export interface ReportedCell {
  readonly sheet: string
  readonly cell: string
  readonly observation: number
  readonly text: string
  readonly reportedUnit: string
  /** Null for a missing value. */
  readonly value: number | null
  readonly unit: string
}

/** What a submission is said to have reported, cell by cell. */
export const listReportedCells = async (db: Db, submission: string): Promise<readonly ReportedCell[]> => {
  const own = await db
    .selectFrom('observation')
    .select(['id as observation', 'sheet', 'cell', 'reported_text', 'reported_unit', 'value', 'unit'])
    .where('submission', '=', submission)
    .orderBy('id')
    .execute()
  const confirmed = await db
    .selectFrom('confirmation')
    .innerJoin('observation as o', 'o.id', 'confirmation.observation')
    .select(['confirmation.observation', 'confirmation.sheet', 'confirmation.cell'])
    .select(['confirmation.reported_text', 'confirmation.reported_unit', 'o.value', 'o.unit'])
    .where('confirmation.submission', '=', submission)
    .orderBy('confirmation.id')
    .execute()
  return [...own, ...confirmed].map(({ reported_text: text, reported_unit: reportedUnit, ...rest }) => ({
    ...rest,
    text,
    reportedUnit,
  }))
}
