/** Knows what opening a store must do. */
import { expect, test } from 'vitest'
import { InputError } from '../../../indicators/input-error.ts'
import { parseDay } from '../../../indicators/period.ts'
import { listOriginals, writeOriginal } from '../../../storage/archive.ts'
import { openStorage } from '../../../storage/index.ts'
import { listJobs } from '../../../storage/jobs.ts'
import { listObservations } from '../../../storage/observations.ts'
import { listSubmissions } from '../../../storage/submissions.ts'
import { workElsewhere, FAR, readingOf, value, receive, type Ground } from './ground.ts'

export const openingContract = (
  ground: Ground,
  makePlace: () => Promise<{ readonly options: Ground['options']; remove(): Promise<void> }>,
): void => {
  test('again keeps all, archive included', async () => {
    await receive(ground.storage, { id: 'S1', known: parseDay('2020-11-03'), reads: [readingOf(value(1))] })
    const sha256 = await writeOriginal(ground.storage.archive, Buffer.from('PK'))
    const before = await listObservations(ground.storage.db, { asOf: FAR })
    expect(before).toHaveLength(1)
    await ground.reopen()
    expect(await listObservations(ground.storage.db, { asOf: FAR })).toEqual(before)
    expect(await listSubmissions(ground.storage.db)).toHaveLength(1)
    expect(await listOriginals(ground.storage.archive)).toEqual([sha256])
  })

  test('by several processes at once makes one schema', async () => {
    const empty = await makePlace()
    const elsewhere = ['a', 'b', 'c'].map((worker) => workElsewhere(empty.options, { mode: 'claim', worker }))
    const here = [1, 2].map(() => openStorage(empty.options))
    const opened = await Promise.all(here)
    expect(await Promise.all(elsewhere)).toEqual([[], [], []])
    for (const one of opened) expect(await listJobs(one.db)).toEqual([])
    await Promise.all(opened.map((one) => one.close()))
    await empty.remove()
  })

  test('refuses a schema newer than it knows and says what it found', async () => {
    await ground.execute("insert into migration (version, name) values (99, 'from the future')")
    const refused = await openStorage(ground.options).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(InputError)
    expect(refused).toMatchObject({
      issues: [{ found: '99', expected: { zh: expect.stringContaining('请升级程序') } }],
    })
  })
}
