/** Knows when a service is fit to serve, and what it says when it is not. */
import { describe, expect, test } from 'vitest'
import { judgeLedger, openHealth } from '../../../jobs/ledger/health.ts'
import { requestJobs, workNext } from '../../../jobs/ledger/ledger.ts'
import type { StepContext } from '../../../jobs/step.ts'
import { stopChannel, writeChannel } from '../../../storage/channels.ts'
import { appendRestoration } from '../../../storage/restorations.ts'
import { eachInFolder, openTestClock } from '../ground.ts'

const ground = eachInFolder()
const START = '2020-11-03T00:00:00.000Z'
const later = (minutes: number) => new Date(Date.parse(START) + minutes * 60_000).toISOString()

const troubles = async (context: StepContext, living = {}) => {
  const ask = openHealth(context, {
    lastTick: () => context.clock.now(),
    inboxTrouble: () => null,
    ...living,
  })
  const { ready, vitals } = await ask()
  return { ready, names: vitals.filter((v) => v.trouble).map((v) => v.name), vitals }
}

test('a service that works is ready', async () => {
  const app = await ground.open()
  expect(await troubles(app)).toMatchObject({ ready: true, names: [] })
})

test('a database that cannot be written is said, and asked again only after a while', async () => {
  const app = await ground.open()
  let asked = 0
  const full: StepContext = {
    ...app,
    storage: {
      ...app.storage,
      transaction: () => {
        asked += 1
        return Promise.reject(new Error('database or disk is full'))
      },
    },
  }
  const ask = openHealth(full, { lastTick: () => app.clock.now(), inboxTrouble: () => null })
  const first = await ask()
  expect(first.ready).toBe(false)
  expect(first.vitals[0]?.trouble).toEqual({
    zh: '数据库写不进：database or disk is full',
    en: 'the database cannot be written: database or disk is full',
  })
  await ask()
  expect(asked).toBe(1)
})

test('who hangs is not waited for', async () => {
  const app = await ground.open()
  const archive = { ...app.storage.archive, check: () => new Promise<void>(() => undefined) }
  const began = performance.now()
  const { ready, names } = await troubles({ ...app, storage: { ...app.storage, archive } })
  expect([ready, names]).toEqual([false, ['archive']])
  expect(performance.now() - began).toBeLessThan(10_000)
})

test('an archive that is gone, a schedule that stands: not ready; an inbox that is away: told, but ready', async () => {
  const clock = openTestClock(START)
  const app = await ground.open({ clock })
  const gone = { ...app.storage.archive, check: () => Promise.reject(new Error('ENOENT')) }
  expect(await troubles({ ...app, storage: { ...app.storage, archive: gone } })).toMatchObject({
    ready: false,
    names: ['archive'],
  })
  expect(await troubles(app, { lastTick: () => later(-4) })).toMatchObject({
    ready: false,
    names: ['schedule'],
  })
  expect(await troubles(app, { lastTick: () => later(-2) })).toMatchObject({ ready: true, names: [] })
  expect(await troubles(app, { inboxTrouble: () => 'ENOENT' })).toMatchObject({
    ready: true,
    names: ['inbox'],
  })
})

test('a stopped channel and an outbox held after a restore are told with what to do, and it is ready', async () => {
  const app = await ground.open({ clock: openTestClock(START) })
  const by = { name: 'mail', now: START, actor: 'a' }
  await app.storage.transaction(async (tx) => {
    await writeChannel(tx, { name: 'mail', kind: 'smtp', setting: {}, secrets: {} }, by)
    await stopChannel(tx, { ...by, detail: '535 no' })
    await appendRestoration(tx, { at: START, taken: later(-60), program: '1', file: 'b.tar' })
  })
  const { ready, names, vitals } = await troubles(app)
  expect([ready, names]).toEqual([true, ['outbox', 'channels']])
  const said = Object.fromEntries(vitals.map(({ name, trouble }) => [name, trouble?.zh]))
  expect(said['outbox']).toContain('发件箱已停住：2020-11-03 08:00:00 恢复了截至 2020-11-03 07:00:00 的备份')
  expect(said['channels']).toMatch(/^渠道 mail 已停用：535 no（.*channels open mail）$/)
})

describe('the ledger is stuck', () => {
  const pulse = { dueSince: later(-11), lastEvent: later(-11), leaseUntil: null }

  test('when work is due and nothing happens, or a silent worker is not found out', () => {
    expect(judgeLedger(pulse, START)?.zh).toContain(later(-11))
    expect(judgeLedger({ dueSince: null, lastEvent: null, leaseUntil: later(-11) }, START)).not.toBeNull()
  })

  test('not while anything moves, a long job runs, or nothing is due', () => {
    expect(judgeLedger({ ...pulse, lastEvent: later(-9) }, START)).toBeNull()
    expect(judgeLedger({ ...pulse, leaseUntil: later(1) }, START)).toBeNull()
    expect(judgeLedger({ ...pulse, dueSince: null }, START)).toBeNull()
    expect(judgeLedger({ ...pulse, dueSince: later(-9) }, START)).toBeNull()
  })

  test('as the real ledger tells it', async () => {
    const clock = openTestClock(START)
    const app = await ground.open({ clock })
    const payload = { plan: 'zj-digital-2022', region: '330000' }
    await requestJobs(app, [{ kind: 'judge', key: 'a', payload }])
    clock.advance(11 * 60_000)
    expect((await troubles(app)).names).toEqual(['ledger'])
    await workNext(app, 'w')
    expect((await troubles(app)).names).toEqual([])
  })
})
