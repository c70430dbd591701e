/** Knows the step from a frozen message to its channel: what is written down before, and what is made of the answer. */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Channel, Delivery } from '../alerts/channel.ts'
import { InputError } from '../indicators/input-error.ts'
import { findChannel } from '../storage/channels.ts'
import { findMessage, type NewMessage, type OutboxMessage } from '../storage/outbox.ts'
import { ENDED_AFTER, ENDED_BEFORE, givenUp, noChannel } from '../storage/outbox-detail.ts'
import { listTried, markOutbox } from '../storage/outbox-moves.ts'
import type { OutboxState } from '../storage/outbox-state.ts'
import type { Tx } from '../storage/schema.ts'
import { composeAlarms, stopWithAlarm } from './outbox/alarm.ts'
import type { Commit, Prepare, StepContext } from './step.ts'
import { postpone, requeue } from './outbox/wake.ts'

const payloadSchema = z.object({ key: z.string().min(1), attempt: z.number().int().default(0) })

const nothing: Commit = async () => []

const WORKER = 'worker'
const MINUTE_MS = 60_000
const BUSY_MS = 5_000
/** Waits after the first, second … try; the last goes on until the message is given up. */
const BACK_OFF_MS = [1, 5, 15, 30, 60].map((minutes) => minutes * MINUTE_MS)
const backOff = (tries: number): number => BACK_OFF_MS[Math.min(tries, BACK_OFF_MS.length) - 1] ?? MINUTE_MS

interface Try {
  readonly message: OutboxMessage
  readonly channel: Channel
  /** Fresh and random: whoever took the message over meanwhile has another. */
  readonly claim: string
}

/**
 * A message found half-way belonged to a worker that died: before the last moment it was not sent, after it nobody knows,
 * unless sending twice does no harm. True when it is in the queue.
 */
const recover = async (
  tx: Tx,
  { key, state, claim }: OutboxMessage,
  { repeatable, now }: { repeatable: boolean; now: string },
): Promise<boolean> => {
  if (state === 'queued') return true
  const base = { key, now, actor: WORKER, claim }
  if (state === 'sending' || repeatable)
    return markOutbox(tx, { ...base, from: state, to: 'queued', detail: ENDED_BEFORE })
  await markOutbox(tx, { ...base, from: 'committing', to: 'unknown', detail: ENDED_AFTER })
  return false
}

/** When the limit of the channel lets the message go; undefined when that is now. */
const findSlot = async (
  tx: Tx,
  { message, channel }: Try,
  { clock }: StepContext,
): Promise<string | undefined> => {
  if (channel.perMinute === null) return undefined
  const now = clock.now()
  const tried = await listTried(tx, { channel: message.channel, since: clock.later(now, -MINUTE_MS) })
  const blocking = tried.at(-channel.perMinute)
  if (blocking === undefined) return undefined
  const free = clock.later(blocking, MINUTE_MS)
  // One that is still on its way blocks for as long as that takes.
  return free > now ? free : clock.later(now, BUSY_MS)
}

/** Takes the message to be sent; false when there is nothing to send now. */
const take = async (tx: Tx, one: Try, context: StepContext): Promise<boolean> => {
  const { message, claim } = one
  const { key, tries, giveUpAt } = message
  const now = context.clock.now()
  const base = { key, from: 'queued', now, actor: WORKER } as const
  if (!(await recover(tx, message, { repeatable: one.channel.repeatable, now }))) return false
  if (now >= giveUpAt) {
    await markOutbox(tx, { ...base, to: 'failed', detail: givenUp(message.detail), set: { claim: null } })
    return false
  }
  const slot = await findSlot(tx, one, context)
  if (slot !== undefined) {
    await postpone(tx, message, { now, runAt: slot })
    return false
  }
  return markOutbox(tx, { ...base, to: 'sending', detail: '', set: { claim, tries: tries + 1 } })
}

interface Sending extends Try {
  readonly signal: AbortSignal
  /** Where the message stands in the outbox. */
  state: OutboxState
}

/** Written in the last moment before the other side may take the message. @throws Error when it is no longer ours. */
const commit = async (one: Sending, { storage, clock }: StepContext): Promise<void> => {
  const { message, claim, signal } = one
  signal.throwIfAborted()
  const move = { key: message.key, from: 'sending', to: 'committing', actor: WORKER, detail: '' } as const
  const mine = await storage.transaction((tx) => markOutbox(tx, { ...move, now: clock.now(), claim }))
  if (!mine) throw new Error('another worker took the message over')
  one.state = 'committing'
}

const hand = async (one: Sending, context: StepContext): Promise<Delivery> => {
  try {
    return await one.channel.send(one.message, () => commit(one, context))
  } catch (error) {
    const reply = error instanceof Error ? error.message : String(error)
    if (one.state === 'committing') return { outcome: 'unknown', reply }
    return { outcome: error instanceof InputError ? 'stop' : 'later', reply }
  }
}

