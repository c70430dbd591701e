/** Knows how the commands behave towards a person: receipts, duplicates, refusals, templates, exit codes. */
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readSeeds } from '../storage/seeds.ts'
import { writeTemplate, type TemplateOrder } from '../workbooks/write-template.ts'
import { run, runJson } from './run-cli.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'beizeng-cli-'))
})
afterEach(() => rm(folder, { recursive: true }))

const data = () => join(folder, 'data')
const real = fileURLToPath(new URL('../../shared/workbooks/real/', import.meta.url))

/** A workbook of 省统计局 for a year, filled. */
const fill = async (period: string, entries: TemplateOrder['entries']): Promise<string> => {
  const { forms, reportingUnits, variables } = await readSeeds(
    fileURLToPath(new URL('../seeds', import.meta.url)),
  )
  const form = forms.find((f) => f.code === 'zj-dept-annual')
  const unit = reportingUnits.find((u) => u.code === 'zj-stats')
  if (!form || !unit || !entries) throw new Error('the seeds hold both')
  const file = join(folder, `${period}.xlsx`)
  await writeFile(
    file,
    await writeTemplate({ form, unit, period: period as TemplateOrder['period'], variables, entries }),
  )
  return file
}

describe.skipIf(!existsSync(real))('the five county files', () => {
  test('every figure of every measure, as it stands in the cell; the same file again is a duplicate', async () => {
    const files = (await readdir(real))
      .filter((f) => f.startsWith('E41002'))
      .toSorted()
      .map((f) => join(real, f))
    const { submissions } = await runJson(data(), 'ingest', ...files)
    expect(submissions).toHaveLength(5)
    for (const s of submissions) {
      const outcome = s.period === '2016-03' ? 'to-explain' : 'accepted'
      expect(s).toMatchObject({ outcome, unit: '429021000000', form: 'E41002' })
      expect(s.counts).toEqual({ read: 24, accepted: 24, rejected: 0, unchanged: 0 })
    }
    const february = submissions.find((s: { period: string }) => s.period === '2016-02')
    const total = february.observations.filter((o: { cell: string }) => o.cell.endsWith('5'))
    expect(total.map((o: { measure: string; value: number }) => [o.measure, o.value])).toEqual([
      ['current', 856.7],
      ['ytd', 1805.9],
      ['prior_current', 1220.5],
      ['prior_ytd', 2997.2],
      ['growth', -29.8],
      ['growth_ytd', -39.7],
    ])
    // In March last year's base was restated by 365.8; the sums of every other month hold.
    const base = submissions.flatMap((s: { findings: { rule: string }[] }) => s.findings)
    expect(base.map((f: { rule: string; class: string; cell: string }) => [f.rule, f.class, f.cell])).toEqual(
      [
        ['BASE', '核实性', 'E5'],
        ['BASE', '核实性', 'E6'],
        ['BASE', '核实性', 'E8'],
      ],
    )
    expect(base[0]).toMatchObject({
      found: '上月所报上年同期累计 2997.2 ＋ 上年同期 892.1，上年同期累计 3523.5，相差 -365.8',
      expected: '上月所报上年同期累计＋上年同期＝上年同期累计；上年基数有调整的，说明调整的原因和数额',
    })
    const again = await runJson(data(), 'ingest', ...files)
    expect(again.submissions.map((s: { outcome: string }) => s.outcome)).toEqual(files.map(() => 'duplicate'))
  })
})

test('a filled template is accepted, judged and warned of at once', async () => {
  const file = await fill('2019', [
    { variable: 'digital_economy_gdp_share', measure: 'current', value: 43.3 },
  ])
  const { code, submissions } = await runJson(data(), 'ingest', file, '--published', '2020-11-03', '--wait')
  expect(code).toBe(0)
  expect(submissions).toMatchObject([
    { outcome: 'accepted', unit: 'zj-stats', period: '2019', known: '2020-11-03' },
  ])
  const { indicators } = await runJson(data(), 'status', '--as-of', '2020-11-03')
  const share = indicators.find((i: { code: string }) => i.code === 'digital_economy_gdp_share')
  expect(share.progress).toBeCloseTo(71.83, 2)
  const { warnings } = await runJson(data(), 'warnings', '--as-of', '2020-11-03')
  expect(warnings).toMatchObject([{ number: '2020-0001', level: 'yellow' }])
  const before = await runJson(data(), 'warnings', '--as-of', '2020-11-02')
  expect(before.warnings).toEqual([])
})

