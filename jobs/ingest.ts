/** Knows the step from one workbook to its receipt, its findings and its observations. */
import { z } from 'zod'
import type { Catalogue } from '../indicators/catalogue.ts'
import { parseFormCode, parseReportingUnitCode, type FormCode, type RegionCode } from '../indicators/codes.ts'
import { explainOnReceipt } from '../indicators/desk.ts'
import type { HeldExplanation } from '../indicators/explanations.ts'
import { orderFindings, withSubjects } from '../indicators/finding.ts'
import type { ReadObservation } from '../indicators/observation.ts'
import { parseDay, parsePeriod } from '../indicators/period.ts'
import { listPlanVariables } from '../indicators/plan-assessment.ts'
import type { Counts, Outcome, Submission } from '../indicators/submission.ts'
import { listUnended } from '../indicators/unended-period.ts'
import { readOriginal } from '../storage/archive.ts'
import { appendDecision } from '../storage/decisions.ts'
import { appendObservations } from '../storage/observations.ts'
import type { Tx } from '../storage/schema.ts'
import { appendSubmission, settleSubmission } from '../storage/submissions.ts'
import type { SubmissionReading } from '../workbooks/read-submission.ts'
import { auditReading } from './submission/audit.ts'
import { explainerOf, gatherExplanations } from './submission/explanations.ts'
import { findOvertaken } from './submission/overtaken.ts'
import { readOriginalSubmission, type OriginalReading } from './submission/read-original.ts'
import { returnRequest } from './submission/return-request.ts'
import { awaitTurn, checkTurn } from './submission/turn.ts'
import { findWithdrawn } from './submission/withdrawn.ts'
import type { JobRequest, Prepare, StepContext } from './step.ts'

/** The payload of the job: which original, and what the sender said of it. */
const ingestSchema = z.object({
  id: z.string().min(1),
  sha256: z.string().min(1),
  file: z.string().min(1),
  size: z.number().int().nonnegative(),
  known: z.string().transform(parseDay),
  receivedAt: z.string().min(1),
  given: z.object({
    unit: z.string().transform(parseReportingUnitCode).optional(),
    period: z.string().transform(parsePeriod).optional(),
    form: z.string().transform(parseFormCode).optional(),
  }),
})
export type IngestPayload = z.output<typeof ingestSchema>

const NOTHING_READ: Counts = { read: 0, accepted: 0, rejected: 0, unchanged: 0 }

/** What the findings make of the submission: a mandatory one sends it back whole, others keep it open at the desk. */
const outcomeOf = ({ form, findings }: SubmissionReading): Outcome => {
  if (!form) return 'refused'
  if (findings.some((f) => f.class === 'mandatory')) return 'returned'
  return findings.some((f) => f.class !== 'notice') ? 'to-explain' : 'accepted'
}

/** Every form that was read, or the one that should be there though its table was not found. */
const formsOf = ({ form, parts }: SubmissionReading): readonly FormCode[] => [
  ...new Set([...(form ? [form] : []), ...parts.map((p) => p.form)].map(({ code }) => code)),
]

const receiptOf = (payload: IngestPayload, reading: SubmissionReading): Submission => {
  const { id, file, sha256, known } = payload
  return {
    id,
    file,
    sha256,
    known,
    unit: reading.unit?.code ?? null,
    form: reading.form?.code ?? null,
    forms: formsOf(reading),
    formVersion: reading.form?.version ?? null,
    period: reading.period,
    outcome: outcomeOf(reading),
    counts: { ...NOTHING_READ, read: reading.read, rejected: reading.read },
    findings: reading.findings,
  }
}

/** The plans that must be judged anew: those whose region and variables the new observations speak of. */
const judgementsAfter = (
  { plans }: Catalogue,
  id: string,
  added: readonly ReadObservation[],
): JobRequest[] => {
  const touches = (region: RegionCode, variables: ReadonlySet<string>) =>
    added.some((o) => o.region === region && variables.has(o.variable))
  return plans
    .filter((plan) => touches(plan.region, new Set(listPlanVariables(plan))))
    .map((plan) => ({
      kind: 'judge' as const,
      key: `${plan.code}/${plan.region}/${id}`,
      payload: { plan: plan.code, region: plan.region },
    }))
}

