/** Knows what the outbox owes: never twice by itself, never silently lost, doubt shown and settled by a person. */
import { setTimeout as sleep } from 'node:timers/promises'
import PostalMime from 'postal-mime'
import { describe, expect, test } from 'vitest'
import type { Channel, Delivery, Message } from '../../alerts/channel.ts'
import type { ChannelBook } from '../../jobs/outbox/channel-book.ts'
import { reapSilent, workNext } from '../../jobs/ledger/ledger.ts'
import { releaseHeld, reopenChannel, settleMessage } from '../../jobs/outbox/outbox-desk.ts'
import type { StepContext } from '../../jobs/step.ts'
import { deliveryOf, giveUpAfter } from '../../jobs/outbox/wake.ts'
import { findChannel, writeChannel } from '../../storage/channels.ts'
import { insertJobs, listJobs } from '../../storage/jobs.ts'
import { appendOutbox, findMessage, listOutbox } from '../../storage/outbox.ts'
import { holdOutbox, listOutboxEvents, markOutbox } from '../../storage/outbox-moves.ts'
import type { OutboxState } from '../../storage/outbox-state.ts'
import { eachInFolder, openTestClock } from './ground.ts'

const START = '2020-11-09T00:30:00.000Z'
const MINUTE = 60_000
const ground = eachInFolder()

type Send = (message: Message, committing: () => Promise<void>) => Promise<Delivery>

const channelOf = (send: Send, changes: Partial<Channel> = {}): Channel => ({
  repeatable: false,
  perMinute: null,
  send,
  ...changes,
})

/** Commits and answers. */
const answering =
  (...answers: readonly Delivery[]): Send =>
  async (_, committing) => {
    await committing()
    return (answers.length > 1 ? turn(answers) : answers[0]) ?? { outcome: 'sent', reply: '250 ok' }
  }
const turns = new Map<readonly Delivery[], number>()
const turn = (answers: readonly Delivery[]): Delivery | undefined => {
  const at = turns.get(answers) ?? 0
  turns.set(answers, at + 1)
  return answers[Math.min(at, answers.length - 1)]
}

const bookOf = (channels: Readonly<Record<string, Channel>>): ChannelBook => ({
  find: async (name) => channels[name],
  resolve: async (name) => ({ name, kind: name === 'outbox-folder' ? name : 'smtp' }),
  check: () => {},
  write: async () => {},
})

const set = async (channels: Readonly<Record<string, Channel>>) => {
  const clock = openTestClock(START)
  const app = await ground.open({ clock })
  const context: StepContext & { clock: typeof clock } = { ...app, clock, channels: bookOf(channels) }
  for (const name of Object.keys(channels))
    await app.storage.transaction((tx) =>
      writeChannel(tx, { name, kind: 'smtp', setting: {}, secrets: {} }, { now: START, actor: 'test' }),
    )
  return context
}

const queue = (context: StepContext, keys: readonly string[], channel = 'mail') =>
  context.storage.transaction(async (tx) => {
    const now = context.clock.now()
    const messages = keys.map((key) => ({
      key,
      kind: 'notice',
      channel,
      recipient: key,
      address: `${key}@example.org`,
      messageId: `<${key}>`,
      body: `body of ${key}`,
      giveUpAt: giveUpAfter(context.clock, now),
    }))
    await appendOutbox(tx, { now, messages })
    await insertJobs(tx, { now, jobs: messages.map(deliveryOf) })
  })

/** Works off what is due now. */
const work = async (context: StepContext): Promise<number> => {
  for (let done = 0; ; done++) {
    const worked = await workNext(context, 'w')
    if (!worked) return done
    if (worked.error !== undefined) throw worked.error
  }
}

const stateOf = async ({ storage }: StepContext, key = 'a') => (await findMessage(storage.db, key))?.state
const wayOf = async ({ storage }: StepContext, key = 'a') =>
  (await listOutboxEvents(storage.db, key)).map((e) => e.to).join(' ')
