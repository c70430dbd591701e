/** Knows the heading of every table of a workbook, what it takes over from the others, and so who sent it and for which period. */
import type { Finding } from '../../indicators/finding.ts'
import type { FoundTable } from '../find-table.ts'
import { findStamp } from '../template/stamp.ts'
import { findOrigin } from './find-origin.ts'
import { inheritHeading, readHeading, type Heading } from './read-heading.ts'
import type { OriginatedTable } from './read-part.ts'
import type { SubmissionQuestion } from './submission-reading.ts'

export interface TableOrigin extends OriginatedTable {
  readonly findings: readonly Finding[]
}

const latestOf = ({ columns }: FoundTable) =>
  columns.columns
    .flatMap((c) => c.period ?? [])
    .toSorted()
    .at(-1)

const headingsOf = (tables: readonly FoundTable[]): ReadonlyMap<FoundTable, Heading> => {
  const own = new Map(tables.map((table) => [table, readHeading(table, table.form.title)] as const))
  const unit = [...own.values()].find((h) => h.unit)?.unit
  return new Map(
    [...own].map(([table, heading]) => {
      const top = tables.find((t) => t.map.sheet.name === table.map.sheet.name) ?? table
      const above = own.get(top) ?? heading
      return [table, inheritHeading(heading, { above, unit, sameForm: top.form === table.form })] as const
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
  return tables.map((table) => {
    const heading = headings.get(table) ?? readHeading(table, table.form.title)
    const origin = findOrigin(table.form, catalogue.reportingUnits, {
      sheet: table.map.sheet.name,
      file,
      heading,
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
