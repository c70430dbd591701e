/** Knows whether a form came in time (报送及时性): judged from the first submission that holds, and counted by unit. */
import type { FormCode, ReportingUnitCode } from './codes.ts'
import { dayOfMoment, type Moment } from './moment.ts'
import type { Deadline } from './deadline.ts'
import type { Period } from './period.ts'
import type { Outcome } from './submission.ts'
import { text, type Text } from './text.ts'
import { daysBetween } from './week.ts'

export const TIMELINESS = {
  'not-open': text('未到报送期', 'not open yet'),
  open: text('报送期内，未报', 'open, not sent yet'),
  'on-time': text('按时', 'on time'),
  late: text('迟报', 'late'),
  missing: text('未报', 'missing'),
  returned: text('退回未重报', 'returned and not sent anew'),
} as const satisfies Record<string, Text>
export type Timeliness = keyof typeof TIMELINESS

/** One file of a unit for a period of a form, as it stands at the moment of judging. */
export interface Delivery {
  readonly submission: string
  readonly at: Moment
  readonly outcome: Outcome
}

/** How a unit stands with one period of a form. */
export interface Standing {
  readonly unit: ReportingUnitCode
  readonly form: FormCode
  readonly period: Period
  readonly due: Moment
  readonly timeliness: Timeliness
  /** The first submission that holds; null while there is none. */
  readonly first: Delivery | null
  /** Days that the first submission came after the day of the deadline, or that it is missing by now; 0 in time. */
  readonly daysLate: number
  /** Files that were sent back. */
  readonly returned: number
}

/** A duplicate is the file that holds already; a refused or returned one does not hold. */
const holds = ({ outcome }: Delivery): boolean => outcome === 'accepted' || outcome === 'to-explain'

const timelinessOf = (
  { opens, due }: Deadline,
  { first, returned, now }: { first: Delivery | null; returned: number; now: Moment },
): Timeliness => {
  if (first) return first.at <= due ? 'on-time' : 'late'
  if (returned > 0) return 'returned'
  if (now < opens) return 'not-open'
  return now <= due ? 'open' : 'missing'
}

/**
 * How a unit stands with one period of a form. In time means: the first file that still holds was received not later than
 * the deadline. A file that was returned never counts, whenever it came; it is counted as returned.
 * `deliveries` are the unit's files for that form and period. Source: PRACTICE, duties (迟报、催报).
 */
export const judgeTimeliness = (
  deadline: Deadline,
  unit: ReportingUnitCode,
  { deliveries, now }: { readonly deliveries: readonly Delivery[]; readonly now: Moment },
): Standing => {
  const known = deliveries.filter((d) => d.at <= now).toSorted((a, b) => (a.at < b.at ? -1 : 1))
  const first = known.find(holds) ?? null
  const returned = known.filter((d) => d.outcome === 'returned' || d.outcome === 'refused').length
  const until = first?.at ?? now
  return {
    unit,
    form: deadline.form,
    period: deadline.period,
    due: deadline.due,
    timeliness: timelinessOf(deadline, { first, returned, now }),
    first,
    daysLate: until <= deadline.due ? 0 : daysBetween(dayOfMoment(deadline.due), dayOfMoment(until)),
    returned,
  }
}

/** A unit's line in the league table (报送情况通报). */
export interface LeagueRow {
  readonly unit: ReportingUnitCode
  /** Equal shares have equal ranks, and the next rank is skipped: 1, 1, 3. */
  readonly rank: number
  readonly due: number
  readonly onTime: number
  readonly late: number
  readonly missing: number
  readonly returned: number
  /** On time of what was due; null when nothing was due. */
  readonly share: number | null
  /** Late or missing deadlines in the two years up to the moment of judging. */
  readonly lateInTwoYears: number
}

const TWO_YEARS = 2

const twoYearsBefore = (moment: Moment): string =>
  `${String(Number(moment.slice(0, 4)) - TWO_YEARS).padStart(4, '0')}${moment.slice(4)}`

const countIn = (standings: readonly Standing[], ...kinds: readonly Timeliness[]): number =>
  standings.filter((s) => kinds.includes(s.timeliness)).length

type Unranked = Omit<LeagueRow, 'rank'>

const rowOf = (
  unit: ReportingUnitCode,
  { counted, all, now }: { counted: readonly Standing[]; all: readonly Standing[]; now: Moment },
): Unranked => {
  const due = counted.filter((s) => s.due < now)
  const onTime = countIn(due, 'on-time')
  const inTwoYears = all.filter((s) => s.due < now && s.due >= twoYearsBefore(now))
  return {
    unit,
    due: due.length,
    onTime,
    late: countIn(due, 'late'),
    missing: countIn(due, 'missing', 'returned'),
    returned: counted.reduce((sum, s) => sum + s.returned, 0),
    share: due.length === 0 ? null : onTime / due.length,
    lateInTwoYears: countIn(inTwoYears, 'late', 'missing', 'returned'),
  }
}

const isBetter = (a: Unranked, b: Unranked): boolean => (a.share ?? -1) > (b.share ?? -1)

/**
 * The league table of units over the deadlines that `within` chooses (a year, a form); only deadlines that have passed
 * count. `standings` must reach two years back for the count of late reports (两年内迟报次数).
 */
export const composeLeague = (
  standings: readonly Standing[],
  { now, within }: { readonly now: Moment; readonly within: (standing: Standing) => boolean },
): readonly LeagueRow[] => {
  const rows = [...Map.groupBy(standings, (s) => s.unit)].map(([unit, all]) =>
    rowOf(unit, { all, counted: all.filter(within), now }),
  )
  return rows
    .map((row) => ({ ...row, rank: 1 + rows.filter((other) => isBetter(other, row)).length }))
    .toSorted((a, b) => a.rank - b.rank || (a.unit < b.unit ? -1 : 1))
}
