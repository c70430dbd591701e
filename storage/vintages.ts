/** Knows which figures of a file are news: the rule of vintages, decided without a database. */
import type { Selectable } from 'kysely'
import { keyOf, type NewObservationRow, type ObservationRow } from './observation-row.ts'
import type { ConfirmationTable } from './tables/observation.ts'

export type ConfirmationRow = Selectable<ConfirmationTable>

/** What was known of one key so far; the vintages in the order in which they take effect. */
export interface History {
  readonly vintages: readonly ObservationRow[]
  readonly confirmations: readonly ConfirmationRow[]
}

/**
 * How a submission stands from a day on: its figures count from then to this day, or were sent back by then and never
 * will again, or neither: they wait for a release, or were sent back later, and count on some of the days.
 */
export type Standing = 'firm' | 'gone' | 'wavering'

/** What else a placement depends on. */
export interface Surroundings {
  /** How a submission stands from the day of the reading on. */
  readonly standingOf: (submission: string) => Standing
  /** Whether the file speaks of the key once only. */
  readonly alone: boolean
}

/** A figure and the cell of another file that says it too. */
export interface Confirmed {
  readonly figure: ObservationRow
  readonly cell: ConfirmationRow
}

export type Placement =
  /** The figure before it says the same wherever both count. */
  | { readonly kind: 'unchanged'; readonly current: ObservationRow }
  /** A vintage of its own, with the confirmations that it would part from their figures: these become vintages too. */
  | { readonly kind: 'added'; readonly hides: readonly Confirmed[] }

const FIGURE = ['value', 'bound', 'missing', 'unit', 'status', 'note', 'synthetic'] as const

const saysTheSame = (a: NewObservationRow, b: NewObservationRow): boolean =>
  FIGURE.every((column) => a[column] === b[column])

type Receipt = Pick<ObservationRow, 'known' | 'recorded_at' | 'submission'>

const compareBy = (columns: readonly (keyof Receipt)[]) => (a: Receipt, b: Receipt) => {
  const column = columns.find((one) => a[one] !== b[one])
  if (column === undefined) return 0
  return a[column] < b[column] ? -1 : 1
}

/** In this order readings take effect: by the day known, of one day as they were received. When they were read is of no account. */
const compareEffect = compareBy(['known', 'recorded_at', 'submission'])
const compareReceipt = compareBy(['recorded_at', 'submission'])

/**
 * Whether a reading that says the same needs no vintage: the figure before it must be there on every day, and for
 * everyone who looks back to an instant of receipt, when the reading is.
 */
const mayStandFor = (before: ObservationRow, reading: NewObservationRow, around: Surroundings): boolean =>
  before.submission === reading.submission ||
  (around.alone && around.standingOf(before.submission) === 'firm' && compareReceipt(before, reading) < 0)

const listHidden = ({ vintages, confirmations }: History, reading: NewObservationRow): Confirmed[] =>
  confirmations.flatMap((cell) => {
    const figure = vintages.find(({ id }) => id === cell.observation)
    const parted =
      figure && compareEffect(figure, reading) < 0 && compareEffect(reading, cell) < 0
        ? vintages.every(({ submission }) => submission !== cell.submission)
        : false
    return figure && parted ? [{ figure, cell }] : []
  })

/**
 * Places a reading among the vintages of its key. In whatever order files are read, the figure current on a day is the one
 * that the last reading stated: of those known by that day and counting on it the latest known, of one day the last received.
 */
export const placeReading = (
  history: History,
  reading: NewObservationRow,
  around: Surroundings,
): Placement => {
  const before = history.vintages.findLast(
    (one) => compareEffect(one, reading) <= 0 && around.standingOf(one.submission) !== 'gone',
  )
  if (before && saysTheSame(before, reading) && mayStandFor(before, reading, around))
    return { kind: 'unchanged', current: before }
  return { kind: 'added', hides: listHidden(history, reading) }
}

/** The history after further vintages. */
export const withVintages = (history: History, rows: readonly ObservationRow[]): History => ({
  ...history,
  vintages: [...history.vintages, ...rows].toSorted((a, b) => compareEffect(a, b) || a.id - b.id),
})

/**
 * Vintages in their order without those that only repeat the one before them. A file that came late, or the return of one,
 * may have left what had been a change without anything that it changes: nothing became known by it.
 */
export const withoutRepeats = (rows: readonly ObservationRow[]): readonly ObservationRow[] =>
  rows.filter((row, index) => {
    const before = rows[index - 1]
    return !before || keyOf(before) !== keyOf(row) || !saysTheSame(before, row)
  })

/** The vintage that a confirmation becomes: the figure as it was, with the source, the day and the receipt of the other file. */
export const restoredVintage = ({ figure, cell }: Confirmed, id: number): ObservationRow => ({
  ...figure,
  id,
  submission: cell.submission,
  file: cell.file,
  sheet: cell.sheet,
  cell: cell.cell,
  reported_text: cell.reported_text,
  reported_unit: cell.reported_unit,
  known: cell.known,
  recorded_at: cell.recorded_at,
})
