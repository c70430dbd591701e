/** Knows how a file is submitted: kept in the archive first, then put into the ledger; a file that came before and still stands is a duplicate. */
import { basename } from 'node:path'
import type { Day } from '../../indicators/period.ts'
import { writeOriginal } from '../../storage/archive.ts'
import { isMatchedSince } from '../../storage/matches.ts'
import type { Db } from '../../storage/schema.ts'
import { findSubmissionByChecksum, type StoredSubmission } from '../../storage/submissions.ts'
import type { IngestPayload } from '../ingest.ts'
import { requestJobs } from '../ledger/ledger.ts'
import type { JobRequest, StepContext } from '../step.ts'
import { isOverruledBy } from './differences.ts'

export interface Sent {
  /** Name or path of the file; only its last part is kept. */
  readonly file: string
  readonly bytes: Uint8Array
  /** The day from which the figures are known; today when absent. */
  readonly known?: Day
  readonly given: IngestPayload['given']
}

export type Submitted =
  | { readonly kind: 'queued'; readonly id: string; readonly sha256: string }
  | { readonly kind: 'duplicate'; readonly of: StoredSubmission }

/** Name of the submission that a file became, or that it repeats. */
export const submissionOf = (submitted: Submitted): string =>
  submitted.kind === 'queued' ? submitted.id : submitted.of.id

/**
 * Whether the same bytes say nothing new. A file that was refused or sent back may come again as it is: the forms or what
 * is given may have changed; and so may one that a later file has overruled: it is what takes a wrong correction back.
 */
const isRepeated = async (before: StoredSubmission, known: Day, db: Db): Promise<boolean> => {
  if (before.outcome !== 'accepted' && before.outcome !== 'to-explain') return false
  return !(await isMatchedSince(db, before)) && !(await isOverruledBy(db, before, known))
}

/** What becomes of a file, and the job to be asked for; none of a duplicate. */
export interface SubmissionRequest {
  readonly submitted: Submitted
  readonly jobs: readonly JobRequest[]
}

/** Archives the file and composes the job that reads it; whoever asks writes it into the ledger. */
export const composeSubmission = async (sent: Sent, context: StepContext): Promise<SubmissionRequest> => {
  const { storage, clock } = context
  const sha256 = await writeOriginal(storage.archive, sent.bytes)
  const known = sent.known ?? clock.today()
  const before = await findSubmissionByChecksum(storage.db, sha256)
  if (before && (await isRepeated(before, known, storage.db)))
    return { submitted: { kind: 'duplicate', of: before }, jobs: [] }
  const attempt = before ? `-${before.sequence}` : ''
  const id = `${known.replaceAll('-', '')}-${sha256.slice(0, 12)}${attempt}`
  const payload = {
    id,
    sha256,
    file: basename(sent.file),
    size: sent.bytes.length,
    known,
    receivedAt: clock.now(),
    given: sent.given,
  }
  return { submitted: { kind: 'queued', id, sha256 }, jobs: [{ kind: 'ingest', key: id, payload }] }
}

/** Archives the file and asks for it to be read. The same bytes are read once, however often they are sent, unless a later file has overruled them. */
export const submitWorkbook = async (sent: Sent, context: StepContext): Promise<Submitted> => {
  const { submitted, jobs } = await composeSubmission(sent, context)
  await requestJobs(context, jobs)
  return submitted
}
