/** Knows what a person decides about messages that wait for one: was delivered, send again, bounced, release, open the channel. */
import { InputError } from '../../indicators/input-error.ts'
import { text, type Text } from '../../indicators/text.ts'
import { openStoppedChannel } from '../../storage/channels.ts'
import type { OutboxState } from '../../storage/outbox-state.ts'
import { findMessage, listOutbox, type OutboxEntry } from '../../storage/outbox.ts'
import { markOutbox } from '../../storage/outbox-moves.ts'
import { confirmRestorations } from '../../storage/restorations.ts'
import type { Tx } from '../../storage/schema.ts'
import type { StepContext } from '../step.ts'
import { giveUpAfter, requeue, wakeChannel } from './wake.ts'

export type Decision = 'delivered' | 'send-again' | 'bounced'

interface By {
  readonly actor: string
  readonly reason: string
}

type Desk = Pick<StepContext, 'storage' | 'clock'>

/** From which states a person may decide so. */
const FROM: Readonly<Record<Decision, readonly OutboxState[]>> = {
  delivered: ['unknown', 'held'],
  'send-again': ['unknown', 'failed', 'bounced', 'held'],
  bounced: ['sent', 'unknown'],
}

const TO = { delivered: 'sent', bounced: 'bounced' } as const

const NOWHERE = text('没有这一封', 'no such message')

const refuse = (key: string, found: string | Text, expected: readonly string[]): InputError =>
  new InputError([
    {
      where: text(`发件 ${key}`, `message ${key}`),
      found,
      expected: text(`状态为 ${expected.join('、')} 的一封`, `one in state ${expected.join(', ')}`),
    },
  ])

const sendAgain = (
  tx: Tx,
  message: OutboxEntry,
  { now, clock, actor, reason }: { now: string; clock: Desk['clock'] } & By,
): Promise<boolean> =>
  requeue(tx, message, {
    from: message.state,
    now,
    actor,
    detail: reason,
    runAt: now,
    giveUpAt: giveUpAfter(clock, now),
  })

/** Settles one message by a person's word, which its history keeps. @throws InputError when it does not wait for that. */
export const settleMessage = async (
  { storage, clock }: Desk,
  { key, decision, actor, reason }: { key: string; decision: Decision } & By,
): Promise<OutboxEntry> => {
  const message = await findMessage(storage.db, key)
  const from = FROM[decision]
  if (!message || !from.includes(message.state)) throw refuse(key, message?.state ?? NOWHERE, from)
  const now = clock.now()
  const moved = await storage.transaction((tx) =>
    decision === 'send-again'
      ? sendAgain(tx, message, { now, clock, actor, reason })
      : markOutbox(tx, { key, from: message.state, to: TO[decision], now, actor, detail: reason }),
  )
  const after = await findMessage(storage.db, key)
  if (!moved || !after) throw refuse(key, after?.state ?? NOWHERE, from)
  return after
}

/** Lets go what was held after a restore, and what is queued from now on. Returns the keys. */
export const releaseHeld = async ({ storage, clock }: Desk, by: By): Promise<readonly string[]> => {
  const now = clock.now()
  return storage.transaction(async (tx) => {
    await confirmRestorations(tx, { now, actor: by.actor })
    const held = await listOutbox(tx, { states: ['held'] })
    for (const message of held) await sendAgain(tx, message, { now, clock, ...by })
    return held.map(({ key }) => key)
  })
}

/** Opens a stopped channel and wakes what waited for it. @throws InputError when it is not stopped. */
export const reopenChannel = async (
  { storage, clock }: Desk,
  { name, actor, reason }: { name: string } & By,
): Promise<number> => {
  const now = clock.now()
  return storage.transaction(async (tx) => {
    if (!(await openStoppedChannel(tx, { name, now, actor, detail: reason })))
      throw new InputError([
        {
          where: text(`渠道 ${name}`, `channel ${name}`),
          found: text('没有停用', 'not stopped'),
          expected: text('已停用的渠道', 'a stopped channel'),
        },
      ])
    return wakeChannel(tx, name, now)
  })
}
