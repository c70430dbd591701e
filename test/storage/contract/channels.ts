/** Knows what the store of channels must do. */
import { expect, test } from 'vitest'
import {
  findChannel,
  listChannelEvents,
  listChannels,
  openStoppedChannel,
  removeChannel,
  stopChannel,
  writeChannel,
} from '../../../storage/channels.ts'
import { at, type Ground } from './ground.ts'

export const channelsContract = (ground: Ground): void => {
  const channel = { name: 'mail', kind: 'smtp', setting: { host: 'relay' }, secrets: { password: 'v1:…' } }
  const write = (changes: Partial<typeof channel> = {}) =>
    ground.storage.transaction((tx) =>
      writeChannel(tx, { ...channel, ...changes }, { now: at(0), actor: '张三' }),
    )
  const step = { name: 'mail', now: at(1), actor: 'worker', detail: '535' }
  const stop = () => ground.storage.transaction((tx) => stopChannel(tx, step))
  const open = () => ground.storage.transaction((tx) => openStoppedChannel(tx, step))
  const events = async () => (await listChannelEvents(ground.storage.db)).map((e) => e.kind)

  test('a channel is set, set anew, and found as it was set', async () => {
    await write({ setting: { host: 'first' } })
    await write()
    const found = { ...channel, state: 'open', detail: '', changedAt: at(0) }
    expect(await findChannel(ground.storage.db, 'mail')).toEqual(found)
    expect(await listChannels(ground.storage.db)).toEqual([found])
    expect(await findChannel(ground.storage.db, 'other')).toBeUndefined()
  })

  test('it stops once, opens once, and setting it anew opens it', async () => {
    await write()
    expect([await open(), await stop(), await stop()]).toEqual([false, true, false])
    expect(await findChannel(ground.storage.db, 'mail')).toMatchObject({ state: 'stopped', detail: '535' })
    expect([await open(), await stop()]).toEqual([true, true])
    await write()
    expect(await findChannel(ground.storage.db, 'mail')).toMatchObject({ state: 'open', detail: '' })
    expect(await events()).toEqual(['set', 'stopped', 'opened', 'stopped', 'set'])
  })

  test('removed, its secrets are gone and its history stays', async () => {
    await write()
    const remove = () => ground.storage.transaction((tx) => removeChannel(tx, step))
    expect([await remove(), await remove()]).toEqual([true, false])
    expect(await findChannel(ground.storage.db, 'mail')).toBeUndefined()
    expect(await events()).toEqual(['set', 'removed'])
    await expect(ground.execute('delete from channel_event')).rejects.toThrow('append-only')
  })
}
