/** Knows what a transaction must do. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { openStorage, type Storage } from '../../../storage/index.ts'
import { insertJobs, listJobs } from '../../../storage/jobs.ts'
import type { Tx } from '../../../storage/schema.ts'
import { appendSubmission, listSubmissions } from '../../../storage/submissions.ts'
import { at, submissionOf, workElsewhere, WORKER, type Ground } from './ground.ts'

const insertOne = (tx: Tx, key: string) =>
  insertJobs(tx, { now: at(0), jobs: [{ kind: 'k', key, payload: null }] })

export const transactionsContract = (ground: Ground): void => {
  test('one that throws leaves nothing, and the next one works', async () => {
    const broken = ground.storage.transaction(async (tx) => {
      await appendSubmission(tx, submissionOf('S1'), { receivedAt: at(0), size: 1 })
      await insertOne(tx, 'lost')
      throw new Error('in the middle')
    })
    await expect(broken).rejects.toThrow('in the middle')
    await ground.storage.transaction((tx) => insertOne(tx, 'kept'))
    expect(await listSubmissions(ground.storage.db)).toEqual([])
    expect((await listJobs(ground.storage.db)).map((j) => j.key)).toEqual(['kept'])
  })

  test('run one after the other, whoever asked', async () => {
    const second = await openStorage(ground.options)
    const log: string[] = []
    const slow = (mine: Storage, name: string) =>
      mine.transaction(async (tx) => {
        log.push(`${name} begins`)
        await insertOne(tx, name)
        await new Promise((resolve) => setTimeout(resolve, 20))
        log.push(`${name} ends`)
      })
    await Promise.all([slow(ground.storage, 'a'), slow(second, 'b'), slow(ground.storage, 'c')])
    await second.close()
    expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
  })

  test('of several processes number without a gap what each counts from what is there', async () => {
    const numbered = await Promise.all(
      ['a', 'b', 'c'].map((worker) => workElsewhere(ground.options, { mode: 'number', worker })),
    )
    const all = numbered.flat().toSorted((one, other) => one - other)
    expect(all).toEqual(Array.from({ length: 30 }, (_, n) => n + 1))
    for (const own of numbered) expect(own).toEqual(own.toSorted((one, other) => one - other))
  })

  test('the outer database inside one is refused at once instead of waiting for ever', async () => {
    const inside = ground.storage.transaction(async () => listJobs(ground.storage.db))
    await expect(inside).rejects.toThrow('use its tx')
    const nested = ground.storage.transaction(() => ground.storage.transaction((tx) => insertOne(tx, 'x')))
    await expect(nested).rejects.toThrow('use its tx')
    expect(await listJobs(ground.storage.db)).toEqual([])
  })

  test('a process killed inside one leaves nothing and blocks nobody', async () => {
    const child = spawn(process.execPath, [WORKER, JSON.stringify(ground.options), 'die'])
    await once(child.stdout, 'data')
    child.kill('SIGKILL')
    await once(child, 'exit')
    await ground.storage.transaction((tx) => insertOne(tx, 'after'))
    expect((await listJobs(ground.storage.db)).map((j) => j.key)).toEqual(['after'])
  })
}
