/** Knows that no figure in force is taken back by 不详 without a word: the unit explains it, and the bureau releases what it had accepted. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parsePeriod } from '../indicators/period.ts'
import { readSeeds } from '../storage/seeds.ts'
import { writeTemplate } from '../workbooks/write-template.ts'
import { run, runJson } from './run-cli.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'beizeng-withdrawn-'))
})
afterEach(() => rm(folder, { recursive: true }))

const send = async (va: number | string, day: string) => {
  const { forms, reportingUnits, variables } = await readSeeds('seeds')
  const form = forms.find((f) => f.code === 'zj-dept-annual')
  const unit = reportingUnits.find((u) => u.code === 'zj-stats')
  if (!form || !unit) throw new Error('the seeds hold both')
  const entries = [
    { variable: 'digital_economy_va', measure: 'current' as const, value: va },
    { variable: 'core_va', measure: 'current' as const, value: 6229 },
  ]
  const file = join(folder, `${day}.xlsx`)
  await writeFile(file, await writeTemplate({ form, unit, period: parsePeriod('2019'), variables, entries }))
  return (await runJson(folder, 'ingest', file, '--published', day)).submissions[0]
}

const valueOn = async (day: string): Promise<number | null> => {
  const { indicators } = await runJson(folder, 'status', '--plan', 'zj-digital-2022', '--as-of', day)
  return indicators.find((i: { code: string }) => i.code === 'digital_economy_va')?.actual
}

const withdrawals = ({ findings }: { findings: readonly { rule: string }[] }) =>
  findings.filter((f) => f.rule === 'audit.withdrawn')

test('a figure in force that becomes 不详 is named and to be explained; said again, it takes nothing back any more', async () => {
  const first = await send(26_694, '2020-11-03')
  const taken = await send('不详', '2020-11-04')
  expect(taken.outcome).toBe('to-explain')
  expect(withdrawals(taken)).toEqual([
    expect.objectContaining({
      class: '核实性',
      cell: expect.stringMatching(/^[A-Z]+\d+$/),
      found: '不详：撤回此前计入的 26694 亿元',
      expected: expect.stringContaining(first.id),
      about: expect.objectContaining({ variable: 'digital_economy_va', basis: 'unknown' }),
    }),
  ])
  expect(withdrawals(await send('不详', '2020-11-05'))).toEqual([])
  expect(withdrawals(await send(26_694, '2020-11-06'))).toEqual([])
})

test('one that the bureau accepted counts on until it releases the withdrawal', async () => {
  const { id } = await send(26_694, '2020-11-03')
  expect((await run(folder, 'accept', id, '--by', '统计局')).code).toBe(0)
  const taken = await send('不详', '2020-11-04')
  expect(withdrawals(taken)).toEqual([
    expect.objectContaining({ class: '准强制性', found: '不详：撤回此前已验收的 26694 亿元' }),
  ])
  expect(await valueOn('2020-11-04')).toBe(26_694)
})
