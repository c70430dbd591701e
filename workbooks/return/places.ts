/** Knows where the findings of a submission stand in the return: which sheet, which cells, in which order. */
import type { Finding } from '../../indicators/finding.ts'
import { findRange } from '../addresses.ts'
import { columnLetters, type Grid, type MergedRange } from '../grid.ts'
import { CLASS_ORDER } from './words.ts'

/** A finding as the return lists it. */
export interface ListedFinding {
  /** 序号 in the return. */
  readonly number: number
  /** Its number in the submission, from 1, by which the desk knows it. */
  readonly ofSubmission: number
  readonly finding: Finding
}

/** Cells of a sheet of the return. */
export interface Place {
  readonly sheet: string
  readonly range: MergedRange
}

/** All findings, what blocks first; within a class in the order of the submission. */
export const orderFindings = (findings: readonly Finding[]): readonly ListedFinding[] =>
  findings
    .map((finding, index) => ({ finding, ofSubmission: index + 1 }))
    .toSorted((a, b) => CLASS_ORDER.indexOf(a.finding.class) - CLASS_ORDER.indexOf(b.finding.class))
    .map((listed, index) => ({ ...listed, number: index + 1 }))

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
