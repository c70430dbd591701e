/** Knows what a submission says otherwise than an earlier one of its chain, both read from their originals. */
import { findChain, type Chain } from '../../indicators/submission-chain.ts'
import { listDifferences, type Difference } from '../../indicators/submission-difference.ts'
import { readOriginal } from '../../storage/archive.ts'
import { readChainFacts } from '../../storage/chain-facts.ts'
import type { Db } from '../../storage/schema.ts'
import { findSubmission, listReport, type StoredSubmission } from '../../storage/submissions.ts'
import { readOriginalSubmission } from './read-original.ts'
import type { StepContext } from '../step.ts'

/** Since which submission: the one before, or the last that the bureau accepted. */
export type Since = 'previous' | 'accepted'

export interface Differences {
  readonly since: StoredSubmission
  readonly differences: readonly Difference[]
}

/** What was settled when the file came in is given again, so that it is read as it was then. */
const givenOf = ({ unit, period, form }: StoredSubmission) => ({
  unit: unit ?? undefined,
  period: period ?? undefined,
  form: form ?? undefined,
})

const listFigures = async (one: StoredSubmission, context: StepContext) => {
  const bytes = await readOriginal(context.storage.archive, one.sha256)
  const { reading } = await readOriginalSubmission(bytes, { ...one, given: givenOf(one) }, context)
  return reading.observations
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

/** The differences of a submission from the earlier one; null when there is no such one. */
export const findDifferences = async (
  one: StoredSubmission,
  since: Since,
  context: StepContext,
): Promise<Differences | null> => {
  const { previous, acceptedBefore } = await readChain(context.storage.db, one)
  const id = since === 'previous' ? previous : acceptedBefore
  const before = id === null ? undefined : await findSubmission(context.storage.db, id)
  if (!before) return null
  const [then, now] = [await listFigures(before, context), await listFigures(one, context)]
  return { since: before, differences: listDifferences(then, now) }
}
