/** Knows how a step at the desk is taken: decided and written in one transaction, then judged anew where figures are moved. */
import { decide, type Case, type Decision, type Wish } from '../../indicators/desk.ts'
import { listTextsOfOthers } from '../../indicators/explanations.ts'
import { InputError } from '../../indicators/input-error.ts'
import { text } from '../../indicators/text.ts'
import { appendDecision, listDecisions } from '../../storage/decisions.ts'
import { listGivenExplanations, listOtherExplanations } from '../../storage/explanations.ts'
import { insertJobs } from '../../storage/jobs.ts'
import type { Db } from '../../storage/schema.ts'
import { findSubmission, type StoredSubmission } from '../../storage/submissions.ts'
import { readChain } from './differences.ts'
import { returnRequest } from './return-request.ts'
import type { JobRequest, StepContext } from '../step.ts'

/** A submission with every step that was taken. @throws InputError when there is none with this id. */
export const readCase = async (
  db: Db,
  id: string,
): Promise<Case & { readonly submission: StoredSubmission }> => {
  const submission = await findSubmission(db, id)
  if (submission) {
    const { replacedBy } = await readChain(db, submission)
    return { submission, decisions: await listDecisions(db, id), replacedBy }
  }
  throw new InputError([
    {
      where: text('报送编号', 'submission'),
      found: id,
      expected: text('submissions 命令列出的编号', 'an id that `submissions` lists'),
    },
  ])
}

/** All plans: a return may touch any of them, and judging twice is harmless. */
const judgements = ({ catalogue }: StepContext, decision: Decision): JobRequest[] =>
  catalogue.plans.map((plan) => ({
    kind: 'judge',
    key: `${plan.code}/${plan.region}/${decision.submission}/${decision.sequence}`,
    payload: { plan: plan.code, region: plan.region, notBefore: decision.on },
  }))

/** What the unit wrote before that may not be copied to the finding of a wish. */
const earlierExplanations = async (db: Db, { submission }: Case, wish: Wish): Promise<readonly string[]> => {
  const { unit, forms, period } = submission
  const finding = wish.kind === 'explained' ? submission.findings[wish.finding - 1] : undefined
  if (!finding || !unit || forms.length === 0 || !period) return []
  const report = { unit, forms, period }
  const others = listTextsOfOthers(finding, await listGivenExplanations(db, report), submission.id)
  return [...(await listOtherExplanations(db, report)), ...others]
}

export interface StepTaken {
  readonly decision: Decision
  /** The jobs that it made necessary. */
  readonly jobs: readonly number[]
}

/** Takes a step for a person. Nothing here can write a figure: a step says only whether a file's figures count. */
export const takeStep = async (
  context: StepContext,
  { id, wish, actor }: { readonly id: string; readonly wish: Wish; readonly actor: string },
): Promise<StepTaken> => {
  const { storage, clock, bell } = context
  const taken = await storage.transaction(async (tx) => {
    const one = await readCase(tx, id)
    const decision: Decision = {
      ...decide(one, wish, await earlierExplanations(tx, one, wish)),
      submission: id,
      sequence: one.decisions.length + 1,
      on: clock.today(),
      actor,
      kind: wish.kind,
      finding: 'finding' in wish ? wish.finding : null,
      text: 'text' in wish ? wish.text : '',
      givenIn: null,
    }
    await appendDecision(tx, decision, clock.now())
    const moved = one.decisions.at(-1)?.inForce !== decision.inForce
    // What still asks for an answer goes back as it stands now.
    const back = decision.outcome === 'accepted' ? [] : [returnRequest(id, decision.sequence)]
    const jobs = [...(moved ? judgements(context, decision) : []), ...back]
    const inserted = await insertJobs(tx, { now: clock.now(), jobs })
    return { decision, jobs: inserted.map((job) => job.id) }
  })
  bell.ring()
  return taken
}