const dueOf = async ({ storage }: StepContext) =>
  (await listJobs(storage.db, { states: ['ready'] })).map((j) => j.runAt)

describe('one message', () => {
  test('is written down before it is handed over, and sent with what the server said', async () => {
    let seen: OutboxState | undefined
    const context = await set({
      mail: channelOf(async (message, committing) => {
        seen = await stateOf(context)
        await committing()
        const handed = await findMessage(context.storage.db, 'a')
        expect([handed?.state, message.body, message.address]).toEqual([
          'committing',
          'body of a',
          'a@example.org',
        ])
        return { outcome: 'sent', reply: '250 taken as 4711' }
      }),
    })
    await queue(context, ['a'])
    await work(context)
    expect(seen).toBe('sending')
    expect(await findMessage(context.storage.db, 'a')).toMatchObject({
      state: 'sent',
      detail: '250 taken as 4711',
      tries: 1,
    })
    expect(await wayOf(context)).toBe('sending committing sent')
  })

  test('deferred, it is tried after 1, 5, 15, 30, 60, 60 … minutes until it is given up', async () => {
    const context = await set({ mail: channelOf(answering({ outcome: 'later', reply: '451 later' })) })
    await queue(context, ['a'])
    const waits: number[] = []
    while ((await stateOf(context)) === 'queued') {
      await work(context)
      const [next] = await dueOf(context)
      if (next === undefined) break
      waits.push((Date.parse(next) - Date.parse(context.clock.now())) / MINUTE)
      context.clock.set(next)
    }
    expect(waits.slice(0, 7)).toEqual([1, 5, 15, 30, 60, 60, 60])
    expect(Date.parse(context.clock.now()) - Date.parse(START)).toBeGreaterThanOrEqual(3 * 24 * 60 * MINUTE)
    const message = await findMessage(context.storage.db, 'a')
    expect(message).toMatchObject({ state: 'failed', detail: 'given up: 451 later', tries: waits.length })
    expect(await dueOf(context)).toEqual([])
  })

  test('whom the server wants to wait longer, it waits', async () => {
    const context = await set({
      mail: channelOf(answering({ outcome: 'later', reply: 'slow down', waitMs: 10 * MINUTE })),
    })
    await queue(context, ['a'])
    await work(context)
    expect(await dueOf(context)).toEqual([context.clock.later(START, 10 * MINUTE)])
  })

  test('refused, it has failed, and the others go on', async () => {
    const context = await set({
      mail: channelOf(async ({ key }, committing) => {
        if (key === 'b') return { outcome: 'refused', reply: '550 no such user' }
        await committing()
        return { outcome: 'sent', reply: '250 ok' }
      }),
    })
    await queue(context, ['a', 'b', 'c'])
    await work(context)
    const states = (await listOutbox(context.storage.db)).map((m) => [m.state, m.detail])
    expect(states).toEqual([
      ['sent', '250 ok'],
      ['failed', '550 no such user'],
      ['sent', '250 ok'],
    ])
  })

  test('in doubt, it is never sent again by itself', async () => {
    const context = await set({ mail: channelOf(answering({ outcome: 'unknown', reply: 'timeout' })) })
    await queue(context, ['a'])
    await work(context)
    context.clock.advance(30 * 24 * 60 * MINUTE)
    expect(await work(context)).toBe(0)
    expect(await findMessage(context.storage.db, 'a')).toMatchObject({ state: 'unknown', tries: 1 })
  })

  test('for a channel that is not there it has failed, and says so', async () => {
    const context = await set({})
    await queue(context, ['a'], 'nowhere')
    await work(context)
    expect(await findMessage(context.storage.db, 'a')).toMatchObject({
      state: 'failed',
      detail: 'there is no channel nowhere',
    })
  })

  test('whose channel broke after the handing over is in doubt, before it is tried again', async () => {
    const context = await set({
      mail: channelOf(async ({ key }, committing) => {
        if (key === 'a') await committing()
        throw new Error('a fault of ours')
      }),
    })
    await queue(context, ['a', 'b'])
    await work(context)
    expect([await stateOf(context), await stateOf(context, 'b')]).toEqual(['unknown', 'queued'])
  })
})

