/** Knows the step from the warnings of a week to frozen messages, one for each recipient who has news. */
import { z } from 'zod'
import { composeMail, digestKey, messageIdOf } from '../alerts/mail.ts'
import { renderDigest } from '../alerts/render-digest.ts'
import { parsePlanCode } from '../indicators/codes.ts'
import { toldSchema, type Told } from '../indicators/digest-line.ts'
import { composeDigest, type Digest } from '../indicators/digest.ts'
import { addDays, type Day } from '../indicators/period.ts'
import type { Plan } from '../indicators/plan.ts'
import { assessPlan, listPlanVariables } from '../indicators/plan-assessment.ts'
import type { Recipient } from '../indicators/recipient.ts'
import { foldWarning } from '../indicators/warnings/warning-log.ts'
import { parseWeek, type Week } from '../indicators/week.ts'
import { appendDigestLog, findLastDigest } from '../storage/digest-log.ts'
import { listObservations } from '../storage/observations.ts'
import { appendOutbox, type NewMessage } from '../storage/outbox.ts'
import type { Db } from '../storage/schema.ts'
import { listSubmissions, type StoredSubmission } from '../storage/submissions.ts'
import { listWarnings } from '../storage/warnings.ts'
import { readPlan } from './read-plan.ts'
import type { Clock, JobRequest, Prepare, StepContext } from './step.ts'

const payloadSchema = z.object({
  plan: z.string().transform(parsePlanCode),
  week: z.string().transform(parseWeek),
})

const toldMapSchema = z.array(z.tuple([z.string(), toldSchema]))

/** One recipient may be written to about several plans. */
const listenerOf = (plan: Plan, { code }: Recipient): string => `${plan.code}/${code}`

const lastTold = async (db: Db, listener: string, week: Week): Promise<ReadonlyMap<string, Told>> => {
  const last = await findLastDigest(db, { recipient: listener, before: week.label })
  return new Map(last ? toldMapSchema.parse(last.told) : [])
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
  { storage, catalogue, clock }: Pick<StepContext, 'storage' | 'catalogue' | 'clock'>,
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
  const recipients = catalogue.recipients.filter((r) => r.plans.includes(plan.code))
  return Promise.all(
    recipients.map(async (recipient) =>
      composeDigest({
        plan,
        recipient,
        week,
        assessments,
        warnings,
        submissions,
        lastTold: await lastTold(db, listenerOf(plan, recipient), week),
      }),
    ),
  )
}

/** The mail of a digest with the key under which it leaves once. */
export const composeDigestMail = async (
  digest: Digest,
  { mailFrom, clock, language }: Pick<StepContext, 'mailFrom' | 'clock' | 'language'>,
): Promise<NewMessage> => {
  const { recipient, week, plan } = digest
  const key = digestKey({ schedule: plan.code, slot: week.label, recipient: recipient.code })
  const messageId = messageIdOf(key)
  const rendered = renderDigest(digest, language)
  const mail = await composeMail({
    from: mailFrom,
    to: { name: recipient.name, address: recipient.address },
    ...rendered,
    messageId,
    date: clock.dateOf(`${addDays(week.to, 1)}T08:30:00+08:00`),
  })
  return { key, recipient: recipient.code, messageId, body: Buffer.from(mail).toString('utf8') }
}

const deliveryOf = (digest: Digest, { key }: NewMessage): JobRequest => ({
  kind: 'deliver',
  key,
  payload: { key, week: digest.week.label },
})

/** Nobody is written to without news; what each is told is remembered with his message, in one transaction. */
export const prepareDigest: Prepare = async (raw, context) => {
  const payload = payloadSchema.parse(raw)
  const plan = readPlan(context.catalogue, payload.plan)
  const digests = (await composeWeek(context, plan, payload.week)).filter((d) => d.hasNews)
  const mails = await Promise.all(
    digests.map(async (digest) => ({ digest, message: await composeDigestMail(digest, context) })),
  )
  return async (tx) => {
    const now = context.clock.now()
    await appendOutbox(tx, { now, messages: mails.map((m) => m.message) })
    for (const { digest } of mails)
      await appendDigestLog(tx, {
        recipient: listenerOf(plan, digest.recipient),
        week: digest.week.label,
        told: [...digest.told],
        now,
      })
    return mails.map(({ digest, message }) => deliveryOf(digest, message))
  }
}
