/** Knows where the findings of a submission stand in the return: which sheet, which cells, in which order. */
import type { Finding } from '../../indicators/finding.ts'
import { findRange } from '../addresses.ts'
import { columnLetters, type Grid, type MergedRange } from '../grid.ts'

/** How a finding was settled: explained by the unit, or released by the bureau. */
export interface SettledFinding {
  readonly kind: 'explained' | 'released'
  readonly text: string
  /** The earlier submission on which the explanation was given; null when it was this one. */
  readonly givenIn: string | null
}

/** A finding as the return lists it. */
export interface ListedFinding {
  /** Its number in the submission, from 1, by which everyone knows it. */
  readonly number: number
  readonly finding: Finding
  /** Undefined while it is open. */
  readonly settled: SettledFinding | undefined
}

/** Cells of a sheet of the return. */
export interface Place {
  readonly sheet: string
  readonly range: MergedRange
}

/** All findings as the submission numbers them. */
export const listFindings = (
  findings: readonly Finding[],
  settled: ReadonlyMap<number, SettledFinding>,
): readonly ListedFinding[] =>
  findings.map((finding, index) => ({ number: index + 1, finding, settled: settled.get(index + 1) }))

/** The sheets of the unit as they stand in the return: name there by name in the file. */
export interface UnitSheets {
  readonly grid: Grid
  readonly names: ReadonlyMap<string, string>
}

const holds = (outer: MergedRange, inner: MergedRange): boolean =>
  inner.top >= outer.top &&
  inner.bottom <= outer.bottom &&
  inner.left >= outer.left &&
  inner.right <= outer.right

/** Finds the place of a sheet and an address, a cell in a merged range standing for all of it; undefined when it has none. */
export const findPlace = (
  { grid, names }: UnitSheets,
  { sheet, cell }: { readonly sheet: string; readonly cell: string },
): Place | undefined => {
  const [name, range] = [names.get(sheet), findRange(cell)]
  const from = grid.sheets.find((s) => s.name === sheet)
  if (name === undefined || from === undefined || range === undefined) return undefined
  const merge = from.merges.find((m) => holds(m, range))
  return { sheet: name, range: merge ?? range }
}

/** Where a link to the place leads: `'表 1'!$B$7`; without the signs, C7 might be taken for column 7. */
export const linkTo = ({ sheet, range }: Place): string =>
  `'${sheet.replaceAll("'", "''")}'!$${columnLetters(range.left)}$${range.top}`
