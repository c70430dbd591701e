/** Knows that the rules of a form are laid on what comes in: a broken sum goes back, a slip of ten waits and does not count. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Measure } from '../indicators/observation.ts'
import { parsePeriod } from '../indicators/period.ts'
import { readSeeds } from '../storage/seeds.ts'
import { writeTemplate } from '../workbooks/write-template.ts'
import { run, runJson } from './run-cli.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'beizeng-audit-'))
})
afterEach(() => rm(folder, { recursive: true }))
const data = () => join(folder, 'data')

interface Filled {
  readonly form: string
  readonly unit: string
  readonly period: string
  readonly known: string
}

const send = async (
  { form: code, unit: sender, period, known }: Filled,
  figures: Readonly<Record<string, number>>,
) => {
  const { forms, reportingUnits, variables } = await readSeeds('seeds')
  const form = forms.find((f) => f.code === code)
  const unit = reportingUnits.find((u) => u.code === sender)
  if (!form || !unit) throw new Error('the seeds hold both')
  const entries = Object.entries(figures).map(([key, value]) => {
    const [variable = '', measure = ''] = key.split(' ')
    return { variable, measure: measure as Measure, value }
  })
  const file = join(folder, `${period}-${Object.values(figures)[0]}.xlsx`)
  await writeFile(file, await writeTemplate({ form, unit, period: parsePeriod(period), variables, entries }))
  const { submissions } = await runJson(data(), 'ingest', file, '--published', known)
  return submissions[0]
}

test('a printed relation that does not hold sends the file back with both cells named', async () => {
  const county = { form: 'E41002', unit: '429021000000', period: '2016-02', known: '2016-03-10' }
  const receipt = await send(county, {
    'above_quota_retail current': 100,
    'above_quota_retail_urban current': 100,
    'above_quota_catering_urban current': 30,
    'above_quota_goods_urban current': 60,
  })
  expect(receipt.outcome).toBe('returned')
  const broken = receipt.findings.find((f: { rule: string }) => f.rule === 'E41002-2')
  expect(broken).toMatchObject({ class: '强制性' })
  expect(broken.cell).not.toBe('')
  expect(receipt.returnFile).toContain('returns')
})

test('ten times the figure of a year before waits for a release, and counts only after it', async () => {
  const month = (period: string, known: string) => ({
    form: 'zj-dept-monthly',
    unit: 'zj-swt',
    period,
    known,
  })
  await send(month('2020-09', '2020-10-20'), { 'online_retail ytd': 13800 })
  const slip = await send(month('2021-09', '2021-10-20'), { 'online_retail ytd': 184000 })
  expect([slip.outcome, slip.findings.map((f: { rule: string }) => f.rule)]).toEqual(['to-explain', ['SLIP']])
  const actual = async () => {
    const { indicators } = await runJson(data(), 'status', '--as-of', '2026-12-31')
    return indicators.find((i: { code: string }) => i.code === 'online_retail').actual
  }
  expect(await actual()).toBe(13800)
  expect(
    (await run(data(), 'release', slip.id, '1', '--reason', '企业合并，已核', '--by', '省统计局')).code,
  ).toBe(0)
  expect(await actual()).toBe(184000)
  const again = await run(data(), 'release', slip.id, '1', '--reason', '同意', '--by', '张三')
  expect([again.code, again.err]).toEqual([
    1,
    expect.stringMatching(/已由省统计局于.+放行「企业合并，已核」/),
  ])
})

test('without a past year, ten times the year so far or what was said before waits too; a usual revision does not', async () => {
  const month = (period: string, known: string) => ({
    form: 'zj-dept-monthly',
    unit: 'zj-jxt',
    period,
    known,
  })
  const rules = async (filled: ReturnType<typeof month>, value: number) =>
    (await send(filled, { 'eit_mfg_revenue ytd': value })).findings.map((f: { rule: string }) => f.rule)
  expect(await rules(month('2020-10', '2020-11-30'), 8800)).toEqual([])
  expect(await rules(month('2020-11', '2020-12-28'), 98_636)).toEqual(['SLIP'])
  expect(await rules(month('2020-11', '2020-12-29'), 9863.6)).toEqual([])
  expect(await rules(month('2020-11', '2020-12-30'), 9900)).toEqual([])
  expect(await rules(month('2020-11', '2020-12-31'), 99_000)).toContain('SLIP')
})

test('a stock that lost its point is told by last year, and by the part that exceeds its whole', async () => {
  const year = (period: string, known: string) => ({
    form: 'zj-dept-annual',
    unit: 'zj-tgj',
    period,
    known,
  })
  const rules = async (filled: ReturnType<typeof year>, users: number, fibre: number) =>
    (await send(filled, { 'fixed_broadband_users end': users, 'fibre_users end': fibre })).findings.map(
      (f: { rule: string; class: string }) => `${f.rule} ${f.class}`,
    )
  expect(await rules(year('2019', '2020-02-10'), 28, 2500)).toEqual(['FIBRE 准强制性'])
  expect(await rules(year('2019', '2020-02-11'), 2800, 2500)).toEqual([])
  expect(await rules(year('2020', '2021-02-10'), 2950, 26.5)).toEqual(['SLIP 准强制性'])
  expect(await rules(year('2020', '2021-02-11'), 2950, 2650)).toEqual([])
})
