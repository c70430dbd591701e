/** Knows that a wrong correction is taken back by sending the file before it again, and that a file that still stands is not read twice. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parsePeriod } from '../indicators/period.ts'
import { readSeeds } from '../storage/seeds.ts'
import { writeTemplate } from '../workbooks/write-template.ts'
import { runJson } from './run-cli.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'beizeng-taken-back-'))
})
afterEach(() => rm(folder, { recursive: true }))

const compose = async (name: string, figures: Readonly<Record<string, number>>): Promise<string> => {
  const { forms, reportingUnits, variables } = await readSeeds('seeds')
  const form = forms.find((f) => f.code === 'zj-dept-annual')
  const unit = reportingUnits.find((u) => u.code === 'zj-stats')
  if (!form || !unit) throw new Error('the seeds hold both')
  const entries = Object.entries(figures).map(([variable, value]) => ({
    variable,
    measure: 'current' as const,
    value,
  }))
  const file = join(folder, name)
  await writeFile(file, await writeTemplate({ form, unit, period: parsePeriod('2019'), variables, entries }))
  return file
}

const send = async (file: string, day = '2020-11-03') =>
  (await runJson(folder, 'ingest', file, '--published', day)).submissions[0]

const valueOn = async (day: string): Promise<number | null> => {
  const { indicators } = await runJson(folder, 'status', '--plan', 'zj-digital-2022', '--as-of', day)
  return indicators.find((i: { code: string }) => i.code === 'digital_economy_va')?.actual
}

test('the file before a wrong correction takes it back, on the same day, and again', async () => {
  const right = await compose('right.xlsx', { digital_economy_va: 26_694 })
  const wrong = await compose('wrong.xlsx', { digital_economy_va: 26_964 })
  const first = await send(right)
  expect((await send(right)).outcome).toBe('duplicate')
  const correction = await send(wrong)
  expect(await valueOn('2020-11-03')).toBe(26_964)

  const back = await send(right)
  expect(back.outcome).not.toBe('duplicate')
  expect(back.counts).toEqual({ read: 1, accepted: 1, rejected: 0, unchanged: 0 })
  expect(await valueOn('2020-11-03')).toBe(26_694)
  expect((await send(right)).outcome).toBe('duplicate')

  const over = await send(wrong)
  expect(await valueOn('2020-11-03')).toBe(26_964)
  expect(new Set([first.id, correction.id, back.id, over.id]).size).toBe(4)
  expect((await runJson(folder, 'submissions')).submissions).toHaveLength(4)
})

test('a part that states none of its figures leaves a file standing; so does what is known only later', async () => {
  const whole = await compose('whole.xlsx', { digital_economy_va: 26_694 })
  await send(whole)
  await send(await compose('part.xlsx', { core_va: 6229 }))
  expect((await send(whole)).outcome).toBe('duplicate')
  await send(await compose('later.xlsx', { digital_economy_va: 27_000 }), '2021-02-01')
  expect((await send(whole, '2020-11-03')).outcome).toBe('duplicate')
  expect((await send(whole, '2021-02-01')).outcome).not.toBe('duplicate')
  expect(await valueOn('2021-02-01')).toBe(26_694)
})
