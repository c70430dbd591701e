/** Knows the desk: what a person may decide on a submission, and what that does to the figures that count. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parsePeriod } from '../indicators/period.ts'
import { readSeeds } from '../storage/seeds.ts'
import { writeTemplate, type TemplateOrder } from '../workbooks/write-template.ts'
import { run, runJson } from './run-cli.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'beizeng-desk-'))
})
afterEach(() => rm(folder, { recursive: true }))
const data = () => join(folder, 'data')

const send = async (
  period: string,
  known: string,
  entries: NonNullable<TemplateOrder['entries']>,
): Promise<string> => {
  const { forms, reportingUnits, variables } = await readSeeds('seeds')
  const form = forms.find((f) => f.code === 'zj-dept-annual')
  const unit = reportingUnits.find((u) => u.code === 'zj-stats')
  if (!form || !unit) throw new Error('the seeds hold both')
  const file = join(folder, `${period}-${known}-${entries.length}.xlsx`)
  await writeFile(file, await writeTemplate({ form, unit, period: parsePeriod(period), variables, entries }))
  const { submissions } = await runJson(data(), 'ingest', file, '--published', known)
  return submissions[0].id
}
const share = (value: number) => ({
  variable: 'digital_economy_gdp_share',
  measure: 'current' as const,
  value,
})
const va = (value: number) => ({ variable: 'digital_economy_va', measure: 'current' as const, value })
const actuals = async (asOf: string) => {
  const { indicators } = await runJson(data(), 'status', '--as-of', asOf)
  return [indicators[0].actual, indicators[1].actual]
}

test('a returned file counts no longer from that day on, its warning is withdrawn, and nothing is deleted', async () => {
  const id = await send('2019', '2020-11-03', [share(43.3), va(26694)])
  expect((await runJson(data(), 'warnings', '--as-of', '2026-12-31')).warnings).toHaveLength(1)
  const { code, decision } = await runJson(data(), 'return', id, '--reason', '口径有误', '--by', '省统计局')
  expect([code, decision.outcome, decision.inForce]).toEqual([0, 'returned', false])
  expect(await actuals('2026-12-31')).toEqual([null, null])
  expect(await actuals('2020-11-03')).toEqual([26694, 43.3])
  const { warnings } = await runJson(data(), 'warnings', '--as-of', '2026-12-31')
  expect(warnings).toMatchObject([{ state: 'withdrawn' }])
  const { decisions } = await runJson(data(), 'findings', id)
  expect(decisions.map((d: { kind: string; text: string }) => [d.kind, d.text])).toEqual([
    ['received', ''],
    ['returned', '口径有误'],
  ])
  const again = await run(data(), 'accept', id, '--by', '省统计局')
  expect([again.code, again.err.includes('退回的由填报单位重新报送')]).toEqual([1, true])
})

test('what a later file only repeated stays when the first file is returned', async () => {
  const first = await send('2019', '2020-11-03', [share(43.3)])
  await send('2019', '2020-12-01', [share(43.3), va(26694)])
  await runJson(data(), 'return', first, '--reason', '重报', '--by', '省统计局')
  expect(await actuals('2026-12-31')).toEqual([26694, 43.3])
  const { sources } = await runJson(data(), 'explain', 'digital_economy_gdp_share/2019')
  expect(sources[0].submission).not.toBe(first)
})

test('acceptance needs every finding settled, and says which are not', async () => {
  const id = await send('2024', '2025-11-03', [va(50000)])
  const { findings, outcome } = await runJson(data(), 'findings', id)
  expect([outcome, findings.map((f: { class: string }) => f.class)]).toEqual(['to-explain', ['核实性']])
  const early = await run(data(), 'accept', id, '--by', '省统计局')
  expect([early.code, early.err.includes('第 1 条审核结果')]).toEqual([1, true])
  const wrong = await run(data(), 'release', id, '1', '--reason', '同意', '--by', '省统计局')
  expect(wrong.code).toBe(1)
  await runJson(
    data(),
    'explain-finding',
    id,
    '1',
    '--text',
    '2024年沿用上一版表式，内容未变，新表式尚未印发',
    '--by',
    '省统计局',
  )
  const { decision } = await runJson(data(), 'accept', id, '--by', '省统计局')
  expect(decision.outcome).toBe('accepted')
})

test('an unknown submission, a missing reason or number are told as bad input', async () => {
  expect((await run(data(), 'return', 'nothing', '--reason', 'x', '--by', 'y')).code).toBe(1)
  const id = await send('2019', '2020-11-03', [va(1)])
  expect((await run(data(), 'return', id, '--by', 'y')).code).toBe(1)
  expect((await run(data(), 'explain-finding', id, '7', '--text', 'x', '--by', 'y')).code).toBe(1)
})
