/** Knows what the outbox and the log of digests must do. */
import { expect, test } from 'vitest'
import { appendDigestLog, findLastDigest } from '../../../storage/digest-log.ts'
import { appendOutbox, listOutbox, markOutbox } from '../../../storage/outbox.ts'
import type { OutboxState } from '../../../storage/schema.ts'
import { at, type Ground } from './ground.ts'

export const messagesContract = (ground: Ground): void => {
  const message = {
    key: 'digest:weekly:2020-W45:zhang',
    recipient: 'zhang',
    messageId: '<1@x>',
    body: '{}',
  }
  const append = (body: string) =>
    ground.storage.transaction((tx) => appendOutbox(tx, { now: at(0), messages: [{ ...message, body }] }))
  const move = (from: OutboxState, to: OutboxState) => {
    const step = { key: message.key, from, to, now: at(1), detail: `${from} to ${to}` }
    return ground.storage.transaction((tx) => markOutbox(tx, step))
  }
  const tell = (week: string, told: unknown) =>
    ground.storage.transaction((tx) => appendDigestLog(tx, { recipient: 'zhang', week, told, now: at(0) }))
  const last = (before: string) => findLastDigest(ground.storage.db, { recipient: 'zhang', before })

  test('are written once, frozen, and moved by one hand only', async () => {
    expect(await append('{}')).toEqual([message.key])
    expect(await append('another body')).toEqual([])
    const moved = await Promise.all([1, 2].map(() => move('queued', 'sending')))
    expect(moved.toSorted()).toEqual([false, true])
    expect(await listOutbox(ground.storage.db)).toEqual([
      { ...message, state: 'sending', detail: 'queued to sending', createdAt: at(0), updatedAt: at(1) },
    ])
    expect(await listOutbox(ground.storage.db, { states: ['queued', 'held'] })).toEqual([])
    expect(await listOutbox(ground.storage.db, { states: ['sending'], recipient: 'li' })).toEqual([])
    await expect(ground.execute("update outbox set body = 'x'")).rejects.toThrow('append-only')
  })

  test('go only the ways there are: one that was sent is never sent again', async () => {
    await append('{}')
    await expect(move('queued', 'sent')).rejects.toThrow('no message goes from queued to sent')
    for (const [from, to] of [
      ['queued', 'sending'],
      ['sending', 'committing'],
      ['committing', 'unknown'],
      ['unknown', 'sent'],
    ] as const) {
      expect(await move(from, to)).toBe(true)
    }
    for (const to of ['queued', 'sending', 'held'] as const) {
      await expect(move('sent', to)).rejects.toThrow(`no message goes from sent to ${to}`)
    }
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
