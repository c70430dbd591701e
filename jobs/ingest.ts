/** Knows the step from one workbook to its receipt, its findings and its observations. */
import { z } from 'zod'
import type { Catalogue } from '../indicators/catalogue.ts'
import { parseFormCode, parseReportingUnitCode, type RegionCode } from '../indicators/codes.ts'
import type { Finding } from '../indicators/finding.ts'
import type { ReadObservation } from '../indicators/observation.ts'
import { parseDay, parsePeriod } from '../indicators/period.ts'
import { listPlanVariables } from '../indicators/plan-assessment.ts'
import type { Counts, Outcome, Submission } from '../indicators/submission.ts'
import { readOriginal } from '../storage/archive.ts'
import { appendObservations } from '../storage/observations.ts'
import type { Tx } from '../storage/schema.ts'
import { appendSubmission, settleSubmission } from '../storage/submissions.ts'
import type { Refusal } from '../workbooks/grid.ts'
import { nothingRead, readSubmission, type SubmissionReading } from '../workbooks/read-submission.ts'
import { auditReading } from './audit.ts'
import { returnRequest } from './return-request.ts'
import type { JobRequest, Prepare, StepContext } from './step.ts'

/** The payload of the job: which original, and what the sender said of it. */
export const ingestSchema = z.object({
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

const refusalFinding = ({ code, reason }: Refusal): Finding => ({
  rule: `read.${code}`,
  class: 'mandatory',
  sheet: '',
  cell: '',
  found: reason.zh,
  expected: { zh: '可以读取的工作簿', en: 'a workbook that can be read' },
})

/** What the findings make of the submission: a mandatory one sends it back whole, others keep it open at the desk. */
const outcomeOf = ({ form, findings }: SubmissionReading): Outcome => {
  if (!form) return 'refused'
  if (findings.some((f) => f.class === 'mandatory')) return 'returned'
  return findings.some((f) => f.class !== 'notice') ? 'to-explain' : 'accepted'
}

const BLANK: Finding = {
  rule: 'form.blank',
  class: 'mandatory',
  sheet: '',
  cell: '',
  found: '整表没有填报',
  expected: { zh: '至少一个数值，或没有数值的原因', en: 'at least one figure, or the reason for none' },
}

/** A form in which nothing was filled in says nothing, not even that there is nothing. */
const withBlankness = (reading: SubmissionReading): SubmissionReading =>
  reading.form && reading.read === 0 && reading.observations.length === 0
    ? { ...reading, findings: [...reading.findings, BLANK] }
    : reading

const receiptOf = (payload: IngestPayload, reading: SubmissionReading): Submission => {
  const { id, file, sha256, known } = payload
  return {
    id,
    file,
    sha256,
    known,
    unit: reading.unit?.code ?? null,
    form: reading.form?.code ?? null,
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

const save = async (
  tx: Tx,
  {
    payload,
    reading,
    catalogue,
  }: { payload: IngestPayload; reading: SubmissionReading; catalogue: Catalogue },
): Promise<readonly JobRequest[]> => {
  const receipt = receiptOf(payload, reading)
  await appendSubmission(tx, receipt, { receivedAt: payload.receivedAt, size: payload.size })
  const back = receipt.outcome === 'accepted' ? [] : [returnRequest(payload.id, 1)]
  if (receipt.outcome === 'refused' || receipt.outcome === 'returned') return back
  const { id: submission, file, known, receivedAt: recordedAt } = payload
  const origin = { submission, file, known, recordedAt }
  const { added, unchanged } = await appendObservations(tx, origin, reading.observations)
  const figures = unchanged.filter(({ read }) => 'value' in read.figure).length
  const accepted = reading.read - reading.rejected - figures
  await settleSubmission(tx, submission, {
    read: reading.read,
    accepted,
    rejected: reading.rejected,
    unchanged: figures,
  })
  const judged = judgementsAfter(
    catalogue,
    submission,
    added.map((o) => ({ ...o, status: o.vintage.status, sheet: o.source.sheet, cell: o.source.cell })),
  )
  return [...back, ...judged]
}

/** What can be read of an original, also when it is refused. */
export const readOriginalSubmission = async (
  bytes: Uint8Array,
  { file, given }: Pick<IngestPayload, 'file' | 'given'>,
  { catalogue, readWorkbook }: Pick<StepContext, 'catalogue' | 'readWorkbook'>,
): Promise<SubmissionReading> => {
  const result = await readWorkbook(bytes)
  if ('refused' in result) return nothingRead([refusalFinding(result.refused)])
  return withBlankness(readSubmission({ grid: result.grid, file, catalogue, given }))
}

/** Reads the original from the archive; saving a submission twice is refused by its id. */
export const prepareIngest: Prepare = async (raw, context) => {
  const { storage, catalogue } = context
  const payload = ingestSchema.parse(raw)
  const bytes = await readOriginal(storage.archive, payload.sha256)
  const read = await readOriginalSubmission(bytes, payload, context)
  const findings = [...read.findings, ...(await auditReading(read, payload.known, context))]
  const reading = { ...read, findings }
  return (tx) => save(tx, { payload, reading, catalogue })
}
