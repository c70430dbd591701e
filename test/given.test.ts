/** Knows what becomes of what a person types beside a workbook: the workbook's own words win, and nothing is filed under a wrong one. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ExcelJS from 'exceljs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parsePeriod } from '../indicators/period.ts'
import { readSeeds } from '../storage/seeds.ts'
import { writeTemplate } from '../workbooks/write-template.ts'
import { run, runJson } from './run-cli.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'beizeng-given-'))
})
afterEach(() => rm(folder, { recursive: true }))
const data = () => join(folder, 'data')

/** A filled template of 省统计局, and what a person did to it. */
const fill = async (
  name: string,
  change: (workbook: ExcelJS.Workbook, sheet: ExcelJS.Worksheet) => void = () => undefined,
): Promise<string> => {
  const { forms, reportingUnits, variables } = await readSeeds('seeds')
  const form = forms.find((f) => f.code === 'zj-dept-annual')
  const unit = reportingUnits.find((u) => u.code === 'zj-stats')
  if (!form || !unit) throw new Error('the seeds hold both')
  const entries = [{ variable: 'digital_economy_gdp_share', measure: 'current' as const, value: 43.3 }]
  const bytes = await writeTemplate({ form, unit, period: parsePeriod('2019'), variables, entries })
  const workbook = new ExcelJS.Workbook()
  await workbook.xlsx.load(new Uint8Array(bytes).buffer)
  const [sheet] = workbook.worksheets
  if (!sheet) throw new Error('a template has a sheet')
  change(workbook, sheet)
  const file = join(folder, name)
  await writeFile(file, new Uint8Array(await workbook.xlsx.writeBuffer()))
  return file
}

const rewrite =
  (from: string, to: string) =>
  (_: ExcelJS.Workbook, sheet: ExcelJS.Worksheet): void =>
    sheet.eachRow((row) =>
      row.eachCell((cell) => {
        if (cell.text.includes(from)) cell.value = cell.text.replaceAll(from, to)
      }),
    )

/** Neither the sheet, its name nor a stamp names the period. */
const silence = (workbook: ExcelJS.Workbook, sheet: ExcelJS.Worksheet): void => {
  rewrite('2019年', '')(workbook, sheet)
  sheet.name = 'Sheet1'
  workbook.removeWorksheet('_beizeng')
}

test('a period, unit or form against the sheet is told with its place, nothing is received, and the right word works at once', async () => {
  const [file, other] = [await fill('报表.xlsx'), await fill('另一份.xlsx', silence)]
  const wrong = await run(data(), 'ingest', other, file, '--period', '2018', '--unit', 'zj-swt')
  expect(wrong.code).toBe(1)
  expect(wrong.err).toMatch(
    /报表\.xlsx › .+ › [A-Z]+\d+，选项 --period：发现「2018」，应为2019（表内所写），或不指定/,
  )
  expect(wrong.err).toMatch(
    /报表\.xlsx › .+，选项 --unit：发现「zj-swt」，应为.+（zj-stats）（表内所写），或不指定/,
  )
  expect((await runJson(data(), 'submissions')).submissions).toEqual([])
  const form = await run(data(), '--lang', 'en', 'ingest', file, '--form', 'E41002')
  expect([form.code, form.err]).toEqual([1, expect.stringContaining('option --form: found "E41002"')])
  const kind = await run(data(), 'ingest', file, '--period', '2019-07')
  expect([kind.code, kind.err]).toEqual([1, expect.stringContaining('应为一年，如 2020')])
  const right = await runJson(data(), 'ingest', file, '--period', '2019', '--unit', 'zj-stats')
  expect([right.code, right.submissions[0]]).toMatchObject([0, { outcome: 'accepted', period: '2019' }])
})

test('where the sheet says nothing, what is given decides; given otherwise with the same bytes, it says that it was not used', async () => {
  const file = await fill('报表.xlsx', silence)
  const first = await runJson(data(), 'ingest', file, '--period', '2018', '--published', '2020-11-03')
  expect(first.submissions[0]).toMatchObject({ outcome: 'accepted', period: '2018', ignored: [] })
  const more = ['--period', '2019', '--unit', 'zj-stats', '--published', '2020-12-01']
  const again = await runJson(data(), 'ingest', file, ...more)
  expect(again.submissions[0]).toMatchObject({
    outcome: 'duplicate',
    period: '2018',
    ignored: [
      { option: '--period', given: '2019', received: '2018' },
      { option: '--published', given: '2020-12-01', received: '2020-11-03' },
    ],
  })
  const { id } = first.submissions[0]
  const told = await run(data(), 'ingest', file, ...more)
  expect(told.out).toContain(
    `--period 2019 未采用：同一文件已按 2018 收到；要更改，先退回报送 ${id}，再重新报送`,
  )
  await run(data(), 'return', id, '--reason', '报告期有误', '--by', '省统计局')
  const mended = await runJson(data(), 'ingest', file, ...more)
  expect(mended.submissions[0]).toMatchObject({ outcome: 'accepted', period: '2019', known: '2020-12-01' })
})

test("last year's template filled in anew is held back until the bureau releases it", async () => {
  const file = await fill('报表.xlsx', rewrite('2019年', '2020年'))
  const { submissions } = await runJson(data(), 'ingest', file)
  expect(submissions[0]).toMatchObject({
    outcome: 'to-explain',
    period: '2020',
    findings: [
      {
        rule: 'form.period',
        class: '准强制性',
        found: '模板标记：2019',
        expected: '报告期 2020（按表内）；请改用本期下发的模板',
      },
      { class: '核实性', found: '工作表名：2019' },
    ],
  })
  const actual = async () => (await runJson(data(), 'status', '--as-of', '2026-12-31')).indicators[0].actual
  expect(await actual()).toBeNull()
})
