/** Knows how an original is read: what it says as a submission, and what it answers as a return that came back. */
import { listMatchesInForce } from '../../indicators/confirmed-match.ts'
import type { Finding } from '../../indicators/finding.ts'
import type { Day } from '../../indicators/period.ts'
import { readOriginal } from '../../storage/archive.ts'
import { listMatchEntries } from '../../storage/matches.ts'
import type { StoredSubmission } from '../../storage/submissions.ts'
import type { Refusal } from '../../workbooks/grid.ts'
import {
  areOfSeveralOrigins,
  nothingRead,
  readSubmission,
  type SubmissionQuestion,
  type SubmissionReading,
} from '../../workbooks/read-submission.ts'
import { findReturn, type ReturnedReturn } from '../../workbooks/write-return.ts'
import { readKnownShares } from './known-shares.ts'
import type { StepContext } from '../step.ts'

export interface OriginalReading {
  readonly reading: SubmissionReading
  readonly returned: ReturnedReturn | undefined
}

const refusalFinding = ({ code, reason }: Refusal): Finding => ({
  rule: `read.${code}`,
  class: 'mandatory',
  sheet: '',
  cell: '',
  found: reason.zh,
  expected: { zh: '可以读取的工作簿', en: 'a workbook that can be read' },
})

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
  reading.form &&
  reading.read === 0 &&
  reading.observations.length === 0 &&
  reading.findings.every((f) => f.rule !== BLANK.rule)
    ? { ...reading, findings: [...reading.findings, BLANK] }
    : reading

/**
 * What was asked of an original, and when: the past is known up to a day and what was received before it, confirmed matches
 * up to the instant.
 */
export interface OriginalQuestion extends Pick<SubmissionQuestion, 'file' | 'given'> {
  readonly id: string
  readonly known: Day
  readonly receivedAt: string
}

/** What can be read of an original, also when it is refused. */
export const readOriginalSubmission = async (
  bytes: Uint8Array,
  { id, file, given, known: asOf, receivedAt }: OriginalQuestion,
  { catalogue, readWorkbook, storage }: Pick<StepContext, 'catalogue' | 'readWorkbook' | 'storage'>,
): Promise<OriginalReading> => {
  const result = await readWorkbook(bytes)
  if ('refused' in result)
    return { reading: nothingRead([refusalFinding(result.refused)]), returned: undefined }
  const { grid } = result
  const known = await readKnownShares(storage.db, catalogue, { asOf, before: { id, receivedAt } })
  const confirmed = listMatchesInForce(await listMatchEntries(storage.db, { until: receivedAt }))
  return {
    reading: withBlankness(readSubmission({ grid, file, catalogue, given, known, confirmed })),
    returned: findReturn(grid),
  }
}

/**
 * Reads the original of a submission anew by what was settled when it came; its form is named only where the workbook does
 * not tell it. What is settled of one table speaks for no other: the tables of a workbook of several units or periods keep
 * their own. `until` is the instant up to which confirmed matches count.
 */
export const readOriginalAgain = async (
  one: StoredSubmission,
  until: string,
  context: Pick<StepContext, 'catalogue' | 'readWorkbook' | 'storage'>,
): Promise<SubmissionReading> => {
  const { id, file, known, sha256, form } = one
  const bytes = await readOriginal(context.storage.archive, sha256)
  const readBy = async (given: OriginalQuestion['given']): Promise<SubmissionReading> =>
    (await readOriginalSubmission(bytes, { id, file, known, receivedAt: until, given }, context)).reading
  const settled = { unit: one.unit ?? undefined, period: one.period ?? undefined }
  const reading = await readBy(settled)
  if (areOfSeveralOrigins(reading.findings)) return readBy({})
  if (form === null || reading.parts.some((p) => p.form.code === form)) return reading
  return readBy({ ...settled, form })
}
