/** Knows how a file is submitted: kept in the archive first, then put into the ledger; a file that came before is a duplicate. */
import { basename } from 'node:path'
import type { Day } from '../indicators/period.ts'
import { writeOriginal } from '../storage/archive.ts'
import { findSubmissionByChecksum, type StoredSubmission } from '../storage/submissions.ts'
import type { IngestPayload } from './ingest.ts'
import { requestJobs } from './ledger.ts'
import type { StepContext } from './step.ts'

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

/** A file that was refused or sent back may come again as it is: the forms or what is given may have changed. */
const isSettled = ({ outcome }: StoredSubmission): boolean =>
  outcome === 'accepted' || outcome === 'to-explain'

/** Archives the file and asks for it to be read. The same bytes are read once, however often they are sent. */
export const submitWorkbook = async (sent: Sent, context: StepContext): Promise<Submitted> => {
  const { storage, clock } = context
  const sha256 = await writeOriginal(storage.archive, sent.bytes)
  const before = await findSubmissionByChecksum(storage.db, sha256)
  if (before && isSettled(before)) return { kind: 'duplicate', of: before }
  const known = sent.known ?? clock.today()
  const attempt = before ? `-${before.sequence}` : ''
  const id = `${known.replaceAll('-', '')}-${sha256.slice(0, 8)}${attempt}`
  const payload = {
    id,
    sha256,
    file: basename(sent.file),
    size: sent.bytes.length,
    known,
    receivedAt: clock.now(),
    given: sent.given,
  }
  await requestJobs(context, [{ kind: 'ingest', key: id, payload }])
  return { kind: 'queued', id, sha256 }
}
