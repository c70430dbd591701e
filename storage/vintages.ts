/** Knows which figures of a file are news: the rule of vintages, decided without a database. */
import type { Selectable } from 'kysely'
import type { NewObservationRow, ObservationRow } from './observation-row.ts'
import type { ConfirmationTable } from './schema.ts'

export type ConfirmationRow = Selectable<ConfirmationTable>

/** What was known of one key so far; both lists by day, then by order of arrival. */
export interface History {
  readonly vintages: readonly ObservationRow[]
  readonly confirmations: readonly ConfirmationRow[]
}

export type Placement =
  /** The figure that was current on its day says the same. */
  | { readonly kind: 'unchanged'; readonly current: ObservationRow }
  /**
   * A vintage of its own. `hides`: a later file had confirmed the former figure, and this late arrival would
   * hide it; the confirmation has to become a vintage then.
   */
  | { readonly kind: 'added'; readonly hides: Confirmed | undefined }

/** A figure and the cell of a later file that says it too. */
interface Confirmed {
  readonly figure: ObservationRow
  readonly cell: ConfirmationRow
}

const FIGURE = ['value', 'bound', 'missing', 'unit', 'status', 'note', 'synthetic'] as const

const saysTheSame = (a: NewObservationRow, b: NewObservationRow): boolean =>
  FIGURE.every((column) => a[column] === b[column])

/**
 * Places a reading among the vintages of its key. Whatever the order of arrival, the figure current on a day
 * is the one that the last reading known by that day stated (of one day: the last to arrive).
 */
export const placeReading = (history: History, reading: NewObservationRow): Placement => {
  const current = history.vintages.findLast((vintage) => vintage.known <= reading.known)
  if (current === undefined) return { kind: 'added', hides: undefined }
  if (saysTheSame(current, reading)) return { kind: 'unchanged', current }
  const next = history.vintages.find((vintage) => vintage.known > reading.known)
  const cell = history.confirmations.find(
    ({ known }) => known > reading.known && (next === undefined || known < next.known),
  )
  return { kind: 'added', hides: cell && { figure: current, cell } }
}

/** The history after one more vintage. */
export const withVintage = (history: History, row: ObservationRow): History => ({
  ...history,
  vintages: [...history.vintages, row].toSorted(
    (a, b) => (a.known < b.known ? -1 : Number(a.known > b.known)) || a.id - b.id,
  ),
})

/** The vintage that a confirmation becomes: the figure as it was, with the source and the day of the later file. */
export const restoredVintage = (
  { figure, cell }: Confirmed,
  { id, recordedAt }: { readonly id: number; readonly recordedAt: string },
): ObservationRow => ({
  ...figure,
  id,
  submission: cell.submission,
  file: cell.file,
  sheet: cell.sheet,
  cell: cell.cell,
  reported_text: cell.reported_text,
  reported_unit: cell.reported_unit,
  known: cell.known,
  recorded_at: recordedAt,
})
