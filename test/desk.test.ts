/** Knows the desk: what a person may decide on a submission, and what that does to the figures that count. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parsePeriod } from '../indicators/period.ts'
import { readSeeds } from '../storage/seeds.ts'
import { writeTemplate, type TemplateOrder } from '../workbooks/write-template.ts'
import { main } from '../cli.ts'
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

test('a step at the desk is taken by the one named, or by the one of the settings, and by nobody else', async () => {
  const id = await send('2019', '2020-11-03', [share(43.3)])
  const nobody = await run(data(), 'return', id, '--reason', '口径有误')
  expect([nobody.code, nobody.err.includes('--by'), nobody.err.includes('BEIZENG_ACTOR')]).toEqual([
    1,
    true,
    true,
  ])
  const io = { out: () => undefined, err: () => undefined, terminal: false, stopped: () => Promise.resolve() }
  const args = ['--data', data(), 'return', id, '--reason', '口径有误']
  expect(await main(args, io, { BEIZENG_ACTOR: '统计局赵六' })).toBe(0)
  const { decisions } = await runJson(data(), 'findings', id)
  expect(decisions.at(-1)).toMatchObject({ kind: 'returned', actor: '统计局赵六' })
})

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
  const text = '2024年沿用上一版表式，内容未变，新表式尚未印发'
  const explained = await runJson(data(), 'explain-finding', id, '1', '--text', text, '--by', '省统计局')
  // With nothing left open it stands like a clean one; the bureau still accepts it by itself.
  expect([explained.decision.outcome, (await runJson(data(), 'findings', id)).acceptance]).toEqual([
    'accepted',
    'pending',
  ])
  const { decision } = await runJson(data(), 'accept', id, '--by', '省统计局')
  expect(decision.outcome).toBe('accepted')
})

test('a re-submission takes the place of the one before, shows what changed since the acceptance, and is accepted anew', async () => {
  const first = await send('2019', '2020-11-03', [share(43.3), va(26694)])
  await runJson(data(), 'accept', first, '--by', '省统计局')
  const part = await send('2019', '2020-12-01', [share(43.5)])
  expect((await runJson(data(), 'findings', first)).replacedBy).toBeNull()
  expect((await runJson(data(), 'differences', part)).differences).toMatchObject([
    { kind: 'changed', variable: 'digital_economy_gdp_share', before: { value: 43.3 }, now: { value: 43.5 } },
    { kind: 'gone', variable: 'digital_economy_va', before: { value: 26694 }, now: null },
  ])
  const second = await send('2019', '2020-12-02', [share(43.5), va(26700)])
  const { submissions } = await runJson(data(), 'submissions')
  expect(submissions).toMatchObject([
    { id: first, attempt: 1, replaces: [], replacedBy: second, acceptance: 'replaced' },
    { id: part, attempt: 2, replaces: [], replacedBy: second, acceptance: 'replaced' },
    { id: second, attempt: 3, replaces: [first, part], replacedBy: null, acceptance: 'anew' },
  ])
  const { since, differences } = await runJson(data(), 'differences', second)
  expect([since, differences.map((d: { kind: string }) => d.kind)]).toEqual([first, ['changed', 'changed']])
  const shown = await run(data(), 'findings', second)
  expect(shown.out).toContain(`第 3 次报送，待重新验收；上一次：${part}；替代：${first}、${part}`)
  const late = await run(data(), 'accept', first, '--by', '省统计局')
  expect([late.code, late.err.includes(`已由报送 ${second} 替代`)]).toEqual([1, true])
  await runJson(data(), 'accept', second, '--by', '省统计局')
  expect((await runJson(data(), 'findings', second)).acceptance).toBe('accepted')
  const third = await send('2019', '2020-12-03', [share(43.6), va(26700)])
  expect((await runJson(data(), 'differences', third)).since).toBe(second)
  expect((await run(data(), 'differences', first)).err).toContain('本期首次报送')
})

test('what changed is told since the last file that counts; a returned one is compared with when it is named', async () => {
  const first = await send('2019', '2020-11-03', [share(43.3), va(26694)])
  const returned = await send('2019', '2020-12-01', [share(43.3), va(26700)])
  await runJson(data(), 'return', returned, '--reason', '口径有误', '--by', '省统计局')
  const third = await send('2019', '2020-12-02', [share(43.3), va(26710)])
  for (const more of [[], ['--since', 'counted']]) {
    const { since, differences } = await runJson(data(), 'differences', third, ...more)
    expect([since, differences.map((d: { before: { value: number } }) => d.before.value)]).toEqual([
      first,
      [26694],
    ])
  }
  expect((await run(data(), 'findings', third)).out).toContain(`上一次：${returned}；上一次计入的：${first}`)
  const named = await run(data(), 'differences', third, '--since', returned)
  expect(named.out).toMatch(new RegExp(`与 ${returned}（2020-12-01，.+，已退回）相比：1 处不同`))
  const wrong = await run(data(), 'differences', third, '--since', third)
  expect([wrong.code, wrong.err]).toEqual([
    1,
    `选项 --since：发现「${third}」，应为其中之一：accepted、counted、${first}、${returned}\n`,
  ])
  await runJson(data(), 'return', first, '--reason', '口径有误', '--by', '省统计局')
  const none = await run(data(), 'differences', third)
  expect(none.err).toContain('此前的报送都没有计入')
  expect(none.err).toContain(`--since 写明与哪一次相比：${first}、${returned}`)
})

test('an unknown submission, a missing reason or number are told as bad input', async () => {
  expect((await run(data(), 'return', 'nothing', '--reason', 'x', '--by', 'y')).code).toBe(1)
  const id = await send('2019', '2020-11-03', [va(1)])
  expect((await run(data(), 'return', id, '--by', 'y')).code).toBe(1)
  expect((await run(data(), 'explain-finding', id, '7', '--text', 'x', '--by', 'y')).code).toBe(1)
})

test('what stands in the way is told in the words of the desk, not of the program', async () => {
  const id = await send('2019', '2020-11-03', [share(43.3)])
  await run(data(), 'return', id, '--reason', '口径有误', '--by', '统计局赵六')
  const { code, err } = await run(data(), 'accept', id, '--by', '统计局赵六')
  expect([code, err.includes('「已退回」'), err.includes('returned')]).toEqual([1, true, false])
})

test('an explanation of a finding of another class is refused by the name of the class', async () => {
  const id = await send('2019', '2020-11-03', [share(433)])
  const { findings } = await runJson(data(), 'findings', id)
  const number = findings.findIndex((f: { class: string }) => f.class === '准强制性') + 1
  const said = ['--text', 'A公司2019年3月投产，新增12亿元', '--by', '张三']
  const { code, err } = await run(data(), 'explain-finding', id, String(number), ...said)
  expect([number > 0, code, err.includes('「准强制性」')]).toEqual([true, 1, true])
})

test('a blank form is told once, and a folder is no workbook', async () => {
  const id = await send('2019', '2020-11-03', [])
  const { findings } = await runJson(data(), 'findings', id)
  expect(findings.map((f: { rule: string }) => f.rule)).toEqual(['form.blank'])
  const { code, err } = await run(data(), 'ingest', folder)
  expect([code, err.includes('是文件夹')]).toEqual([1, true])
})

test('the digest of a week that has not begun is not sent', async () => {
  const { code, err } = await run(data(), 'digest', '--week', '2099-W01', '--send')
  expect([code, err.includes('已经开始的周')]).toEqual([1, true])
  expect((await runJson(data(), 'outbox')).messages).toEqual([])
})

test('a template is made for a unit by the short name that it goes by', async () => {
  const args = ['--unit', '省商务厅', '--period', '2020-11', '-o', join(folder, 'swt.xlsx')]
  expect((await run(data(), 'template', ...args)).code).toBe(0)
})