test('a figure that is repeated is unchanged, a revised one a new vintage', async () => {
  const entry = (value: number) => [{ variable: 'digital_economy_va', measure: 'current' as const, value }]
  await runJson(data(), 'ingest', await fill('2019', entry(26694)), '--published', '2020-11-03')
  const same = [...entry(26694), { variable: 'gdp', measure: 'current' as const, value: 62351.74 }]
  const second = await runJson(data(), 'ingest', await fill('2019', same), '--published', '2020-12-01')
  expect(second.submissions[0].counts).toEqual({ read: 2, accepted: 1, rejected: 0, unchanged: 1 })
  await runJson(data(), 'ingest', await fill('2019', entry(26800)), '--published', '2021-01-01')
  const on = async (day: string) => (await runJson(data(), 'status', '--as-of', day)).indicators[0].actual
  expect([await on('2020-12-31'), await on('2021-01-01')]).toEqual([26694, 26800])
})

test('a file with a bad figure goes back whole with every finding, and nothing of it is kept', async () => {
  const file = await fill('2019', [
    { variable: 'digital_economy_va', measure: 'current', value: '两万多' },
    { variable: 'digital_economy_gdp_share', measure: 'current', value: 43.3 },
    { variable: 'gdp', measure: 'current', value: '见附表' },
  ])
  const { code, submissions } = await runJson(data(), 'ingest', file)
  expect(code).toBe(1)
  const [receipt] = submissions
  expect(receipt).toMatchObject({ outcome: 'returned', counts: { read: 3, accepted: 0, rejected: 3 } })
  const said = receipt.findings.map((f: { found: string }) => f.found).join()
  expect(said).toContain('两万多')
  expect(said).toContain('见附表')
  const { indicators } = await runJson(data(), 'status')
  expect(indicators.every((i: { actual: unknown }) => i.actual === null)).toBe(true)
})

test('what is no workbook is refused with the reason, and the next file is still read', async () => {
  const bad = join(folder, 'bad.xlsx')
  await writeFile(bad, 'not a workbook')
  const good = await fill('2019', [{ variable: 'digital_economy_va', measure: 'current', value: 26694 }])
  const { code, submissions } = await runJson(data(), 'ingest', bad, good)
  expect(code).toBe(1)
  expect(submissions.map((s: { outcome: string }) => s.outcome)).toEqual(['refused', 'accepted'])
  expect(submissions[0].findings).toHaveLength(1)
})

test('bad arguments say where, what and what was expected, in either language', async () => {
  const chinese = await run(data(), 'status', '--as-of', '2020-02-30')
  expect([chinese.code, chinese.err]).toEqual([
    1,
    '选项 --as-of：发现「2020-02-30」，应为如 2020-11-03 的日期\n',
  ])
  const english = await run(
    data(),
    '--lang',
    'en',
    'template',
    '--unit',
    'zj-stats',
    '--period',
    '2020-13',
    '-o',
    'x',
  )
  expect(english.code).toBe(1)
  expect(english.err).toContain('found "2020-13", expected 2020, 2020-Q3 or 2020-07')
  expect((await run(data(), 'assess', '--year', 'abc', '--format', 'pdf')).err.split('\n')).toHaveLength(3)
  expect((await run(data(), 'inspect', join(folder, 'nothing.xlsx'))).code).toBe(1)
  expect((await run(data(), 'status', '--plan', 'nothing')).err).toContain('zj-digital-2022')
})

test('a folder given for a file, and a word given for a number, are told as what they are', async () => {
  for (const command of ['inspect', 'ingest', 'slip']) {
    const { code, err } = await run(data(), command, folder)
    expect([code, err]).toEqual([1, expect.stringContaining(`文件 ${folder}：发现「是文件夹 (EISDIR)」`)])
  }
  for (const args of [
    ['explain-finding', 'x', 'two', '--text', 'y'],
    ['release', 'x', 'two', '--reason', 'y'],
    ['withdraw-match', 'two', '--reason', 'y'],
  ]) {
    const { code, err } = await run(data(), ...args, '--by', '张三')
    expect([code, err]).toEqual([1, expect.stringMatching(/编号：发现「two」，应为所列的编号/)])
  }
})

