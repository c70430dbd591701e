/** Shows a workbook of several forms at the front door: it is the report of each of them, in time and in its chain. */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ExcelJS from 'exceljs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runIn } from './run-cli.ts'

const [GOODS, FEEDBACK] = ['hb-above-quota-goods', 'hb-retail-feedback']

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'beizeng-forms-'))
  await cp('seeds', join(folder, 'seeds'), { recursive: true })
  const rules = [GOODS, FEEDBACK].map((form) => ({
    form,
    months: [5],
    opens: { months: 1, day: 1, hour: '08:00' },
    due: { months: 1, day: 12, hour: '18:00' },
    moves: 'none',
    reminders: { before: [], after: [1], hour: '09:00' },
    units: ['hb-stats'],
    from: '2016-05-01',
    source: '测试',
  }))
  await writeFile(join(folder, 'seeds', 'deadlines.json'), JSON.stringify(rules))
})
afterEach(() => rm(folder, { recursive: true }))

const runJson = async (...args: readonly string[]) => {
  const environment = { BEIZENG_SEEDS: join(folder, 'seeds') }
  const { out, err } = await runIn(environment, '--data', join(folder, 'data'), ...args, '--json')
  if (!out) throw new Error(err)
  return JSON.parse(out)
}

type Sheet = readonly [name: string, rows: readonly (readonly (string | number | null)[])[]]
const goods = (ytd: number): Sheet => [
  '类值',
  [
    ['限上商品零售类值'],
    ['填报单位：湖北省统计局      2016年5月'],
    ['指标名称', '本月', '1-本月'],
    ['合计', 12, ytd],
    ['通过公共网络实现的商品销售', 2, 9],
  ],
]
const feedback = (ytd: number): Sheet => [
  '反馈',
  [
    ['社会消费品零售总额市州反馈数据'],
    ['填报单位：湖北省统计局      2016年5月'],
    ['地区', '社零总额', '社零总额'],
    [null, '本月', '1-本月'],
    ...['全省', '武汉市', '黄石市', '宜昌市'].map((region) => [region, 12, ytd]),
  ],
]

const ingest = async (file: string, ...sheets: readonly Sheet[]) => {
  const book = new ExcelJS.Workbook()
  for (const [name, rows] of sheets) book.addWorksheet(name).addRows(rows.map((row) => [...row]))
  await writeFile(join(folder, file), new Uint8Array(await book.xlsx.writeBuffer()))
  const { submissions } = await runJson('ingest', join(folder, file), '--published', '2016-06-20')
  return submissions[0]
}

test('both forms of a file are delivered, and one sent anew follows in its own chain', async () => {
  const both = await ingest('两表.xlsx', goods(55), feedback(66))
  expect([both.unit, both.period, both.forms]).toEqual(['hb-stats', '2016-05', [GOODS, FEEDBACK]])
  expect(both.counts.accepted).toBe(12)
  const { reports } = await runJson('timeliness', '--year', '2016')
  expect(reports.map((r: Record<string, unknown>) => [r['form'], r['timeliness']])).toEqual([
    [GOODS, 'late'],
    [FEEDBACK, 'late'],
  ])
  const cities = await ingest('反馈.xlsx', feedback(67))
  const again = await ingest('类值.xlsx', goods(56))
  const { submissions } = await runJson('submissions')
  expect(submissions).toMatchObject([
    { id: both.id, forms: [GOODS, FEEDBACK], attempt: 1 },
    { id: cities.id, forms: [FEEDBACK], attempt: 2 },
    { id: again.id, forms: [GOODS], attempt: 2 },
  ])
  const { differences } = await runJson('differences', cities.id, '--since', both.id)
  expect(differences).toHaveLength(4)
  expect(differences[0]).toMatchObject({
    kind: 'changed',
    variable: 'retail_total',
    before: { value: 66 },
    now: { value: 67 },
  })
})
