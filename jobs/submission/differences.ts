/** Knows what a submission says otherwise than an earlier one of its chain, both read from their originals. */
import type { Day } from '../../indicators/period.ts'
import { findChain, isOverruled, listBefore, type Chain } from '../../indicators/submission-chain.ts'
import { listDifferences, type Difference } from '../../indicators/submission-difference.ts'
import { readChainFacts } from '../../storage/chain-facts.ts'
import type { Db } from '../../storage/schema.ts'
import { findSubmission, listReport, type StoredSubmission } from '../../storage/submissions.ts'
import { readOriginalAgain } from './read-original.ts'
import type { StepContext } from '../step.ts'

/** Since which submission: the last before whose figures count, or the last that the bureau accepted. */
export type Since = 'counted' | 'accepted'

export interface Differences {
  readonly since: StoredSubmission
  readonly differences: readonly Difference[]
}

/** What stands beside for another unit or period is none of the submission's; of a form that only one has, nothing differs. */
const listFigures = async (one: StoredSubmission, other: StoredSubmission, context: StepContext) => {
  const { parts } = await readOriginalAgain(one, one.receivedAt, context)
  return parts
    .filter((p) => p.unit?.code === one.unit && p.period === one.period)
    .filter((p) => other.forms.includes(p.form.code))
    .flatMap((p) => p.observations)
}

/** The place of a submission in its chain. */
export const readChain = async (db: Db, one: StoredSubmission): Promise<Chain> => {
  const report = await listReport(db, one)
  const facts = await readChainFacts(
    db,
    report.map((s) => s.id),
  )
  return findChain(one, report, facts)
}

/** Whether a later submission of its chain has its say since, of what is known by a day. */
export const isOverruledBy = async (db: Db, one: StoredSubmission, until: Day): Promise<boolean> => {
  const report = await listReport(db, one)
  if (report.at(-1)?.id === one.id) return false
  const { stated } = await readChainFacts(
    db,
    report.map((s) => s.id),
  )
  return isOverruled(one, report, { stated, until })
}

/** Ids of the earlier submissions of its chain, in order of receipt, whatever became of them. */
export const listEarlier = async (db: Db, one: StoredSubmission): Promise<readonly string[]> =>
  listBefore(one, await listReport(db, one)).map((s) => s.id)

/** The differences of a submission from an earlier one. */
export const listDifferencesSince = async (
  one: StoredSubmission,
  since: StoredSubmission,
  context: StepContext,
): Promise<Differences> => {
  const [then, now] = [await listFigures(since, one, context), await listFigures(one, since, context)]
  return { since, differences: listDifferences(then, now) }
}

/** The differences of a submission from the earlier one; null when there is no such one. */
export const findDifferences = async (
  one: StoredSubmission,
  since: Since,
  context: StepContext,
): Promise<Differences | null> => {
  const { countedBefore, acceptedBefore } = await readChain(context.storage.db, one)
  const id = since === 'counted' ? countedBefore : acceptedBefore
  const before = id === null ? undefined : await findSubmission(context.storage.db, id)
  return before ? listDifferencesSince(one, before, context) : null
}
