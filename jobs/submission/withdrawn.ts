/** Knows which figures in force a file takes back, and which of them the bureau had accepted. */
import type { Finding } from '../../indicators/finding.ts'
import type { ReadObservation } from '../../indicators/observation.ts'
import { listWithdrawals, seriesOf, withdrawalFinding } from '../../indicators/withdrawn-figure.ts'
import { readChainFacts } from '../../storage/chain-facts.ts'
import { listObservations } from '../../storage/observations.ts'
import type { Db } from '../../storage/schema.ts'
import { listReport, type StoredSubmission, type SubmissionLink } from '../../storage/submissions.ts'
import type { StepContext } from '../step.ts'

/** The series that accepted submissions of the same unit and period state. */
const listAcceptedSeries = async (one: SubmissionLink, db: Db): Promise<ReadonlySet<string>> => {
  const ids = (await listReport(db, one)).map((s) => s.id)
  const { accepted, stated } = await readChainFacts(db, ids)
  return new Set([...accepted].flatMap((id) => [...(stated.get(id) ?? [])]))
}

/** A finding for each figure that was in force on the day, and that the file replaces by a reason for none. */
export const findWithdrawn = async (
  observations: readonly ReadObservation[],
  { receivedAt, ...one }: Omit<SubmissionLink, 'outcome'> & Pick<StoredSubmission, 'receivedAt'>,
  { storage: { db } }: Pick<StepContext, 'storage'>,
): Promise<readonly Finding[]> => {
  const without = observations.filter((o) => 'missing' in o.figure)
  if (without.length === 0) return []
  const variables = [...new Set(without.map((o) => o.variable))]
  const before = { id: one.id, receivedAt }
  const inForce = await listObservations(db, { asOf: one.known, variables, before })
  const withdrawals = listWithdrawals(without, inForce)
  if (withdrawals.length === 0) return []
  const accepted = await listAcceptedSeries({ ...one, outcome: 'accepted' }, db)
  return withdrawals.map((w) => withdrawalFinding(w, accepted.has(seriesOf(w.read))))
}
