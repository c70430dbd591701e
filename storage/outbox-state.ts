/** Knows the states of a message that leaves the house, and the only ways between them. */
import { text, type Text } from '../indicators/text.ts'
import type { OutboxState } from './tables/message.ts'

export type { OutboxState }

/**
 * Where a message may go from each state. `committing` is written in the last moment before the other side may take the
 * message. After a crash `sending` returns to the queue, while `committing` was perhaps delivered: it becomes `unknown`,
 * and only a person sends it again.
 */
const NEXT: Readonly<Record<OutboxState, readonly OutboxState[]>> = {
  queued: ['sending', 'held', 'failed'],
  sending: ['committing', 'queued', 'held', 'failed'],
  committing: ['sent', 'unknown', 'queued', 'failed'],
  sent: ['bounced'],
  unknown: ['queued', 'sent', 'bounced'],
  failed: ['queued'],
  bounced: ['queued'],
  held: ['queued', 'failed', 'sent'],
}

/** @throws Error when there is no such way: our fault. */
export const requireWay = (from: OutboxState, to: OutboxState): void => {
  if (!NEXT[from].includes(to)) throw new Error(`no message goes from ${from} to ${to}`)
}

/** The states in the words of people. */
export const OUTBOX_STATES: Readonly<Record<OutboxState, Text>> = {
  queued: text('待发', 'queued'),
  sending: text('正在发送', 'being sent'),
  committing: text('正在交付', 'being handed over'),
  sent: text('已发出', 'sent'),
  unknown: text('不能确定是否送达', 'in doubt'),
  failed: text('未能发出', 'failed'),
  bounced: text('被退回', 'bounced'),
  held: text('暂缓', 'held'),
}