describe('a worker that dies', () => {
  const kinds = [
    ['before the last moment: sent by the next', 'sending', false, 'queued sending committing sent'],
    ['after it: in doubt', 'committing', false, 'unknown'],
    ['after it, on a channel where twice does no harm', 'committing', true, 'queued sending committing sent'],
  ] as const
  test.each(kinds)('%s', async (_, died, repeatable, way) => {
    const context = await set({ mail: channelOf(answering(), { repeatable }) })
    await queue(context, ['a'])
    const states = died === 'sending' ? ['queued', died] : ['queued', 'sending', died]
    for (const [at, to] of states.slice(1).entries())
      await context.storage.transaction((tx) =>
        markOutbox(tx, {
          key: 'a',
          from: states[at] as OutboxState,
          to: to as OutboxState,
          now: START,
          actor: 'worker',
          detail: '',
          set: { claim: 'of the dead' },
        }),
      )
    await work(context)
    expect(
      (await wayOf(context))
        .split(' ')
        .slice(states.length - 1)
        .join(' '),
    ).toBe(way)
  })

  test('one that was only slow hands nothing over once another has taken the message', async () => {
    const gate = Promise.withResolvers<void>()
    let handed = 0
    const send =
      (wait: Promise<void>): Send =>
      async (_, committing) => {
        await wait
        await committing()
        handed += 1
        return { outcome: 'sent', reply: 'ok' }
      }
    const context = await set({ mail: channelOf(send(Promise.resolve())) })
    const slow = { ...context, leaseMs: 50, channels: bookOf({ mail: channelOf(send(gate.promise)) }) }
    await queue(context, ['a'])
    const working = workNext(slow, 'slow')
    await sleep(30)
    context.clock.advance(5 * MINUTE)
    await reapSilent(context)
    await work(context)
    expect(await stateOf(context)).toBe('sent')
    gate.resolve()
    await working
    await slow.deliveries.idle(1_000)
    expect(handed).toBe(1)
    expect(await wayOf(context)).toBe('sending queued sending committing sent')
  })

  test('a late answer clears the doubt that another worker wrote down', async () => {
    const gate = Promise.withResolvers<void>()
    const context = await set({ mail: channelOf(answering()) })
    const slow = {
      ...context,
      leaseMs: 50,
      channels: bookOf({
        mail: channelOf(async (_, committing) => {
          await committing()
          await gate.promise
          return { outcome: 'sent', reply: '250 at last' }
        }),
      }),
    }
    await queue(context, ['a'])
    const working = workNext(slow, 'slow')
    await sleep(100)
    context.clock.advance(5 * MINUTE)
    await reapSilent(context)
    await work(context)
    expect(await stateOf(context)).toBe('unknown')
    gate.resolve()
    await working
    await slow.deliveries.idle(1_000)
    expect(await wayOf(context)).toBe('sending committing unknown sent')
  })
})

