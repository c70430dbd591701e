/** Knows when a file has its turn: what was received before it is judged before it, for it is judged by that. */
import { listJobsBefore } from '../../storage/job-turns.ts'
import { PutOff } from '../ledger/put-off.ts'
import type { StepContext } from '../step.ts'

/** How often it is looked whether the files before are read. */
const LOOK_MS = 50
/** How often it is seen that nobody has in hand what could be read now: someone may be about to take it. */
const LOOKS = 20
/** A file that failed so often may fail for hours: it is waited for no longer. */
const ATTEMPTS = 2

/**
 * Waits until every file received before this one is read, refused, or known to be a long affair. Its own workbook may be
 * read by then: what is slow is done side by side, only the verdicts come in their order.
 * @throws PutOff when nobody reads one of those: it may be waiting for the very place that this one holds.
 */
export const awaitTurn = async (
  id: string,
  { storage, clock, bell }: Pick<StepContext, 'storage' | 'clock' | 'bell'>,
  signal: AbortSignal,
): Promise<void> => {
  for (let idle = 0; ;) {
    signal.throwIfAborted()
    const since = bell.rung()
    const now = clock.now()
    const before = await listJobsBefore(storage.db, { kind: 'ingest', key: id, attempts: ATTEMPTS, now })
    if (before.length === 0) return
    const free = before.find(({ inHand }) => !inHand)
    if (free) {
      const why = `job ${free.id}, received before it, is not read yet`
      if (free.runAt > now) throw new PutOff(why, { until: free.runAt })
      idle += 1
      if (idle > LOOKS) throw new PutOff(why)
    }
    await bell.heard(since, LOOK_MS)
  }
}