/** Writes down what became of the message; a late answer clears a doubt, and nothing else. */
const settle = async (
  tx: Tx,
  { one, delivery, alarms }: { one: Sending; delivery: Delivery; alarms: readonly NewMessage[] },
  { clock }: StepContext,
): Promise<void> => {
  const { message, claim, state } = one
  const now = clock.now()
  const base = { now, actor: WORKER, detail: delivery.reply, claim }
  const end = (from: OutboxState, to: OutboxState) => markOutbox(tx, { ...base, key: message.key, from, to })
  switch (delivery.outcome) {
    case 'sent':
      if (!(await end('committing', 'sent'))) await end('unknown', 'sent')
      return
    case 'refused':
      await end(state, 'failed')
      return
    case 'unknown':
      await end('committing', 'unknown')
      return
    case 'later': {
      const wait = Math.max(backOff(message.tries + 1), delivery.waitMs ?? 0)
      await requeue(tx, message, { ...base, from: state, runAt: clock.later(now, wait) })
      return
    }
    case 'stop': {
      const waiting = { key: message.key, from: state, to: 'queued', set: { claim: null } } as const
      // It waits without a job: who opens the channel again wakes all that wait.
      await markOutbox(tx, { ...base, ...waiting })
      const step = { name: message.channel, now, actor: WORKER, detail: delivery.reply }
      await stopWithAlarm(tx, step, alarms)
      return
    }
  }
}

const UNDER_WAY: readonly OutboxState[] = ['queued', 'sending', 'committing']

/** Leaves the message in the queue and says why its channel takes nothing. */
const wait = async (
  message: OutboxMessage,
  context: StepContext,
  { stop, fail }: { stop?: string; fail?: string },
): Promise<undefined> => {
  const now = context.clock.now()
  const { key, channel: name } = message
  const alarms = stop === undefined ? [] : await composeAlarms({ channel: name, reason: stop, now }, context)
  await context.storage.transaction(async (tx) => {
    const queued = await recover(tx, message, { repeatable: false, now })
    if (stop !== undefined) await stopWithAlarm(tx, { name, now, actor: WORKER, detail: stop }, alarms)
    if (fail === undefined || !queued) return
    await markOutbox(tx, { key, from: 'queued', to: 'failed', now, actor: WORKER, detail: fail })
  })
}

/** The channel of a message; undefined when it is stopped, gone or cannot be opened. */
const openFor = async (message: OutboxMessage, context: StepContext): Promise<Channel | undefined> => {
  const { channel: name } = message
  if ((await findChannel(context.storage.db, name))?.state === 'stopped') return wait(message, context, {})
  try {
    const channel = await context.channels.find(name)
    return channel ?? (await wait(message, context, { fail: noChannel(name) }))
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    context.log.error('channel stopped', { channel: name, reply: error.message })
    return wait(message, context, { stop: error.message })
  }
}

/** A stopped channel is told to the operator: nothing more leaves on it. */
const tell = ({ message }: Sending, { outcome, reply }: Delivery, { log }: StepContext): void => {
  const fields = { message: message.key, channel: message.channel, reply }
  if (outcome === 'stop') log.error('channel stopped', fields)
  else if (outcome === 'sent') log.info('message sent', fields)
  else if (outcome === 'unknown') log.warn('message in doubt', fields)
  else log.warn(`message not sent: ${outcome}`, fields)
}

const deliver = async (one: Sending, context: StepContext): Promise<void> => {
  const delivery = await hand(one, context)
  // The job went to another worker before anything was handed over: what follows is his.
  if (one.signal.aborted && one.state === 'sending') return
  tell(one, delivery, context)
  const stopped = { channel: one.message.channel, reason: delivery.reply, now: context.clock.now() }
  const alarms = delivery.outcome === 'stop' ? await composeAlarms(stopped, context) : []
  await context.storage.transaction((tx) => settle(tx, { one, delivery, alarms }, context))
}

/**
 * Delivers one message. Its moves are written as they happen, not with the end of the job: what the other side answered
 * must not be lost with a lease.
 */
export const prepareDeliver: Prepare = async (raw, context, signal) => {
  const { key, attempt } = payloadSchema.parse(raw)
  const { storage, deliveries } = context
  const message = await findMessage(storage.db, key)
  if (!message || message.attempt !== attempt || !UNDER_WAY.includes(message.state)) return nothing
  const channel = await openFor(message, context)
  if (!channel) return nothing
  const one: Sending = { message, channel, claim: randomUUID(), signal, state: 'sending' }
  if (await storage.transaction((tx) => take(tx, one, context))) await deliveries.track(deliver(one, context))
  return nothing
}
