/** Knows how a finding lies in its row, both ways. */
import type { Insertable, Selectable } from 'kysely'
import type { Finding, FindingSubject } from '../indicators/finding.ts'
import { text } from '../indicators/text.ts'
import type { FindingTable } from './tables/submission.ts'

type Row = Selectable<FindingTable>

const subjectIn = (row: Row): { about?: FindingSubject } => {
  const { about_variable, about_region, about_period, about_measure, about_basis } = row
  return about_variable === null ||
    about_region === null ||
    about_period === null ||
    about_measure === null ||
    about_basis === null
    ? {}
    : {
        about: {
          variable: about_variable,
          region: about_region,
          period: about_period,
          measure: about_measure,
          basis: about_basis,
        },
      }
}

/** The finding of a row. */
export const findingOf = (row: Row): Finding => ({
  rule: row.rule,
  class: row.class,
  sheet: row.sheet,
  cell: row.cell,
  found: row.found,
  expected: text(row.expected_zh, row.expected_en),
  ...subjectIn(row),
})

/** The row of a finding; `sequence` is its number in the submission, from 1. */
export const findingRow = (
  { rule, class: kind, sheet, cell, found, expected, about }: Finding,
  { submission, sequence }: { readonly submission: string; readonly sequence: number },
): Insertable<FindingTable> => ({
  submission,
  sequence,
  rule,
  class: kind,
  sheet,
  cell,
  found,
  expected_zh: expected.zh,
  expected_en: expected.en,
  about_variable: about?.variable ?? null,
  about_region: about?.region ?? null,
  about_period: about?.period ?? null,
  about_measure: about?.measure ?? null,
  about_basis: about?.basis ?? null,
})
