/** Knows what units explained: by the report for which they wrote it, with the finding that it explains. */
import type { FormCode, ReportingUnitCode } from '../indicators/codes.ts'
import type { GivenExplanation } from '../indicators/explanations.ts'
import type { Period } from '../indicators/period.ts'
import { findingOf } from './finding-row.ts'
import type { Db } from './schema.ts'

/** A report: what a unit owes on some forms for a period, however often it sends it. */
export interface Report {
  readonly unit: ReportingUnitCode
  readonly forms: readonly FormCode[]
  readonly period: Period
}

const withForms = (db: Db, forms: readonly FormCode[]) =>
  db.selectFrom('submission_form').select('submission').where('form', 'in', forms)

/** The explanations that were accepted on all submissions of a report, oldest first, each on the submission where it was first given. */
export const listGivenExplanations = async (
  db: Db,
  { unit, forms, period }: Report,
): Promise<readonly GivenExplanation[]> => {
  const rows = await db
    .selectFrom('decision')
    .innerJoin('submission', 'submission.id', 'decision.submission')
    .innerJoin('finding', (join) =>
      join
        .onRef('finding.submission', '=', 'decision.submission')
        .onRef('finding.sequence', '=', 'decision.finding'),
    )
    .selectAll('finding')
    .select(['decision.text', 'decision.given_in'])
    .where('decision.kind', '=', 'explained')
    .where('submission.unit', '=', unit)
    .where('submission.id', 'in', withForms(db, forms))
    .where('submission.period', '=', period)
    .orderBy('submission.received_at')
    .orderBy('submission.id')
    .orderBy('decision.sequence')
    .execute()
  return rows.map((row) => ({
    finding: findingOf(row),
    text: row.text,
    submission: row.given_in ?? row.submission,
  }))
}

/** What the unit wrote on the form for other periods, oldest first. */
export const listOtherExplanations = async (
  db: Db,
  { unit, forms, period }: Report,
): Promise<readonly string[]> => {
  const rows = await db
    .selectFrom('decision')
    .innerJoin('submission', 'submission.id', 'decision.submission')
    .select('decision.text')
    .where('decision.kind', '=', 'explained')
    .where('decision.given_in', 'is', null)
    .where('submission.unit', '=', unit)
    .where('submission.id', 'in', withForms(db, forms))
    .where('submission.period', '<>', period)
    .orderBy('submission.received_at')
    .orderBy('submission.id')
    .orderBy('decision.sequence')
    .execute()
  return rows.map((row) => row.text)
}
