/** Knows the audit of a submission: the edit rules of its forms, laid on it and on what was known before. */
import type { Catalogue } from '../../indicators/catalogue.ts'
import { judgeSubmission } from '../../indicators/edit-rules/judge-submission.ts'
import type { Finding } from '../../indicators/finding.ts'
import type { Observation } from '../../indicators/observation.ts'
import { listObservations } from '../../storage/observations.ts'
import { listSubmissions, type StoredSubmission } from '../../storage/submissions.ts'
import type { SubmissionReading } from '../../workbooks/read-submission.ts'
import type { StepContext } from '../step.ts'

type Part = SubmissionReading['parts'][number]
type Past = {
  readonly history: readonly Observation[]
  readonly senders: Map<string, NonNullable<Part['unit']>['code']>
}

/** Findings of the reader that name the slip of a cell. */
const NAMED: ReadonlySet<string> = new Set(['read.share', 'read.growth'])

const auditPart = (
  part: Part,
  { variables, forms }: Catalogue,
  { history, senders }: Past,
): readonly Finding[] => {
  const { form, unit, region, period, observations, sheets } = part
  if (region === null || period === null) return []
  return judgeSubmission({
    form,
    rules: form.editRules,
    named: part.findings.filter((f) => NAMED.has(f.rule)),
    sheet: sheets[0] ?? '',
    period,
    region,
    unit: unit?.code ?? null,
    observations,
    history,
    senders,
    variables,
    forms,
  })
}

/**
 * The findings of the forms' rules on what was read, by what was known on the day of the submission and received before
 * it: a correction that overtook it is no past of its own.
 */
export const auditReading = async (
  { parts }: SubmissionReading,
  { id, known, receivedAt }: Pick<StoredSubmission, 'id' | 'known' | 'receivedAt'>,
  { storage, catalogue }: Pick<StepContext, 'storage' | 'catalogue'>,
): Promise<readonly Finding[]> => {
  const audited = parts.filter((p) => p.form.editRules.length > 0)
  if (audited.length === 0) return []
  const variables = [...new Set(audited.flatMap((p) => p.form.items.map((i) => i.variable)))]
  const history = await listObservations(storage.db, { asOf: known, variables, before: { id, receivedAt } })
  const submissions = await listSubmissions(storage.db)
  const senders = new Map(submissions.flatMap((s) => (s.unit ? [[s.id, s.unit] as const] : [])))
  return audited.flatMap((part) => auditPart(part, catalogue, { history, senders }))
}