test('a place where no file can be written is told, whatever is written', async () => {
  const nowhere = join(folder, 'nowhere', 'one')
  for (const args of [
    ['backup', '-o', nowhere],
    ['assess', '--year', '2020', '-o', nowhere],
    ['template', '--unit', 'zj-stats', '--period', '2020', '-o', nowhere],
  ]) {
    const { code, err } = await run(data(), ...args)
    expect([code, err]).toEqual([
      1,
      expect.stringContaining(`文件 ${nowhere}：发现「没有这个文件或文件夹 (ENOENT)」`),
    ])
  }
})

test('a choice and a year that are none are told in either language', async () => {
  const english = await run(data(), '--lang', 'en', 'jobs', '--state', 'foo')
  expect(english.err).toMatch(/^option --state: found "foo", expected one of ready, running/)
  const { err } = await run(data(), 'timeliness', '--year', 'abc')
  expect(err).toBe('选项 --year：发现「abc」，应为1900—2199 之间的年份\n')
})

test('what a reading process compiled is kept in the data folder, which inspecting a file does not make', async () => {
  const file = await fill('2020', [])
  expect((await run(data(), 'inspect', file)).code).toBe(0)
  expect(existsSync(data())).toBe(false)
  await run(data(), 'ingest', file)
  expect((await readdir(join(data(), 'cache', 'compiled'))).length).toBeGreaterThan(0)
})

test.each([
  [['submissions'], '没有报送', 'no submissions'],
  [['matches'], '没有已确认的对应', 'no confirmed matches'],
  [['reminders'], '没有发过提醒或催报', 'no reminders were sent'],
  [['warnings'], '没有预警', 'no warnings'],
  [['jobs'], '没有作业', 'no jobs'],
  [['outbox'], '发件箱是空的', 'the outbox is empty'],
  [['outbox', '--state', 'failed'], '没有这样的信件', 'no such messages'],
  [['channels'], '没有设置渠道', 'no channel is set'],
])('%j over nothing says so, and prints no header', async (args, chinese, english) => {
  const { out } = await run(data(), ...args)
  expect(out).toContain(chinese)
  expect(out).not.toMatch(/编号|状态|名称/)
  expect((await run(data(), '--lang', 'en', ...args)).out).toContain(english)
})

test('a re-submission that says the same is told to differ in nothing', async () => {
  const entry = { variable: 'digital_economy_va', measure: 'current' as const, value: 26694 }
  await runJson(data(), 'ingest', await fill('2019', [entry]), '--published', '2020-11-03')
  const again = await fill('2019', [{ ...entry, note: '再次报送' }])
  const { submissions } = await runJson(data(), 'ingest', again, '--published', '2020-11-04')
  const { out } = await run(data(), 'differences', submissions[0].id)
  expect(out).toMatch(/0 处不同\n没有不同\n$/)
})

test('the data are checked as a whole, and a broken plan is told every place', async () => {
  expect((await run(data(), 'plans', 'check')).out).toContain('数据无误')
  const file = join(folder, 'plan.json')
  await writeFile(file, JSON.stringify({ code: 'Not a code', indicators: [{ kind: 'flows' }] }))
  const broken = await run(data(), 'plans', 'check', file)
  expect(broken.code).toBe(1)
  expect(broken.err.split('\n').length).toBeGreaterThan(5)
  expect(broken.err).toContain('indicators[0]')
})

test('the annual table for other programs: no text becomes a formula, what is missing says so', async () => {
  await runJson(
    data(),
    'ingest',
    await fill('2020', [{ variable: 'digital_economy_va', measure: 'current', value: 30218 }]),
  )
  const csv = (await run(data(), 'assess', '--year', '2020', '--format', 'csv')).out
  expect(csv).toContain('digital_economy_va,数字经济增加值,亿元,2020,30218,exact,30000,')
  expect(csv.split('\r\n').filter((line) => /^[=+\-@]/.test(line))).toEqual([])
  const sdmx = (await run(data(), 'assess', '--year', '2020', '--format', 'sdmx-csv')).out.split('\r\n')
  expect(sdmx).toHaveLength(1 + 24 * 4 + 1)
  expect(sdmx[1]?.slice(0, -10)).toBe(
    'BEIZENG:ZJ_DIGITAL_2022(1.0),A,330000,digital_economy_va,ACTUAL,2020,30218,亿元,A,green,',
  )
  expect(sdmx.find((line) => line.includes(',unicorns,ACTUAL,'))).toContain(',2020,,家,M,grey,')
})
