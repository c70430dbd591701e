/** Knows the receipts: every submission with its findings, in the order in which they came. */
import type { Selectable } from 'kysely'
import { receive } from '../indicators/desk.ts'
import type { FormCode, ReportingUnitCode } from '../indicators/codes.ts'
import type { Finding } from '../indicators/finding.ts'
import type { Day } from '../indicators/period.ts'
import { areComplete, type Counts, type Submission } from '../indicators/submission.ts'
import { appendDecision } from './decisions.ts'
import { findingOf, findingRow } from './finding-row.ts'
import { insertRows } from './insert-rows.ts'
import type { Db, Tx } from './schema.ts'
import type { SubmissionTable } from './tables/submission.ts'

/** A submission and what the store knows besides. */
export interface StoredSubmission extends Submission {
  /** Instant of receipt, ISO text in UTC. */
  readonly receivedAt: string
  /** Bytes of the file. */
  readonly size: number
  /** 1 for the first submission that was ever read: a later one may have been received before it. */
  readonly sequence: number
}

const submissionOf = (
  row: Selectable<SubmissionTable>,
  { findings, forms }: Pick<Submission, 'findings' | 'forms'>,
): StoredSubmission => ({
  id: row.id,
  file: row.file,
  sha256: row.sha256,
  unit: row.unit,
  form: row.form,
  forms,
  formVersion: row.form_version,
  period: row.period,
  known: row.known,
  outcome: row.outcome,
  counts: {
    read: row.read_count,
    accepted: row.accepted_count,
    rejected: row.rejected_count,
    unchanged: row.unchanged_count,
  },
  findings,
  receivedAt: row.received_at,
  size: row.size,
  sequence: row.sequence,
})

/** Throws where a figure would be lost from the receipt, or counted twice. */
const countColumns = (counts: Counts) => {
  if (!areComplete(counts)) throw new Error(`the counts do not add up: ${JSON.stringify(counts)}`)
  const { read, accepted, rejected, unchanged } = counts
  return { read_count: read, accepted_count: accepted, rejected_count: rejected, unchanged_count: unchanged }
}

const appendFindings = (tx: Tx, { id, findings }: Submission): Promise<void> =>
  insertRows(
    findings.map((finding, index) => findingRow(finding, { submission: id, sequence: index + 1 })),
    (rows) => tx.insertInto('finding').values(rows).execute(),
  )

const appendForms = (tx: Tx, { id, forms }: Submission): Promise<void> =>
  insertRows(
    forms.map((form, index) => ({ submission: id, sequence: index + 1, form })),
    (rows) => tx.insertInto('submission_form').values(rows).execute(),
  )

const appendReceipt = (tx: Tx, submission: Submission, at: string): Promise<void> => {
  const standing = receive(submission)
  const step = {
    submission: submission.id,
    sequence: 1,
    on: submission.known,
    actor: 'beizeng',
    finding: null,
    givenIn: null,
  }
  return appendDecision(tx, { ...step, ...standing, kind: 'received', text: '' }, at)
}

/** Writes the receipt of one file with all of its findings. */
export const appendSubmission = async (
  tx: Tx,
  submission: Submission,
  extras: { readonly receivedAt: string; readonly size: number },
): Promise<StoredSubmission> => {
  const { id, file, sha256, unit, form, period, known, outcome, counts } = submission
  const last = await tx
    .selectFrom('submission')
    .select((eb) => eb.fn.max('sequence').as('sequence'))
    .executeTakeFirst()
  const sequence = (last?.sequence ?? 0) + 1
  const row = {
    id,
    sequence,
    file,
    sha256,
    unit,
    form,
    period,
    known,
    outcome,
    form_version: submission.formVersion,
    size: extras.size,
    received_at: extras.receivedAt,
    ...countColumns(counts),
  }
  await tx.insertInto('submission').values(row).execute()
  await appendForms(tx, submission)
  await appendFindings(tx, submission)
  await appendReceipt(tx, submission, extras.receivedAt)
  return submissionOf(row, submission)
}

/**
 * Sets the counts of a submission once its observations are stored and it is known which were new, in the same
 * transaction. Throws when there is no such submission.
 */
export const settleSubmission = async (tx: Tx, id: string, counts: Counts): Promise<void> => {
  const result = await tx
    .updateTable('submission')
    .set(countColumns(counts))
    .where('id', '=', id)
    .executeTakeFirst()
  if (result.numUpdatedRows !== 1n) throw new Error(`there is no submission ${id} to settle`)
}

