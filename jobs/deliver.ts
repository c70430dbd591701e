/** Knows the step from a frozen message to its channel; the states of the outbox say how far it came. */
import { z } from 'zod'
import { findMessage, markOutbox, type OutboxMessage } from '../storage/outbox.ts'
import type { Commit, Prepare, StepContext } from './step.ts'

const payloadSchema = z.object({ key: z.string().min(1), week: z.string().min(1) })

const nothing: Commit = async () => []

/** Moves the message, and says whether it was still where it was expected. */
const move = (
  { storage, clock }: StepContext,
  step: { key: string; from: OutboxMessage['state']; to: OutboxMessage['state']; detail: string },
): Promise<boolean> => storage.transaction((tx) => markOutbox(tx, { ...step, now: clock.now() }))

/** On its way; `unknown`, `failed`, `bounced` and `held` wait for a person. */
const MOVING: readonly OutboxMessage['state'][] = ['queued', 'sending', 'committing']

/**
 * Writing into a folder may safely be done twice, so a message found half-way after a crash goes on; a channel where that
 * is not so has to leave it `unknown`.
 */
export const prepareDeliver: Prepare = async (raw, context) => {
  const { key, week } = payloadSchema.parse(raw)
  const message = await findMessage(context.storage.db, key)
  if (!message || !MOVING.includes(message.state)) return nothing
  if (message.state === 'queued') await move(context, { key, from: 'queued', to: 'sending', detail: '' })
  if (message.state !== 'committing')
    await move(context, { key, from: 'sending', to: 'committing', detail: '' })
  const detail = await context.channel.send({
    key,
    week,
    recipient: message.recipient,
    mail: Buffer.from(message.body, 'utf8'),
  })
  return async (tx) => {
    await markOutbox(tx, { key, from: 'committing', to: 'sent', now: context.clock.now(), detail })
    return []
  }
}
