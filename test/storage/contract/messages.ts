/** Knows what the outbox, its history and the log of digests must do. */
import { expect, test } from 'vitest'
import { appendDigestLog, findLastDigest } from '../../../storage/digest-log.ts'
import { appendOutbox, countOutbox, findMessage, listOutbox } from '../../../storage/outbox.ts'
import {
  holdOutbox,
  listOutboxEvents,
  listTried,
  markOutbox,
  postponeOutbox,
  type Move,
} from '../../../storage/outbox-moves.ts'
import { OUTBOX_STATES, type OutboxState } from '../../../storage/outbox-state.ts'
import { at, type Ground } from './ground.ts'

export const messagesContract = (ground: Ground): void => {
  const message = {
    key: 'digest:weekly:2020-W45:zhang',
    kind: 'digest',
    channel: 'mail',
    recipient: 'zhang',
    address: 'zhang@example.org',
    messageId: '<1@x>',
    body: '{}',
    giveUpAt: at(99),
  }
  const append = (changes: Partial<typeof message> = {}) =>
    ground.storage.transaction((tx) =>
      appendOutbox(tx, { now: at(0), messages: [{ ...message, ...changes }] }),
    )
  const move = (from: OutboxState, to: OutboxState, changes: Partial<Move> = {}) => {
    const step = { key: message.key, from, to, now: at(1), actor: 'worker', detail: `${from} to ${to}` }
    return ground.storage.transaction((tx) => markOutbox(tx, { ...step, ...changes }))
  }
  const tell = (week: string, told: unknown) =>
    ground.storage.transaction((tx) => appendDigestLog(tx, { recipient: 'zhang', week, told, now: at(0) }))
  const last = (before: string) => findLastDigest(ground.storage.db, { recipient: 'zhang', before })

  test('are written once, frozen, and moved by one hand only', async () => {
    expect(await append()).toEqual([message.key])
    expect(await append({ body: 'another body' })).toEqual([])
    const moved = await Promise.all([1, 2].map(() => move('queued', 'sending', { set: { claim: 'c' } })))
    expect(moved.toSorted()).toEqual([false, true])
    const entry = { ...message, body: undefined }
    expect(await listOutbox(ground.storage.db)).toEqual([
      {
        ...entry,
        state: 'sending',
        detail: 'queued to sending',
        claim: 'c',
        attempt: 0,
        tries: 0,
        nextAt: at(0),
        createdAt: at(0),
        updatedAt: at(1),
      },
    ])
    expect(await listOutbox(ground.storage.db, { states: ['queued', 'held'] })).toEqual([])
    expect(await listOutbox(ground.storage.db, { states: ['sending'], recipient: 'li' })).toEqual([])
    expect(await listOutbox(ground.storage.db, { channel: 'mail' })).toHaveLength(1)
    expect(await listOutbox(ground.storage.db, { keyBegins: 'digest:weekly:' })).toHaveLength(1)
    expect(await listOutbox(ground.storage.db, { keyBegins: 'digest:%' })).toEqual([])
    expect((await findMessage(ground.storage.db, message.key))?.body).toBe('{}')
    expect(await countOutbox(ground.storage.db)).toMatchObject({ sending: 1, sent: 0 })
    expect(await countOutbox(ground.storage.db, { channel: 'other' })).toMatchObject({ sending: 0 })
    for (const column of ['body', 'address', 'channel', 'kind', 'message_id'])
      await expect(ground.execute(`update outbox set ${column} = 'x'`)).rejects.toThrow('append-only')
  })

  test('go only the ways there are: one that was sent is never sent again', async () => {
    await append()
    await expect(move('queued', 'sent')).rejects.toThrow('no message goes from queued to sent')
    for (const [from, to] of [
      ['queued', 'sending'],
      ['sending', 'committing'],
      ['committing', 'unknown'],
      ['unknown', 'sent'],
    ] as const) {
      expect(await move(from, to)).toBe(true)
    }
    for (const to of ['queued', 'sending', 'held', 'committing', 'unknown', 'failed'] as const) {
      await expect(move('sent', to)).rejects.toThrow(`no message goes from sent to ${to}`)
    }
    const events = await listOutboxEvents(ground.storage.db, message.key)
    expect(events.map((e) => `${e.from} ${e.to}`)).toEqual([
      'queued sending',
      'sending committing',
      'committing unknown',
      'unknown sent',
    ])
    await expect(ground.execute('delete from outbox_event')).rejects.toThrow('append-only')
  })

  test('whoever lost the claim moves nothing, and leaves no trace', async () => {
    await append()
    await move('queued', 'sending', { set: { claim: 'old' } })
    await move('sending', 'queued', { claim: 'old', set: { claim: null } })
    await move('queued', 'sending', { claim: null, set: { claim: 'new' } })
    expect(await move('sending', 'committing', { claim: 'old' })).toBe(false)
    expect(await move('sending', 'committing', { claim: null })).toBe(false)
    expect(await move('sending', 'committing', { claim: 'new' })).toBe(true)
    expect(await listOutboxEvents(ground.storage.db, message.key)).toHaveLength(4)
  })

  test('an attempt is given once', async () => {
    await append()
    const give = (attempt: number) =>
      ground.storage.transaction((tx) =>
        postponeOutbox(tx, { key: message.key, attempt, nextAt: at(attempt) }),
      )
    expect([await give(1), await give(1), await give(2)]).toEqual([true, false, true])
    expect(await findMessage(ground.storage.db, message.key)).toMatchObject({ attempt: 2, nextAt: at(2) })
    await move('queued', 'sending')
    expect(await give(3)).toBe(false)
  })

  test('those on the wire and those tried lately count towards a limit', async () => {
    const keys = ['a', 'b', 'c']
    for (const key of keys) await append({ key, messageId: `<${key}>` })
    const tried = () => listTried(ground.storage.db, { channel: 'mail', since: at(5) })
    await move('queued', 'sending', { key: 'a', now: at(1) })
    expect(await tried()).toEqual([at(1)])
    await move('sending', 'committing', { key: 'a', now: at(2) })
    await move('committing', 'sent', { key: 'a', now: at(5) })
    expect(await tried()).toEqual([])
    await move('queued', 'sending', { key: 'b', now: at(4) })
    await move('sending', 'queued', { key: 'b', now: at(6) })
    expect(await tried()).toEqual([at(6)])
    expect(await listTried(ground.storage.db, { channel: 'other', since: at(0) })).toEqual([])
  })

  test('after a restore everything that has not left is held, and what stood before the dot is in doubt', async () => {
    const way = ['queued', 'sending', 'committing', 'sent'] as const
    for (const [index, state] of way.entries()) {
      await append({ key: state, messageId: `<${state}>` })
      for (const [step, from] of way.slice(0, index).entries())
        await move(from, way[step + 1] ?? 'sent', { key: state })
    }
    const held = await ground.storage.transaction((tx) =>
      holdOutbox(tx, { now: at(9), actor: 'restore', detail: 'restored' }),
    )
    expect(held).toEqual(['queued', 'sending'])
    const after = await listOutbox(ground.storage.db)
    expect(after.map((m) => m.state)).toEqual(['held', 'held', 'unknown', 'sent'])
  })

  test('every state has its words', () => {
    expect(Object.keys(OUTBOX_STATES)).toHaveLength(8)
  })

  test('what a recipient was told is kept by week', async () => {
    expect(await tell('2020-W45', { open: ['2020-0001'] })).toBe(true)
    expect(await tell('2020-W46', { open: [] })).toBe(true)
    expect(await tell('2020-W45', 'again')).toBe(false)
    expect((await last('2020-W47'))?.week).toBe('2020-W46')
    expect((await last('2020-W46'))?.told).toEqual({ open: ['2020-0001'] })
    expect(await last('2020-W45')).toBeUndefined()
  })
}
