/** Knows how an observation lies in its row, both ways. */
import type { Selectable } from 'kysely'
import type { Figure, Observation, ReadObservation } from '../indicators/observation.ts'
import type { Day } from '../indicators/period.ts'
import type { ObservationTable } from './tables/observation.ts'

export type ObservationRow = Selectable<ObservationTable>
export type NewObservationRow = Omit<ObservationRow, 'id'>

/** Text of what an observation speaks of: variable, region, period and measure. */
export const keyOf = (row: Pick<ObservationRow, 'variable' | 'region' | 'period' | 'measure'>): string =>
  `${row.variable} ${row.region} ${row.period} ${row.measure}`

/** The file that the readings come from. */
export interface ObservationOrigin {
  readonly submission: string
  readonly file: string
  /** The day from which the figures are known. */
  readonly known: Day
  /** Instant of receipt, ISO text in UTC: of one day, the figure received last is the current one. */
  readonly recordedAt: string
}

const figureOf = ({ id, value, bound, missing }: ObservationRow): Figure => {
  if (missing !== null) return { missing }
  if (value !== null && bound !== null) return { value, bound }
  throw new Error(`observation ${id} has neither a value nor a reason for none`)
}

/** The observation of a row. */
export const observationOf = (row: ObservationRow): Observation => ({
  id: String(row.id),
  variable: row.variable,
  region: row.region,
  period: row.period,
  measure: row.measure,
  figure: figureOf(row),
  unit: row.unit,
  reported: { text: row.reported_text, unit: row.reported_unit },
  vintage: { known: row.known, status: row.status },
  note: row.note,
  synthetic: row.synthetic === 1,
  source: { submission: row.submission, file: row.file, sheet: row.sheet, cell: row.cell },
})

/** The row of a reading, before it has an id. */
export const rowOf = (read: ReadObservation, origin: ObservationOrigin): NewObservationRow => {
  const { variable, region, period, measure, figure, unit, status, note, sheet, cell } = read
  const { submission, file, known, recordedAt } = origin
  return {
    variable,
    region,
    period,
    measure,
    unit,
    status,
    note,
    sheet,
    cell,
    submission,
    file,
    known,
    value: 'value' in figure ? figure.value : null,
    bound: 'value' in figure ? figure.bound : null,
    missing: 'missing' in figure ? figure.missing : null,
    synthetic: read.synthetic ? 1 : 0,
    reported_text: read.reported.text,
    reported_unit: read.reported.unit,
    recorded_at: recordedAt,
  }
}
