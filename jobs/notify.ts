/** Knows the step from what happened to a warning to its letters: the notice to those who must act, its end to those who had it. */
import { z } from 'zod'
import { SHEET, type Attachment } from '../alerts/mail.ts'
import type { Letter } from '../alerts/letter.ts'
import { renderNotice } from '../alerts/render-notice.ts'
import { EVER, type Day } from '../indicators/period.ts'
import { listRecipients, type Recipient } from '../indicators/recipient.ts'
import { composeActText } from '../indicators/warnings/act.ts'
import { findHeldBack } from '../indicators/warnings/held-back.ts'
import {
  findLastTold,
  findOccasion,
  isEnd,
  isTold,
  listReached,
  listServed,
} from '../indicators/warnings/notice-letter.ts'
import type { NoticeOccasion, Telling } from '../indicators/warnings/notice-letter.ts'
import { isOpen } from '../indicators/warnings/reconcile.ts'
import { foldWarning } from '../indicators/warnings/warning-log.ts'
import type { WarningEvent } from '../indicators/warnings/warning.ts'
import { appendOutbox, listOutbox } from '../storage/outbox.ts'
import type { Db } from '../storage/schema.ts'
import { listWarnings } from '../storage/warnings.ts'
import { composeNoticeFile, readNotice } from './warning/notice.ts'
import { composeMessages } from './outbox/post.ts'
import { readPlan } from './read-plan.ts'
import type { Prepare, StepContext } from './step.ts'
import { deliveryOf } from './outbox/wake.ts'
import { readWarning, type Asked } from './warning/warning-step.ts'

const payloadSchema = z.strictObject({
  number: z.string(),
  /** The first and the last of the steps that are told of. */
  from: z.number().int().positive(),
  to: z.number().int().positive(),
})
type Payload = z.output<typeof payloadSchema>

type Context = Pick<StepContext, 'storage' | 'catalogue' | 'clock' | 'office' | 'contact' | 'language'>

const later = (a: Day, b: Day): Day => (a < b ? b : a)

/** Whether the notice still calls for something: one that has ended since, or is silent now, is not sent after the fact. */
const stillAsks = async (
  db: Db,
  { catalogue, clock }: Pick<StepContext, 'catalogue' | 'clock'>,
  number: string,
): Promise<boolean> => {
  const stored = (await listWarnings(db)).find((w) => w.number === number)
  const last = stored?.events.at(-1)
  if (!stored || !last) return false
  const plan = readPlan(catalogue, stored.subject.plan)
  const warning = foldWarning(stored, { plan, asOf: later(clock.today(), last.on) })
  return warning !== undefined && isOpen(warning) && warning.silence === null
}

/** Messages that never reached anyone. */
const LOST: readonly string[] = ['failed', 'bounced']

/** Those who were served with the notice, of those who are still written to. */
const listTold = async (
  { storage: { db }, catalogue }: Context,
  { warning: { number, plan }, on }: Telling,
): Promise<readonly Recipient[]> => {
  const messages = await listOutbox(db, { keyBegins: `notice:${number}:` })
  const told = new Set(messages.filter((m) => !LOST.includes(m.state)).map((m) => m.recipient))
  return listRecipients(catalogue.recipients, plan, on).filter((r) => told.has(r.code))
}

/** What was said at the steps that carry the occasion. */
const saidAt = (steps: readonly WarningEvent[], occasion: NoticeOccasion) =>
  steps.filter((e) => e.kind === occasion).flatMap((e) => (e.act ? [composeActText(e.act)] : e.reasons))

const fileOf = async (context: Context, asked: Asked): Promise<readonly Attachment[]> => {
  const { file, bytes } = await composeNoticeFile(context, asked)
  return [{ filename: file, contentType: SHEET, content: bytes }]
}

/** When the letters about the steps up to this one were written, which leave together; undefined when they were not. */
const findWritten = async (
  db: Db,
  { number, to }: Pick<Payload, 'number' | 'to'>,
): Promise<string | undefined> =>
  (await listOutbox(db, { keyBegins: `notice:${number}:${to}:` }))[0]?.createdAt