describe('a program that ends', () => {
  test('waits for the answer to what it handed over, so that it is no doubt', async () => {
    const gate = Promise.withResolvers<void>()
    const context = await set({
      mail: channelOf(async (_, committing) => {
        await committing()
        await gate.promise
        return { outcome: 'sent', reply: '250 in time' }
      }),
    })
    await queue(context, ['a'])
    const stop = new AbortController()
    const working = workNext(context, 'w', { stop: stop.signal })
    while ((await stateOf(context)) !== 'committing') await sleep(5)
    stop.abort(new Error('the program ends'))
    await working
    setTimeout(gate.resolve, 50)
    await context.deliveries.idle(2_000)
    expect(await findMessage(context.storage.db, 'a')).toMatchObject({ state: 'sent', detail: '250 in time' })
  })

  test('hands nothing over any more, and the next one sends it at once', async () => {
    const gate = Promise.withResolvers<void>()
    let handed = 0
    const context = await set({
      mail: channelOf(async (_, committing) => {
        await gate.promise
        await committing()
        handed += 1
        return { outcome: 'sent', reply: 'ok' }
      }),
    })
    await queue(context, ['a'])
    const stop = new AbortController()
    const working = workNext(context, 'w', { stop: stop.signal })
    while ((await stateOf(context)) !== 'sending') await sleep(5)
    stop.abort(new Error('the program ends'))
    await working
    gate.resolve()
    await context.deliveries.idle(2_000)
    expect([handed, await stateOf(context)]).toEqual([0, 'sending'])
    await work(context)
    expect([handed, await stateOf(context)]).toEqual([1, 'sent'])
  })

  test('does not wait for ever', async () => {
    const context = await set({})
    const started = performance.now()
    void context.deliveries.track(new Promise(() => undefined))
    await context.deliveries.idle(50)
    expect(performance.now() - started).toBeLessThan(1_000)
  })
})

describe('a channel', () => {
  test('whose login is refused stops and alarms; its messages wait, others go on, opened it sends them once', async () => {
    const bad = answering({ outcome: 'stop', reply: '535 wrong password' }, { outcome: 'sent', reply: 'ok' })
    const context = await set({
      mail: channelOf((message, committing) => bad(message, committing)),
      ding: channelOf(answering()),
    })
    const lines: string[] = []
    const log = { ...context.log, error: (words: string) => void lines.push(words), child: () => log }
    await queue(context, ['a', 'b', 'c'])
    await queue(context, ['d'], 'ding')
    await work({ ...context, log })
    expect(lines).toEqual(['channel stopped'])
    expect(await findChannel(context.storage.db, 'mail')).toMatchObject({
      state: 'stopped',
      detail: '535 wrong password',
    })
    const own = async () => (await listOutbox(context.storage.db)).filter((m) => m.kind !== 'alarm')
    const states = async () => (await own()).map((m) => m.state)
    expect(await states()).toEqual(['queued', 'queued', 'queued', 'sent'])
    expect(await work(context)).toBe(0)
    expect(await reopenChannel(context, { name: 'mail', actor: '张三', reason: '已改密码' })).toBe(3)
    await work(context)
    expect(await states()).toEqual(['sent', 'sent', 'sent', 'sent'])
    expect((await own()).map((m) => m.tries)).toEqual([2, 1, 1, 1])
    const again = reopenChannel(context, { name: 'mail', actor: '张三', reason: '' })
    await expect(again).rejects.toThrow('没有停用')
  })

  test.each([
    ['into the folder', [{ channel: 'outbox-folder', address: '' }], ['outbox-folder']],
    [
      'where the operator wants it, never on the channel that stopped',
      [
        { channel: 'ding', address: '' },
        { channel: 'mail', address: 'admin@example.org' },
      ],
      ['ding', 'outbox-folder'],
    ],
  ])('tells the operator once that it stopped: %s', async (_, alarms, expected) => {
    const told: Message[] = []
    const listening = channelOf(async (message, committing) => {
      await committing()
      told.push(message)
      return { outcome: 'sent', reply: 'ok' }
    })
    const stop = answering({ outcome: 'stop', reply: '535 <wrong> password' })
    const context = await set({ mail: channelOf(stop), ding: listening, 'outbox-folder': listening })
    await queue(context, ['a', 'b'])
    await work({ ...context, alarms })
    const raised = (await listOutbox(context.storage.db)).filter((m) => m.kind === 'alarm')
    expect(raised.map((m) => `${m.channel} ${m.state}`)).toEqual(expected.map((name) => `${name} sent`))
    expect(told).toHaveLength(expected.length)
    const mail = await PostalMime.parse(told[0]?.body ?? '')
    expect([mail.subject, mail.text]).toEqual([
      '【告警】发送渠道 mail 已停用',
      expect.stringContaining('535 <wrong> password'),
    ])
  })

  test('keeps to its limit in every minute, and everything leaves in the end', async () => {
    const sent: number[] = []
    const context = await set({
      ding: channelOf(
        async (_, committing) => {
          await committing()
          sent.push(Date.parse(context.clock.now()))
          context.clock.advance(700)
          return { outcome: 'sent', reply: 'ok' }
        },
        { perMinute: 20 },
      ),
    })
    const keys = Array.from({ length: 70 }, (_, i) => `k${i}`)
    await queue(context, keys, 'ding')
    for (let turns = 0; sent.length < keys.length && turns < 200; turns++) {
      await work(context)
      const due = (await dueOf(context)).toSorted()[0]
      if (due !== undefined && due > context.clock.now()) context.clock.set(due)
    }
    expect(sent).toHaveLength(70)
    for (const at of sent) {
      const within = sent.filter((other) => other >= at && other < at + MINUTE)
      expect(within.length).toBeLessThanOrEqual(20)
    }
    // Four full minutes of twenty are enough for seventy.
    expect((sent.at(-1) ?? 0) - (sent[0] ?? 0)).toBeLessThan(4 * MINUTE)
  })
})

