/** Knows how the explanations of a submission are gathered: from the workbook that came back, and from what was accepted before. */
import { findReportingUnit } from '../../indicators/catalogue.ts'
import { holdExplanations, type HeldExplanations } from '../../indicators/explanations.ts'
import type { Submission } from '../../indicators/submission.ts'
import { listGivenExplanations, listOtherExplanations } from '../../storage/explanations.ts'
import { findSubmission } from '../../storage/submissions.ts'
import type { ReturnedReturn } from '../../workbooks/write-return.ts'
import type { StepContext } from '../step.ts'

/** The explanations that hold for what has just been read, and why others do not. */
export const gatherExplanations = async (
  submission: Pick<Submission, 'unit' | 'forms' | 'period' | 'findings'>,
  returned: ReturnedReturn | undefined,
  { storage: { db } }: Pick<StepContext, 'storage'>,
): Promise<HeldExplanations> => {
  const { unit, forms, period } = submission
  const report = unit && forms.length > 0 && period ? { unit, forms, period } : null
  return holdExplanations({
    submission,
    returned: returned && {
      id: returned.submission,
      submission: await findSubmission(db, returned.submission),
      answers: returned.answers,
    },
    remembered: report ? await listGivenExplanations(db, report) : [],
    earlier: report ? await listOtherExplanations(db, report) : [],
  })
}

/** Who explains in a workbook: the unit that sends it. */
export const explainerOf = (
  { unit }: Pick<Submission, 'unit'>,
  { catalogue }: Pick<StepContext, 'catalogue'>,
): string => (unit === null ? '' : (findReportingUnit(catalogue, unit)?.name ?? unit))