/**
 * As what the notice tells the warning: as its steps left it, so that it can be printed later as it was; after a silence
 * that held it back, as it stands on the day, with the days that are left.
 */
const askedFor = async (context: Context, { number, to }: Payload, at: string): Promise<Asked> => {
  const on = context.clock.dayOf(at)
  const { warning } = await readWarning(context, { number, asOf: EVER, through: to })
  const asSteps = { number, asOf: warning.changedAt, through: to }
  const written = await findWritten(context.storage.db, { number, to })
  if (written !== undefined && written !== at) return asSteps
  const now = later(on, warning.changedAt)
  const held = findHeldBack((await readWarning(context, { number, asOf: now })).warning)
  return held?.steps.at(-1)?.sequence === to ? { number, asOf: now } : asSteps
}

/** What is told of steps of a warning, and to whom. */
export interface Notification {
  /** They tell the end of the warning. */
  readonly ends: boolean
  readonly parcels: readonly { readonly letter: Letter; readonly channels: readonly string[] }[]
}

const NOTHING: Notification = { ends: false, parcels: [] }

/** The letters about steps of a warning, as they would leave at an instant; sends and remembers nothing. */
const composeNotification = async (
  context: Context,
  { number, from, to }: Payload,
  at: string,
): Promise<Notification> => {
  const { clock, office, contact, language, catalogue } = context
  const on = clock.dayOf(at)
  const asked = await askedFor(context, { number, from, to }, at)
  const { warning, notice } = await readNotice(context, asked)
  const steps = warning.events.filter((e) => e.sequence >= from && e.sequence <= to && isTold(e))
  const occasion = findOccasion(steps)
  if (!occasion) return NOTHING
  const telling: Telling = { warning, steps, on }
  const ends = isEnd(occasion)
  const recipients = ends ? await listTold(context, telling) : listServed(catalogue.recipients, telling)
  const attachments = ends || recipients.length === 0 ? [] : await fileOf(context, asked)
  const date = clock.dateOf(at)
  const goesUp = listReached(catalogue.recipients, telling).length > 0
  const said = saidAt(steps, occasion)
  const parcels = recipients.map((recipient) => {
    const words = { occasion, notice, recipient, office, contact, on, goesUp, said }
    const letter: Letter = {
      key: `notice:${number}:${to}:${recipient.code}`,
      kind: 'notice',
      recipient,
      ...renderNotice(words, language),
      date,
      attachments,
    }
    return { letter, channels: recipient.channels }
  })
  return { ends, parcels }
}

/**
 * The letters about what was last told of a warning: as they left, or without letters as they would have left with the step;
 * where a day is asked for, about what was last told by that day, as they would leave that morning. Sends and remembers nothing.
 */
export const composeLastNotification = async (
  context: Context,
  { number, asOf }: { readonly number: string; readonly asOf: Day | undefined },
): Promise<Notification> => {
  const steps = findLastTold((await readWarning(context, { number, asOf: asOf ?? EVER })).warning)
  const [first, last] = [steps[0], steps.at(-1)]
  if (!first || !last) return NOTHING
  const payload = { number, from: first.sequence, to: last.sequence }
  const morning = (day: Day): string => context.clock.later(`${day}T09:00:00+08:00`, 0)
  const left = async () => (await findWritten(context.storage.db, payload)) ?? last.at ?? morning(last.on)
  return composeNotification(context, payload, asOf ? morning(asOf) : await left())
}

/** Each letter leaves once for its steps and its recipient, whoever runs and however often. */
export const prepareNotify: Prepare = async (raw, context) => {
  const payload = payloadSchema.parse(raw)
  const { number } = payload
  const { clock, log } = context
  const { ends, parcels } = await composeNotification(context, payload, clock.now())
  const composed = await Promise.all(
    parcels.map(({ letter, channels }) => composeMessages(letter, channels, context)),
  )
  const messages = composed.flat()
  if (!ends && messages.length === 0) log.warn('nobody is known to be told of the warning', { number })
  return async (tx) => {
    if ((await findWritten(tx, payload)) !== undefined) return []
    if (!ends && !(await stillAsks(tx, context, number))) return []
    await appendOutbox(tx, { now: clock.now(), messages })
    return messages.map((message) => deliveryOf(message))
  }
}
