/** Knows what the ledger of work must do. */
import { expect, test } from 'vitest'
import { putOffJob, releaseJob } from '../../../storage/give-back.ts'
import { openStorage, type Storage } from '../../../storage/index.ts'
import { ASIDE, listDueJobs, type Due } from '../../../storage/due-jobs.ts'
import { findJob, findJobByKey, listFamily } from '../../../storage/job-family.ts'
import {
  claimJob,
  completeJob,
  failJob,
  insertJobs,
  listJobEvents,
  listJobs,
  reapJobs,
  renewJob,
  retryJob,
} from '../../../storage/jobs.ts'
import { advanceSchedule, listSchedules, writeSchedule } from '../../../storage/schedules.ts'
import { at, workElsewhere, type Ground } from './ground.ts'

/** Takes jobs until there is none. */
const work = async (mine: Storage, worker: string) => {
  const taken: number[] = []
  for (let n = 0; ; n += 1) {
    const lease = `${worker}-${n}`
    const claimed = await mine.transaction((tx) =>
      claimJob(tx, { now: at(1), worker, lease, leaseUntil: at(5) }),
    )
    if (!claimed) return taken
    taken.push(claimed.id)
  }
}

export const jobsContract = (ground: Ground): void => {
  const insert = (jobs: Parameters<typeof insertJobs>[1]['jobs'], now = at(0)) =>
    ground.storage.transaction((tx) => insertJobs(tx, { now, jobs }))
  const claim = (minute: number, lease: string, more: Pick<Due, 'kinds' | 'waiting' | 'aside'> = {}) =>
    ground.storage.transaction((tx) =>
      claimJob(tx, { now: at(minute), worker: `w-${lease}`, lease, leaseUntil: at(minute + 5), ...more }),
    )
  const only = async () => {
    const [job] = await listJobs(ground.storage.db)
    if (!job) throw new Error('one job')
    return job
  }

  test('of one kind and key are in the ledger once', async () => {
    const job = { kind: 'ingest', key: 'sha', payload: { file: '报表.xlsx' } }
    const first = await insert([job, { ...job, payload: 'other' }, { ...job, key: 'sha2' }])
    expect(first.map((j) => [j.key, j.payload, j.state])).toEqual([
      ['sha', { file: '报表.xlsx' }, 'ready'],
      ['sha2', { file: '报表.xlsx' }, 'ready'],
    ])
    expect(await insert([job])).toEqual([])
    expect(await listJobs(ground.storage.db)).toEqual(first)
  })

  test('go out by priority, then by the longest due; none before its time, none of another kind', async () => {
    await insert([
      { kind: 'a', key: 'second', payload: 1, runAt: at(2) },
      { kind: 'a', key: 'first', payload: 1, runAt: at(1) },
      { kind: 'b', key: 'urgent', payload: 1, runAt: at(3), priority: 9 },
      { kind: 'a', key: 'later', payload: 1, runAt: at(60) },
    ])
    expect((await claim(3, 'l0', { kinds: ['a'] }))?.key).toBe('first')
    expect((await claim(3, 'l1'))?.key).toBe('urgent')
    expect((await claim(3, 'l2', { kinds: [] }))?.key).toBeUndefined()
    expect((await claim(3, 'l3'))?.key).toBe('second')
    expect(await claim(3, 'l4')).toBeUndefined()
  })

  test('of a kind that waits for another go out when none of that is due or under way', async () => {
    const waiting = [{ kind: 'after', for: 'before' }]
    const next = (minute: number, lease: string) => claim(minute, lease, { waiting })
    const due = (minute: number) =>
      listDueJobs(ground.storage.db, { now: at(minute), kinds: ['after', 'before'], waiting, limit: 9 })
    const [after, , other] = await insert([
      { kind: 'after', key: '1', payload: null, priority: 9 },
      { kind: 'before', key: '1', payload: null },
      { kind: 'other', key: '1', payload: null },
    ])
    const before = await next(1, 'l1')
    expect(before?.kind).toBe('before')
    expect(await due(1)).toEqual([])
    expect((await next(1, 'l2'))?.id).toBe(other?.id)
    expect(await next(1, 'l3')).toBeUndefined()
    const id = before?.id ?? 0
    const failure = { id, lease: 'l1', now: at(2), error: 'disk', retryAt: at(30) }
    await ground.storage.transaction((tx) => failJob(tx, failure))
    expect(await due(30)).toEqual([id])
    expect(await due(2)).toEqual([after?.id])
    expect((await next(2, 'l4'))?.id).toBe(after?.id)
  })

  test('two workers in one process never take the same', async () => {
    const second = await openStorage(ground.options)
    await insert(Array.from({ length: 40 }, (_, n) => ({ kind: 'k', key: `${n}`, payload: n })))
    const taken = await Promise.all([work(ground.storage, 'a'), work(ground.storage, 'b'), work(second, 'c')])
    await second.close()
    expect(new Set(taken.flat()).size).toBe(40)
    expect(taken.flat()).toHaveLength(40)
  })

  test('two processes never take the same, and each job leaves one result', async () => {
    await insert(Array.from({ length: 60 }, (_, n) => ({ kind: 'k', key: `${n}`, payload: n })))
    const taken = (
      await Promise.all(['a', 'b'].map((w) => workElsewhere(ground.options, { mode: 'claim', worker: w })))
    ).flat()
    expect(taken).toHaveLength(60)
    expect(new Set(taken).size).toBe(60)
    expect(await listJobs(ground.storage.db, { kinds: ['k'], states: ['done'] })).toHaveLength(60)
    expect(await listJobs(ground.storage.db, { kinds: ['after'] })).toHaveLength(60)
  })

  test('a worker that lost its lease leaves nothing behind', async () => {
    await insert([{ kind: 'ingest', key: 'sha', payload: null }])
    const slow = await claim(0, 'slow')
    expect(await ground.storage.transaction((tx) => reapJobs(tx, { now: at(5) }))).toEqual([])
    const [reaped] = await ground.storage.transaction((tx) => reapJobs(tx, { now: at(6) }))
    expect(reaped).toMatchObject({ state: 'ready', crash: 1, attempt: 0, lease: null, worker: null })
    const fresh = await claim(6, 'fresh')
    expect(fresh?.id).toBe(slow?.id)
    const { id } = await only()
    const commit = (lease: string) =>
      ground.storage.transaction(async (tx) => {
        const jobs = [{ kind: 'compute', key: lease, payload: null }]
        await insertJobs(tx, { now: at(7), jobs })
        await completeJob(tx, { id, lease, now: at(7) })
      })
    await expect(commit('slow')).rejects.toThrow(`the lease on job ${id} was lost`)
    const renew = (lease: string) =>
      ground.storage.transaction((tx) => renewJob(tx, { id, lease, leaseUntil: at(20) }))
    expect([await renew('slow'), await renew('fresh')]).toEqual([false, true])
    const failure = { id, lease: 'slow', now: at(7), error: 'late', retryAt: null }
    expect(await ground.storage.transaction((tx) => failJob(tx, failure))).toBe(false)
    await commit('fresh')
    await expect(commit('fresh')).rejects.toThrow('was lost')
    expect((await listJobs(ground.storage.db)).map((j) => [j.kind, j.key, j.state])).toEqual([
      ['ingest', 'sha', 'done'],
      ['compute', 'fresh', 'ready'],
    ])
    expect((await listJobEvents(ground.storage.db, id)).map((e) => [e.kind, e.worker])).toEqual([
      ['inserted', null],
      ['claimed', 'w-slow'],
      ['reaped', 'w-slow'],
      ['claimed', 'w-fresh'],
      ['done', 'w-fresh'],
    ])
  })

  test('what kills its worker five times is parked, and a person may start it afresh', async () => {
    await insert([{ kind: 'ingest', key: 'bomb', payload: null }])
    for (let crash = 1; crash <= 5; crash += 1) {
      expect((await claim(crash * 10, `l${crash}`))?.crash).toBe(crash - 1)
      await ground.storage.transaction((tx) => reapJobs(tx, { now: at(crash * 10 + 9) }))
    }
    expect(await only()).toMatchObject({ state: 'parked', crash: 5, attempt: 0 })
    expect(await claim(90, 'l6')).toBeUndefined()
    const { id } = await only()
    expect(await ground.storage.transaction((tx) => retryJob(tx, { id, now: at(91) }))).toBe(true)
    expect(await ground.storage.transaction((tx) => retryJob(tx, { id, now: at(91) }))).toBe(false)
    expect(await claim(91, 'l7')).toMatchObject({ id, crash: 0 })
  })

  test('an error is counted apart from crashes, waits, and may be the last', async () => {
    await insert([{ kind: 'mail', key: 'm', payload: null }])
    const { id } = await only()
    await claim(0, 'l1')
    const fail = (lease: string, minute: number, retryAt: string | null) =>
      ground.storage.transaction((tx) =>
        failJob(tx, { id, lease, now: at(minute), error: '451 later', retryAt }),
      )
    expect(await fail('l1', 1, at(10))).toBe(true)
    expect(await only()).toMatchObject({ state: 'ready', attempt: 1, crash: 0, error: '451 later' })
    expect(await claim(9, 'l2')).toBeUndefined()
    expect(await claim(10, 'l3')).toMatchObject({ attempt: 1 })
    expect(await fail('l3', 11, null)).toBe(true)
    expect(await only()).toMatchObject({ state: 'failed', attempt: 2, lease: null })
  })

  test('given back by a worker that stops, it is due at once and nothing was counted', async () => {
    await insert([{ kind: 'ingest', key: 'sha', payload: null }])
    const { id } = await only()
    await claim(0, 'l1')
    const release = (lease: string) =>
      ground.storage.transaction((tx) => releaseJob(tx, { id, lease, now: at(1) }))
    expect([await release('other'), await release('l1'), await release('l1')]).toEqual([false, true, false])
    expect(await only()).toMatchObject({ state: 'ready', attempt: 0, crash: 0, lease: null, worker: null })
    expect((await listJobEvents(ground.storage.db, id)).at(-1)).toMatchObject({
      kind: 'released',
      worker: 'w-l1',
    })
    expect(await claim(1, 'l2')).toMatchObject({ id })
  })

  test('put off, it comes later and after the others, to those who do what was set aside; nothing was counted', async () => {
    await insert([
      { kind: 'ingest', key: 'slow', payload: null },
      { kind: 'ingest', key: 'next', payload: null },
    ])
    const slow = await claim(0, 'l1')
    const id = slow?.id ?? 0
    const putOff = (lease: string) =>
      ground.storage.transaction((tx) =>
        putOffJob(tx, { id, lease, now: at(1), runAt: at(3), priority: ASIDE, why: 'too slow' }),
      )
    expect([await putOff('other'), await putOff('l1'), await putOff('l1')]).toEqual([false, true, false])
    expect((await listJobEvents(ground.storage.db, id)).at(-1)).toMatchObject({
      kind: 'put-off',
      worker: 'w-l1',
      detail: 'too slow',
    })
    expect(await claim(2, 'l2', { aside: true })).toBeUndefined()
    expect(await claim(3, 'l3', { aside: false })).toMatchObject({ key: 'next' })
    expect(await claim(3, 'l4', { aside: false })).toBeUndefined()
    expect(await claim(3, 'l5', { aside: true })).toMatchObject({ key: 'slow', attempt: 0, crash: 0 })
  })

  test('set aside and then failed, it is among the others again when a person starts it afresh', async () => {
    await insert([{ kind: 'ingest', key: 'slow', payload: null }])
    const { id } = await only()
    const { transaction } = ground.storage
    await claim(0, 'l1')
    await transaction((tx) =>
      putOffJob(tx, { id, lease: 'l1', now: at(1), runAt: at(1), priority: ASIDE, why: 'too slow' }),
    )
    await claim(1, 'l2', { aside: true })
    await transaction((tx) =>
      failJob(tx, { id, lease: 'l2', now: at(2), error: 'it is away', retryAt: null }),
    )
    await transaction((tx) => retryJob(tx, { id, now: at(3) }))
    expect(await claim(3, 'l3', { aside: false })).toMatchObject({ id, priority: 0 })
  })

  test('a job is found with all that followed from it, to the last, and nothing else', async () => {
    const [ingest] = await insert([
      { kind: 'ingest', key: 'a', payload: null },
      { kind: 'ingest', key: 'b', payload: null },
    ])
    if (!ingest) throw new Error('it is new')
    const follow = (key: string, cause: number) =>
      ground.storage.transaction((tx) =>
        insertJobs(tx, { now: at(1), jobs: [{ kind: 'judge', key, payload: null }], cause }),
      )
    const [judge] = await follow('a1', ingest.id)
    if (!judge) throw new Error('it is new')
    expect(judge.cause).toBe(ingest.id)
    await follow('a2', judge.id)
    expect(await follow('a2', ingest.id)).toEqual([])
    const family = await listFamily(ground.storage.db, [ingest.id])
    expect(family.map((j) => j.key)).toEqual(['a', 'a1', 'a2'])
    expect(await listFamily(ground.storage.db, [])).toEqual([])
    expect(await findJob(ground.storage.db, judge.id)).toEqual(judge)
    expect(await findJobByKey(ground.storage.db, { kind: 'judge', key: 'a1' })).toEqual(judge)
    expect(await findJobByKey(ground.storage.db, { kind: 'ingest', key: 'a1' })).toBeUndefined()
  })

  test('a slot is planned once: the second planner rolls back with its jobs', async () => {
    const schedule = { id: 'digest', expr: '0 8 * * 1', tz: 'Asia/Shanghai', catchup: 'latest' } as const
    await ground.storage.transaction((tx) => writeSchedule(tx, schedule))
    const plan = (from: string | null, to: string) =>
      ground.storage.transaction(async (tx) => {
        await insertJobs(tx, { now: to, jobs: [{ kind: 'digest', key: `${from}-${to}`, payload: null }] })
        await advanceSchedule(tx, { id: 'digest', from, to })
      })
    await plan(null, at(1))
    await expect(plan(null, at(2))).rejects.toThrow('no longer at its start')
    await plan(at(1), at(2))
    await ground.storage.transaction((tx) => writeSchedule(tx, { ...schedule, catchup: 'all' }))
    expect(await listSchedules(ground.storage.db)).toEqual([{ ...schedule, catchup: 'all', lastSlot: at(2) }])
    expect(await listJobs(ground.storage.db)).toHaveLength(2)
  })
}