/** What has come in, ready to be written. */
interface Received {
  readonly reading: SubmissionReading
  readonly held: readonly HeldExplanation[]
}

/** The explanations that hold, as steps of the unit after the receipt; gives where the submission stands then. */
const appendExplanations = async (
  tx: Tx,
  receipt: Submission,
  { held, actor, at }: { held: Received['held']; actor: string; at: string },
): Promise<Outcome> => {
  const steps = explainOnReceipt(receipt, held)
  for (const [index, step] of steps.entries()) {
    const decision = { submission: receipt.id, sequence: index + 2, on: receipt.known, actor, ...step }
    await appendDecision(tx, decision, at)
  }
  return steps.at(-1)?.outcome ?? receipt.outcome
}

/** Writes the figures and counts them; asks for the judgements that follow. */
const saveFigures = async (
  tx: Tx,
  {
    payload,
    reading,
    catalogue,
  }: { payload: IngestPayload; reading: SubmissionReading; catalogue: Catalogue },
): Promise<readonly JobRequest[]> => {
  const { id: submission, file, known, receivedAt: recordedAt } = payload
  const origin = { submission, file, known, recordedAt }
  const { added, unchanged } = await appendObservations(tx, origin, reading.observations)
  const figures = unchanged.filter(({ read }) => 'value' in read.figure).length
  await settleSubmission(tx, submission, {
    read: reading.read,
    accepted: reading.read - reading.rejected - figures,
    rejected: reading.rejected,
    unchanged: figures,
  })
  return judgementsAfter(
    catalogue,
    submission,
    added.map((o) => ({ ...o, status: o.vintage.status, sheet: o.source.sheet, cell: o.source.cell })),
  )
}

const save = async (
  tx: Tx,
  { payload, received, context }: { payload: IngestPayload; received: Received; context: StepContext },
): Promise<readonly JobRequest[]> => {
  const { reading, held } = received
  const { receivedAt, size } = payload
  const judged = receiptOf(payload, reading)
  // Notices come last: the numbers of the others stay.
  const receipt = { ...judged, findings: [...judged.findings, ...(await findOvertaken(tx, judged, payload))] }
  await appendSubmission(tx, receipt, { receivedAt, size })
  const actor = explainerOf(receipt, context)
  const outcome = await appendExplanations(tx, receipt, { held, actor, at: receivedAt })
  const back = outcome === 'accepted' ? [] : [returnRequest(payload.id, 1)]
  if (outcome === 'refused' || outcome === 'returned') return back
  return [...back, ...(await saveFigures(tx, { payload, reading, catalogue: context.catalogue }))]
}

/** Everything that was found, numbered for good: by the reader, by the rules, and of the explanations that came with it. */
const gather = async (
  { reading, returned }: OriginalReading,
  payload: IngestPayload,
  context: StepContext,
): Promise<Received> => {
  const { unit, period, observations } = reading
  const from = { unit: unit?.code ?? null, forms: formsOf(reading), period }
  const found = [
    ...reading.findings,
    ...listUnended(observations, payload.known),
    ...(await auditReading(reading, payload, context)),
    ...(await findWithdrawn(observations, { ...payload, ...from }, context)),
  ]
  const findings = orderFindings(withSubjects(found, observations))
  const explanations = await gatherExplanations({ ...from, findings }, returned, context)
  return {
    reading: { ...reading, findings: [...findings, ...explanations.findings] },
    held: explanations.held,
  }
}

/** Reads the original from the archive, judges it in its turn; saving a submission twice is refused by its id. */
export const prepareIngest: Prepare = async (raw, context, signal) => {
  const payload = ingestSchema.parse(raw)
  await checkTurn(payload.id, context)
  const bytes = await readOriginal(context.storage.archive, payload.sha256)
  const readWorkbook: StepContext['readWorkbook'] = async (...file) => {
    const result = await context.readWorkbook(...file)
    // What cannot be read is compared with nothing.
    if (!('refused' in result)) await awaitTurn(payload.id, context, signal)
    return result
  }
  const inTurn = { ...context, readWorkbook }
  const received = await gather(await readOriginalSubmission(bytes, payload, inTurn), payload, context)
  return (tx) => save(tx, { payload, received, context })
}
