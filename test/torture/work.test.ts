/** Runs a short form of the torture of work; `npm run torture` runs two minutes of it, with PostgreSQL and Redis, `torture:long` the whole. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openRandom } from './mail-run.ts'
import { compareDumps } from './work-dump.ts'
import { runKilled, runUndisturbed } from './work-embedded.ts'
import { writeLoad } from './work-load.ts'
import { runMigrated } from './work-migration.ts'
import { runRestored } from './work-restore.ts'

let root = ''
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'beizeng-work-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

const KILLS = 7

test('killed over and over, and restored, the work comes to the same', { timeout: 180_000 }, async () => {
  const seed = Math.floor(Math.random() * 2 ** 31)
  const random = openRandom(seed)
  const ground = { root, load: { cities: 2, waves: 2, rows: 40 } }
  await writeLoad(root, ground.load)
  const undisturbed = await runUndisturbed(ground)
  expect(undisturbed.faults, `seed ${seed}`).toEqual([])
  // An empty run would equal another.
  expect(undisturbed.tally.observations).toBeGreaterThan(50)
  expect(undisturbed.tally.mails).toBeGreaterThan(3)
  const killed = await runKilled(ground, { kills: KILLS, random, undisturbed })
  const died = Object.values(killed.kills).reduce((sum, n) => sum + n, 0)
  expect(died, `seed ${seed}: ${JSON.stringify(killed.kills)}`).toBeGreaterThanOrEqual(KILLS - 3)
  expect(killed.faults, `seed ${seed}`).toEqual([])
  expect(killed.differences, `seed ${seed}`).toEqual([])
  const restored = await runRestored(ground, killed.disaster, undisturbed.dump)
  expect(restored, `seed ${seed}`).toMatchObject({ leaked: 0, twice: [], missing: [], differences: [] })
})

test('killed while it is upgraded, a store is what it was or what it should be', async () => {
  const seed = Math.floor(Math.random() * 2 ** 31)
  const [migrated] = await runMigrated({ kills: 3, random: openRandom(seed), server: undefined })
  expect(migrated?.faults, `seed ${seed}`).toEqual([])
  expect(migrated?.kills, `seed ${seed}`).toBeGreaterThan(1)
})

test('a line that is lost and a line that is there twice are both seen', () => {
  expect(compareDumps({ t: ['a', 'b', 'b'], u: ['x'] }, { t: ['a', 'a', 'b'], u: ['x'] })).toEqual([
    { table: 't', lost: ['b'], extra: ['a'] },
  ])
})
