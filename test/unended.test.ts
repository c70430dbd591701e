/** Knows that a file of a period that is not over counts for nothing, and that the right day of publication takes the same file. */
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
  folder = await mkdtemp(join(tmpdir(), 'beizeng-unended-'))
})
afterEach(() => rm(folder, { recursive: true }))

const shareOn = async (day: string): Promise<number | null> => {
  const plan = ['--plan', 'zj-digital-2022', '--as-of', day]
  const { indicators } = await runJson(folder, 'status', ...plan)
  return indicators.find((i: { code: string }) => i.code === 'digital_economy_gdp_share')?.actual
}

test('the share of 2021 does not count while 2021 runs or lies ahead; known in 2022, the same file counts', async () => {
  const { forms, reportingUnits, variables } = await readSeeds('seeds')
  const form = forms.find((f) => f.code === 'zj-dept-annual')
  const unit = reportingUnits.find((u) => u.code === 'zj-stats')
  if (!form || !unit) throw new Error('the seeds hold both')
  const entries = [{ variable: 'digital_economy_gdp_share', measure: 'current' as const, value: 48.6 }]
  const file = join(folder, 'a.xlsx')
  await writeFile(file, await writeTemplate({ form, unit, period: parsePeriod('2021'), variables, entries }))
  const ingestOn = (day: string) => runJson(folder, 'ingest', file, '--published', day)

  const ahead = await ingestOn('2020-08-10')
  expect(ahead.submissions[0]).toMatchObject({ outcome: 'returned', counts: { accepted: 0, rejected: 1 } })
  expect(ahead.submissions[0].findings[0]).toMatchObject({ rule: 'form.unended', class: '强制性' })
  expect(await shareOn('2020-08-10')).toBeNull()

  const running = await ingestOn('2021-08-10')
  expect(running.submissions[0]).toMatchObject({ outcome: 'to-explain', held: true })
  expect(running.submissions[0].findings[0]).toMatchObject({ rule: 'form.unended', class: '准强制性' })
  expect(await shareOn('2021-08-10')).toBeNull()

  const { id, returnFile } = running.submissions[0]
  const returned = await runJson(folder, 'inspect', returnFile)
  expect(JSON.stringify(returned)).toContain('与已有数字相同 0 个（待放行，暂不计入）')
  await runJson(folder, 'return', id, '--by', '统计局', '--reason', '公布日期有误')
  const over = await ingestOn('2022-07-12')
  expect(over.submissions[0].held).toBe(false)
  expect(over.submissions[0].outcome).not.toBe('returned')
  expect(await shareOn('2022-07-12')).toBe(48.6)
})