/** The findings of a submission in the order of their numbers. */
export const listFindings = async (db: Db, id: string): Promise<readonly Finding[]> => {
  const rows = await db
    .selectFrom('finding')
    .selectAll()
    .where('submission', '=', id)
    .orderBy('sequence')
    .execute()
  return rows.map(findingOf)
}

const listForms = async (db: Db, id: string): Promise<readonly FormCode[]> => {
  const rows = await db
    .selectFrom('submission_form')
    .select('form')
    .where('submission', '=', id)
    .orderBy('sequence')
    .execute()
  return rows.map((row) => row.form)
}

const withDetails = async (db: Db, row: Selectable<SubmissionTable>): Promise<StoredSubmission> =>
  submissionOf(row, { findings: await listFindings(db, row.id), forms: await listForms(db, row.id) })

/** The submission with this id. */
export const findSubmission = async (db: Db, id: string): Promise<StoredSubmission | undefined> => {
  const row = await db.selectFrom('submission').selectAll().where('id', '=', id).executeTakeFirst()
  return row && withDetails(db, row)
}

/** The submission of exactly these bytes that was received last. */
export const findSubmissionByChecksum = async (
  db: Db,
  sha256: string,
): Promise<StoredSubmission | undefined> => {
  const row = await db
    .selectFrom('submission')
    .selectAll()
    .where('sha256', '=', sha256)
    .orderBy('received_at', 'desc')
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && withDetails(db, row)
}

/** Submissions in the order of receipt; with `asOf` only those whose figures were known on that day. */
export const listSubmissions = async (
  db: Db,
  { asOf }: { readonly asOf?: Day } = {},
): Promise<readonly StoredSubmission[]> => {
  const all = db.selectFrom('submission')
  const chosen = asOf === undefined ? all : all.where('known', '<=', asOf)
  const rows = await chosen.selectAll().orderBy('received_at').orderBy('id').execute()
  const findings = await db
    .selectFrom('finding')
    .selectAll()
    .where('submission', 'in', chosen.select('id'))
    .orderBy('submission')
    .orderBy('sequence')
    .execute()
  const forms = await db
    .selectFrom('submission_form')
    .select(['submission', 'form'])
    .where('submission', 'in', chosen.select('id'))
    .orderBy('sequence')
    .execute()
  const bySubmission = Map.groupBy(findings, (finding) => finding.submission)
  const formsOf = Map.groupBy(forms, (form) => form.submission)
  return rows.map((row) =>
    submissionOf(row, {
      findings: (bySubmission.get(row.id) ?? []).map(findingOf),
      forms: (formsOf.get(row.id) ?? []).map(({ form }) => form),
    }),
  )
}

/** Ids of submissions of a unit with one of these forms that were received after an instant and not sent back at once, in the order of receipt. */
export const listReceivedAfter = async (
  db: Db,
  {
    unit,
    forms,
    receivedAt,
  }: {
    readonly unit: ReportingUnitCode
    readonly forms: readonly FormCode[]
    readonly receivedAt: string
  },
): Promise<readonly string[]> => {
  if (forms.length === 0) return []
  const rows = await db
    .selectFrom('submission')
    .select('id')
    .where('unit', '=', unit)
    .where('outcome', 'in', ['accepted', 'to-explain'])
    .where('received_at', '>', receivedAt)
    .where('id', 'in', db.selectFrom('submission_form').select('submission').where('form', 'in', forms))
    .orderBy('received_at')
    .orderBy('id')
    .execute()
  return rows.map((row) => row.id)
}

/** Of submissions what tells their chain. */
export type SubmissionLink = Pick<Submission, 'id' | 'unit' | 'forms' | 'period' | 'known' | 'outcome'>

/** The submissions of the same unit and period, whatever their forms, in the order of receipt; it alone where one of these is not known. */
export const listReport = async (db: Db, one: SubmissionLink): Promise<readonly SubmissionLink[]> => {
  const { unit, period } = one
  if (unit === null || period === null) return [one]
  const rows = await db
    .selectFrom('submission')
    .leftJoin('submission_form', 'submission_form.submission', 'submission.id')
    .select(['id', 'known', 'outcome', 'submission_form.form'])
    .where('unit', '=', unit)
    .where('period', '=', period)
    .orderBy('received_at')
    .orderBy('id')
    .orderBy('submission_form.sequence')
    .execute()
  return [...Map.groupBy(rows, (row) => row.id)].flatMap(([id, [first, ...others]]) => {
    const forms = [first, ...others].flatMap((row) => row?.form ?? [])
    return first ? [{ id, unit, period, known: first.known, outcome: first.outcome, forms }] : []
  })
}
