/** Knows the step from the warnings of a week to frozen messages, one for each recipient who has news. */
import { z } from 'zod'
import type { Letter } from '../alerts/letter.ts'
import { digestKey, SHEET } from '../alerts/mail.ts'
import { renderDigest } from '../alerts/render-digest.ts'
import { parsePlanCode } from '../indicators/codes.ts'
import { toldSchema, type Told } from '../indicators/digest-line.ts'
import { composeDigest, type Digest } from '../indicators/digest.ts'
import { addDays, type Day } from '../indicators/period.ts'
import type { Plan } from '../indicators/plan.ts'
import { assessPlan, listPlanVariables } from '../indicators/plan-assessment.ts'
import { listRecipients, type Recipient } from '../indicators/recipient.ts'
import { foldWarning } from '../indicators/warnings/warning-log.ts'
import { text, type Language } from '../indicators/text.ts'
import { parseWeek, type Week } from '../indicators/week.ts'
import { appendDigestLog, findLastDigest } from '../storage/digest-log.ts'
import { listObservations } from '../storage/observations.ts'
import { appendOutbox } from '../storage/outbox.ts'
import type { Db } from '../storage/schema.ts'
import { listSubmissions, type StoredSubmission } from '../storage/submissions.ts'
import { listWarnings } from '../storage/warnings.ts'
import { writeWarningList } from '../workbooks/write-warning-list.ts'
import { composeMessages } from './outbox/post.ts'
import { listMissing } from './deadline/missing.ts'
import { readPlan } from './read-plan.ts'
import type { Clock, Prepare, StepContext } from './step.ts'
import { deliveryOf } from './outbox/wake.ts'

const payloadSchema = z.object({
  plan: z.string().transform(parsePlanCode),
  week: z.string().transform(parseWeek),
})

const toldMapSchema = z.array(z.tuple([z.string(), toldSchema]))

/** One recipient may be written to about several plans. */
const listenerOf = (plan: Plan, { code }: Recipient): string => `${plan.code}/${code}`

/** What a recipient was last told, and when. */
const readLast = async (
  db: Db,
  listener: string,
  week: Week,
): Promise<{ readonly lastTold: ReadonlyMap<string, Told>; readonly lastWeek: Week | null }> => {
  const last = await findLastDigest(db, { recipient: listener, before: week.label })
  return last
    ? { lastTold: new Map(toldMapSchema.parse(last.told)), lastWeek: parseWeek(last.week) }
    : { lastTold: new Map(), lastWeek: null }
}

/** What arrived in the week, by the days of Asia/Shanghai, whenever its figures were published. */
const receivedIn = (
  { from, to }: Week,
  all: readonly StoredSubmission[],
  clock: Clock,
): StoredSubmission[] => {
  const midnight = (day: Day) => clock.later(`${day}T00:00:00+08:00`, 0)
  const [begin, end] = [midnight(from), midnight(addDays(to, 1))]
  return all.filter((s) => s.receivedAt >= begin && s.receivedAt < end)
}

/** The digests of a week for every recipient of the plan, as they would be sent; sends and remembers nothing. */
export const composeWeek = async (
  { storage, catalogue, clock, contact }: Pick<StepContext, 'storage' | 'catalogue' | 'clock' | 'contact'>,
  plan: Plan,
  week: Week,
): Promise<readonly Digest[]> => {
  const { db } = storage
  const asOf = week.to
  const { region } = plan
  const observations = await listObservations(db, { asOf, variables: listPlanVariables(plan), region })
  const assessments = assessPlan({ plan, region, asOf }, observations).map((a) => a.assessment)
  const stored = await listWarnings(db, { plan: plan.code, asOf })
  const warnings = stored.flatMap((w) => foldWarning(w, { plan, asOf }) ?? [])
  const submissions = receivedIn(week, await listSubmissions(db), clock)
  const missing = await listMissing(catalogue, db, { plan, asOf })
  // Those who are written to on the day on which it leaves.
  const recipients = listRecipients(catalogue.recipients, plan.code, addDays(week.to, 1))
  return Promise.all(
    recipients.map(async (recipient) =>
      composeDigest({
        plan,
        recipient,
        week,
        assessments,
        warnings,
        submissions,
        missing,
        regions: catalogue.regions,
        contact,
        ...(await readLast(db, listenerOf(plan, recipient), week)),
      }),
    ),
  )
}

const attachmentsOf = async (
  digest: Digest,
  { language, created }: { language: Language; created: Date },
) => {
  const content = await writeWarningList(digest, { language, created })
  const filename = `${text('预警清单', 'warnings')[language]}-${digest.week.label}.xlsx`
  return content ? [{ filename, contentType: SHEET, content }] : []
}

/** The digest as a letter, with the key under which it leaves once and the workbook of its warnings. */
export const composeDigestLetter = async (
  digest: Digest,
  { clock, language }: Pick<StepContext, 'clock' | 'language'>,
): Promise<Letter> => {
  const { recipient, week, plan } = digest
  const date = clock.dateOf(`${addDays(week.to, 1)}T08:30:00+08:00`)
  return {
    key: digestKey({ schedule: plan.code, slot: week.label, recipient: recipient.code }),
    kind: 'digest',
    recipient,
    ...renderDigest(digest, language),
    date,
    attachments: await attachmentsOf(digest, { language, created: date }),
  }
}

/** Nobody is written to without an occasion; what each is told is remembered with his message, in one transaction. */
export const prepareDigest: Prepare = async (raw, context) => {
  const payload = payloadSchema.parse(raw)
  const plan = readPlan(context.catalogue, payload.plan)
  const digests = (await composeWeek(context, plan, payload.week)).filter((d) => d.occasion !== 'none')
  const composed = await Promise.all(
    digests.map(async (d) =>
      composeMessages(await composeDigestLetter(d, context), d.recipient.channels, context),
    ),
  )
  const messages = composed.flat()
  return async (tx) => {
    const now = context.clock.now()
    await appendOutbox(tx, { now, messages })
    for (const digest of digests)
      await appendDigestLog(tx, {
        recipient: listenerOf(plan, digest.recipient),
        week: digest.week.label,
        told: [...digest.told],
        now,
      })
    return messages.map(deliveryOf)
  }
}
