/** Knows the steps at the desk, one after another, and what a step does to the figures that count. */
import type { Selectable } from 'kysely'
import type { Decision } from '../indicators/desk.ts'
import type { Db, Tx } from './schema.ts'
import type { DecisionTable } from './tables/submission.ts'
import { restoreConfirmed } from './restore.ts'

const decisionOf = (row: Selectable<DecisionTable>): Decision => ({
  submission: row.submission,
  sequence: row.sequence,
  on: row.on_day,
  actor: row.actor,
  kind: row.kind,
  finding: row.finding,
  text: row.text,
  outcome: row.outcome,
  inForce: row.in_force === 1,
  givenIn: row.given_in,
})

/** The steps of a submission in order. */
export const listDecisions = async (db: Db, submission: string): Promise<readonly Decision[]> => {
  const rows = await db
    .selectFrom('decision')
    .selectAll()
    .where('submission', '=', submission)
    .orderBy('sequence')
    .execute()
  return rows.map(decisionOf)
}

/**
 * Writes a step and moves the submission to its outcome. Where a submission stops counting, figures that later files had
 * only confirmed become vintages of those files, so that nothing they said is lost.
 */
export const appendDecision = async (tx: Tx, decision: Decision, at: string): Promise<void> => {
  const { submission, sequence, on, actor, kind, finding, text, outcome, inForce, givenIn } = decision
  await tx
    .insertInto('decision')
    .values({
      submission,
      sequence,
      on_day: on,
      at,
      actor,
      kind,
      finding,
      text,
      outcome,
      in_force: inForce ? 1 : 0,
      given_in: givenIn,
    })
    .execute()
  await tx.updateTable('submission').set({ outcome }).where('id', '=', submission).execute()
  if (kind === 'returned') await restoreConfirmed(tx, submission)
}