describe('a person', () => {
  const doubtful = async () => {
    const context = await set({
      mail: channelOf(answering({ outcome: 'unknown', reply: 'timeout' }, { outcome: 'sent', reply: 'ok' })),
    })
    await queue(context, ['a'])
    await work(context)
    return context
  }
  const by = { actor: '张三', reason: '电话核实' }

  test('says that it was delivered: nothing is sent, and the history keeps his word', async () => {
    const context = await doubtful()
    await settleMessage(context, { key: 'a', decision: 'delivered', ...by })
    expect(await work(context)).toBe(0)
    expect((await listOutboxEvents(context.storage.db, 'a')).at(-1)).toMatchObject({
      from: 'unknown',
      to: 'sent',
      actor: '张三',
      detail: '电话核实',
    })
  })

  test('says send again: it leaves once more, with time before it', async () => {
    const context = await doubtful()
    context.clock.advance(30 * 24 * 60 * MINUTE)
    await settleMessage(context, { key: 'a', decision: 'send-again', ...by })
    await work(context)
    expect(await wayOf(context)).toBe('sending committing unknown queued sending committing sent')
  })

  test('cannot send again what was sent, and learns where it stands', async () => {
    const context = await doubtful()
    await settleMessage(context, { key: 'a', decision: 'delivered', ...by })
    const again = settleMessage(context, { key: 'a', decision: 'send-again', ...by })
    await expect(again).rejects.toThrow('发件 a：发现「sent」')
    await expect(settleMessage(context, { key: 'x', decision: 'delivered', ...by })).rejects.toThrow('发件 x')
    await settleMessage(context, { key: 'a', decision: 'bounced', ...by })
    expect(await stateOf(context)).toBe('bounced')
  })

  test('releases what was held after a restore; until then nothing leaves', async () => {
    const context = await set({ mail: channelOf(answering()) })
    await queue(context, ['a', 'b'])
    await context.storage.transaction((tx) =>
      holdOutbox(tx, { now: START, actor: 'restore', detail: 'restored' }),
    )
    await work(context)
    expect([await stateOf(context), await stateOf(context, 'b')]).toEqual(['held', 'held'])
    await settleMessage(context, { key: 'b', decision: 'delivered', ...by })
    expect(await releaseHeld(context, by)).toEqual(['a'])
    await work(context)
    expect([await stateOf(context), await wayOf(context, 'b')]).toEqual(['sent', 'held sent'])
  })
})
