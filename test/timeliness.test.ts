/** Knows that the league table of any year counts every report that fell due in it, however long ago. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { runIn } from './run-cli.ts'

const EXAMPLE = 'operation/deadlines.example.json'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'beizeng-timeliness-'))
  await cp('seeds', join(folder, 'seeds'), { recursive: true })
  await writeFile(join(folder, 'seeds', 'deadlines.json'), await readFile(EXAMPLE))
})
afterEach(() => rm(folder, { recursive: true }))

const answer = z.object({
  year: z.string(),
  league: z.array(z.object({ unit: z.string(), due: z.number(), missing: z.number() })),
  reports: z.array(z.object({ unit: z.string(), form: z.string(), period: z.string(), due: z.string() })),
})
const timeliness = async (...args: readonly string[]) => {
  const seeds = { BEIZENG_SEEDS: join(folder, 'seeds') }
  const ran = await runIn(seeds, '--data', join(folder, 'data'), 'timeliness', ...args, '--json')
  expect(ran.err).toBe('')
  return answer.parse(JSON.parse(ran.out))
}

test('a year that lies longer back than the count of late reports reaches is counted in full', async () => {
  // Due in 2020: December, and February to November; January is not asked for.
  const months = Array.from({ length: 10 }, (_, n) => `2020-${String(n + 2).padStart(2, '0')}`)
  const { year, league, reports } = await timeliness('--year', '2020', '--form', 'zj-dept-monthly')
  expect(year).toBe('2020')
  expect([...new Set(reports.map((r) => r.period))].toSorted()).toEqual(['2019-12', ...months])
  expect(league.length).toBeGreaterThan(1)
  for (const { due, missing } of league) expect([due, missing]).toEqual([11, 11])
  // As it was read at the end of that year.
  const then = await timeliness('--form', 'zj-dept-monthly', '--as-of', '2020-12-31')
  expect(then.reports.map((r) => [r.unit, r.period])).toEqual(reports.map((r) => [r.unit, r.period]))
})
