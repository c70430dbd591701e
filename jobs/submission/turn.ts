/** Knows when a file has its turn: what was received before it is judged before it, for it is judged by that. */
import { listJobsBefore, type JobBefore } from '../../storage/job-turns.ts'
import { PutOff } from '../ledger/put-off.ts'
import type { StepContext } from '../step.ts'

/** How often it is looked whether the files before are read. */
const LOOK_MS = 50
/** How often it is seen that nobody has in hand what is due before this file: someone may be about to take it. */
const LOOKS = 20
/** A file that failed so often may fail for hours: it is waited for no longer. */
const ATTEMPTS = 2

type Ledger = Pick<StepContext, 'storage' | 'clock'>

const listBefore = (id: string, { storage, clock }: Ledger): Promise<readonly JobBefore[]> =>
  listJobsBefore(storage.db, { kind: 'ingest', key: id, attempts: ATTEMPTS, now: clock.now() })

const findFree = (before: readonly JobBefore[]): JobBefore | undefined => before.find((job) => !job.inHand)

/**
 * Lets the other pass: put off until the other is due, this file stands behind it in the ledger, whatever any clock says.
 * So the first of all that wait for each other is taken sooner or later, and it waits for nobody.
 */
const giveWay = ({ id, runAt }: JobBefore): never => {
  throw new PutOff(`job ${id}, received before it, is not read yet`, { until: runAt })
}

/**
 * Looks before anything is read whether this file would have to wait for one that nobody takes before it.
 * @throws PutOff when it would.
 */
export const checkTurn = async (id: string, ledger: Ledger): Promise<void> => {
  const free = findFree(await listBefore(id, ledger))
  if (free?.isDueLater) giveWay(free)
}

/**
 * Waits until every file received before this one is read, refused, or known to be a long affair. Its own workbook may be
 * read by then: what is slow is done side by side, only the verdicts come in their order.
 * @throws PutOff when nobody reads one of those: it may be waiting for the very place that this one holds.
 */
export const awaitTurn = async (
  id: string,
  { bell, ...ledger }: Ledger & Pick<StepContext, 'bell'>,
  signal: AbortSignal,
): Promise<void> => {
  for (let idle = 0; ;) {
    signal.throwIfAborted()
    const since = bell.rung()
    const before = await listBefore(id, ledger)
    if (before.length === 0) return
    const free = findFree(before)
    if (free) {
      idle += 1
      if (free.isDueLater || idle > LOOKS) giveWay(free)
    }
    await bell.heard(since, LOOK_MS)
  }
}
