/** Knows the heading of every table of a workbook, what it takes over from the others, and so who sent it and for which period. */
import type { Finding } from '../../indicators/finding.ts'
import type { FoundTable } from '../find-table.ts'
import { findStamp } from '../template/stamp.ts'
import { tightText } from '../words/plain-text.ts'
import { findContests } from './contested-heading.ts'
import { findOrigin, type Origin } from './find-origin.ts'
import { inheritHeading, readHeading, type Heading } from './read-heading.ts'
import type { OriginatedTable } from './read-part.ts'
import type { SubmissionQuestion } from './submission-reading.ts'

export interface TableOrigin extends OriginatedTable, Pick<Origin, 'claims'> {
  readonly findings: readonly Finding[]
}

const latestOf = ({ columns }: FoundTable) =>
  columns.columns
    .flatMap((c) => c.period ?? [])
    .toSorted()
    .at(-1)

const saysSomething = (heading: Heading): boolean =>
  heading.unit !== undefined || heading.periods.length > 0 || heading.unitOfMeasure !== undefined

/**
 * The table whose heading speaks for one under it: the next one above with a heading. Undefined where that is of another
 * form though the own form stands above too: nobody knows which is continued.
 */
const findAbove = (
  table: FoundTable,
  tables: readonly FoundTable[],
  own: ReadonlyMap<FoundTable, Heading>,
): FoundTable | undefined => {
  const above = tables
    .filter((t) => t.map.sheet.name === table.map.sheet.name && t.headerRows.top < table.headerRows.top)
    .filter((t) => t.map.span.left <= table.nameColumn && t.map.span.right >= table.nameColumn)
    .toSorted((a, b) => b.headerRows.top - a.headerRows.top)
  const headed = above.find((t) => {
    const heading = own.get(t)
    return heading !== undefined && saysSomething(heading)
  })
  return headed && headed.form !== table.form && above.some((t) => t.form === table.form) ? undefined : headed
}

/** Whether what stands over a column may speak for a table: not where the column belongs to a table of another form. */
const sharesColumn = (table: FoundTable, tables: readonly FoundTable[]) => (column: number) => {
  const owners = tables.filter(
    (t) =>
      t.map.sheet.name === table.map.sheet.name && t.map.span.left <= column && t.map.span.right >= column,
  )
  return owners.length === 0 || owners.some((t) => t.form === table.form)
}

const headingsOf = (tables: readonly FoundTable[]): ReadonlyMap<FoundTable, Heading> => {
  const own = new Map(tables.map((t) => [t, readHeading(t, sharesColumn(t, tables))] as const))
  const units = [...own.values()].flatMap((h) => h.unit ?? [])
  // One workbook comes from one unit; where several are named, a table without one is nobody's.
  const only = new Set(units.map((u) => tightText(u.text))).size === 1 ? units[0] : undefined
  return new Map(
    [...own].map(([table, heading]) => {
      const top = findAbove(table, tables, own) ?? table
      const above = own.get(top) ?? heading
      const sameForm = top.form === table.form
      return [table, inheritHeading(heading, { above, unit: only, sameForm })] as const
    }),
  )
}

/** The origin of every table, each for itself: two sheets may be two months. */
export const findOrigins = (
  tables: readonly FoundTable[],
  { grid, file, catalogue, given }: SubmissionQuestion,
): readonly TableOrigin[] => {
  const stamp = findStamp(grid)
  const headings = headingsOf(tables)
  const contests = findContests(headings, grid)
  return tables.map((table) => {
    const heading = headings.get(table) ?? readHeading(table, () => true)
    const contested = contests.get(table)
    const origin = findOrigin(table.form, catalogue.reportingUnits, {
      sheet: table.map.sheet.name,
      file,
      heading: contested ? { ...heading, contested } : heading,
      stamp,
      given: {
        ...(given.unit ? { unit: given.unit } : {}),
        ...(given.period ? { period: given.period } : {}),
      },
      latest: latestOf(table),
    })
    return { table, heading, ...origin, synthetic: heading.synthetic || stamp?.synthetic === true }
  })
}
