/** Knows the step from a submission with findings to the workbook that goes back to its unit. */
import { join } from 'node:path'
import { z } from 'zod'
import { findForm, findReportingUnit, findVariable } from '../indicators/catalogue.ts'
import { addWorkdays } from '../indicators/deadline.ts'
import type { Decision } from '../indicators/desk.ts'
import type { FindingSubject } from '../indicators/finding.ts'
import { MEASURES } from '../indicators/observation.ts'
import { figureText, type Difference } from '../indicators/submission-difference.ts'
import { readOriginal } from '../storage/archive.ts'
import { listDecisions } from '../storage/decisions.ts'
import { writeDurably } from '../storage/durable-file.ts'
import { makeFolder } from '../storage/make-folder.ts'
import { findSubmission, type StoredSubmission } from '../storage/submissions.ts'
import {
  writeReturn,
  type ChangedFigure,
  type Changes,
  type SettledFinding,
} from '../workbooks/write-return.ts'
import { findDifferences, listEarlier } from './submission/differences.ts'
import { returnFile } from './submission/return-request.ts'
import type { Prepare, StepContext } from './step.ts'
import { isWorkingDay } from './schedule/workdays.ts'

const payloadSchema = z.object({ submission: z.string().min(1) })

const WORKDAYS_TO_REPLY = 5

type Named = Pick<FindingSubject, 'variable' | 'region' | 'period' | 'measure'>

/** A figure as a person finds it on the form; region and period are named where they are not those of the submission. */
const nameOf = (
  { variable, region, period, measure }: Named,
  one: StoredSubmission,
  { catalogue }: StepContext,
): string => {
  const own = one.unit === null ? undefined : findReportingUnit(catalogue, one.unit)
  const items = one.forms.flatMap((form) => findForm(catalogue, form)?.items ?? [])
  const item = items.find((i) => i.variable === variable)
  const parts = [
    ...(region === own?.region ? [] : [catalogue.regions.find((r) => r.code === region)?.name ?? region]),
    ...(period === one.period ? [] : [period]),
    (item?.name ?? findVariable(catalogue, variable)?.name ?? variable).trim(),
    MEASURES[measure].zh,
  ]
  return parts.join('　')
}

const changeOf = (difference: Difference, one: StoredSubmission, context: StepContext): ChangedFigure => {
  const told = difference.kind === 'gone' ? difference.before : difference.now
  const { sheet, cell, unit } = told
  return {
    place: difference.kind === 'gone' ? null : { sheet, cell },
    name: nameOf(told, one, context),
    unit,
    before: difference.kind === 'new' ? '—' : figureText(difference.before.figure).zh,
    now: difference.kind === 'gone' ? '未报或未能读取' : figureText(difference.now.figure).zh,
  }
}

const NONE_COUNTS: Changes = { since: null, figures: [] }

const listChanges = async (one: StoredSubmission, context: StepContext): Promise<Changes | null> => {
  const found = await findDifferences(one, 'counted', context)
  if (!found) return (await listEarlier(context.storage.db, one)).length === 0 ? null : NONE_COUNTS
  const { since, differences } = found
  return {
    since: { id: since.id, received: context.clock.dayOf(since.receivedAt) },
    figures: differences.map((d) => changeOf(d, one, context)),
  }
}

/** The explanations and releases so far, by the number of the finding. */
const settledBy = (decisions: readonly Decision[]): ReadonlyMap<number, SettledFinding> =>
  new Map(
    decisions.flatMap(({ kind, finding, text, givenIn }) =>
      finding !== null && (kind === 'explained' || kind === 'released')
        ? [[finding, { kind, text, givenIn }] as const]
        : [],
    ),
  )

/** Why the bureau sent it back; undefined when the rules alone did. */
const reasonOf = (decisions: readonly Decision[]): string | undefined => {
  const last = decisions.findLast((d) => d.kind === 'returned')
  return last && `${last.text}（${last.actor}）`
}

const compose = async (one: StoredSubmission, context: StepContext): Promise<Uint8Array> => {
  const decisions = await listDecisions(context.storage.db, one.id)
  const reason = reasonOf(decisions)
  const { catalogue, clock, storage, office } = context
  const original = await readOriginal(storage.archive, one.sha256)
  const unit = one.unit === null ? undefined : findReportingUnit(catalogue, one.unit)?.name
  const forms = new Map(one.forms.map((form) => [form, findForm(catalogue, form)?.title ?? form]))
  return writeReturn({
    original,
    result: await context.readWorkbook(original),
    submission: one,
    settled: settledBy(decisions),
    ...(reason === undefined ? {} : { reason }),
    changes: await listChanges(one, context),
    received: clock.dayOf(one.receivedAt),
    made: clock.today(),
    created: clock.dateOf(clock.now()),
    office: { name: office },
    replyBy: addWorkdays(clock.today(), WORKDAYS_TO_REPLY, isWorkingDay),
    nameOf: (about) => nameOf(about, one, context),
    names: { ...(unit ? { unit } : {}), forms },
  })
}

/** Writes beside the place and renames, so that doing it twice is harmless. */
export const prepareReturn: Prepare = async (raw, context) => {
  const { submission } = payloadSchema.parse(raw)
  const one = await findSubmission(context.storage.db, submission)
  if (!one) throw new Error(`no submission ${submission}`)
  const path = join(context.directory, returnFile(submission))
  await makeFolder(join(context.directory, 'returns'))
  await writeDurably(path, await compose(one, context))
  return async () => []
}
