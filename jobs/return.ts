/** Knows the step from a submission with findings to the workbook that goes back to its unit. */
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { findForm, findReportingUnit, findVariable } from '../indicators/catalogue.ts'
import { addDays } from '../indicators/period.ts'
import { figureText, listDifferences, type Difference } from '../indicators/submission-difference.ts'
import { readOriginal } from '../storage/archive.ts'
import { findSubmission, listSubmissions, type StoredSubmission } from '../storage/submissions.ts'
import { writeReturn, type ChangedFigure } from '../workbooks/write-return.ts'
import { readOriginalSubmission } from './ingest.ts'
import { returnFile } from './return-request.ts'
import type { Prepare, StepContext } from './step.ts'

const payloadSchema = z.object({ submission: z.string().min(1) })

/** Working days are the calendar's matter; until there is one, this many days. */
const DAYS_TO_REPLY = 5

/** The unit's submission of the same form and period before this one, whatever became of it. */
const findBefore = async (
  one: StoredSubmission,
  { storage }: StepContext,
): Promise<StoredSubmission | undefined> =>
  (await listSubmissions(storage.db)).findLast(
    (s) =>
      s.sequence < one.sequence &&
      s.unit !== null &&
      s.unit === one.unit &&
      s.form === one.form &&
      s.period === one.period,
  )

const readAgain = async (one: StoredSubmission, context: StepContext) => {
  const bytes = await readOriginal(context.storage.archive, one.sha256)
  return readOriginalSubmission(bytes, { file: one.file, given: givenOf(one) }, context)
}

/** What was settled when the file came in is given again, so that it is read as it was then. */
const givenOf = ({ unit, period, form }: StoredSubmission) => ({
  unit: unit ?? undefined,
  period: period ?? undefined,
  form: form ?? undefined,
})

const changeOf = ({ now, before }: Difference, { catalogue }: StepContext): ChangedFigure => ({
  place: { sheet: now.sheet, cell: now.cell },
  name: findVariable(catalogue, now.variable)?.name ?? now.variable,
  unit: now.unit,
  before: before ? figureText(before.figure) : '—',
  now: figureText(now.figure),
})

const listChanges = async (
  one: StoredSubmission,
  context: StepContext,
): Promise<readonly ChangedFigure[] | null> => {
  const before = await findBefore(one, context)
  if (!before) return null
  const [then, now] = await Promise.all([readAgain(before, context), readAgain(one, context)])
  return listDifferences(then.observations, now.observations).map((d) => changeOf(d, context))
}

const compose = async (one: StoredSubmission, context: StepContext): Promise<Uint8Array> => {
  const { catalogue, clock, storage, office } = context
  const original = await readOriginal(storage.archive, one.sha256)
  const unit = one.unit === null ? undefined : findReportingUnit(catalogue, one.unit)?.name
  const form = one.form === null ? undefined : findForm(catalogue, one.form)?.title
  return writeReturn({
    original,
    result: await context.readWorkbook(original),
    submission: one,
    changes: await listChanges(one, context),
    made: clock.today(),
    created: clock.dateOf(clock.now()),
    office: { name: office },
    replyBy: addDays(clock.today(), DAYS_TO_REPLY),
    names: { ...(unit ? { unit } : {}), ...(form ? { form } : {}) },
  })
}

/** Writes beside the place and renames, so that doing it twice is harmless. */
export const prepareReturn: Prepare = async (raw, context) => {
  const { submission } = payloadSchema.parse(raw)
  const one = await findSubmission(context.storage.db, submission)
  if (!one) throw new Error(`no submission ${submission}`)
  const path = join(context.directory, returnFile(submission))
  await mkdir(join(context.directory, 'returns'), { recursive: true })
  await writeFile(`${path}.part`, await compose(one, context))
  await rename(`${path}.part`, path)
  return async () => []
}
