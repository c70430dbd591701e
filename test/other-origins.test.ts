/** Shows a workbook of several units or periods at the front door: it goes back whole, nothing of it counts, and each table sent apart does. */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ExcelJS from 'exceljs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { run, runIn, runJson } from './run-cli.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'beizeng-origins-'))
})
afterEach(() => rm(folder, { recursive: true }))
const data = () => join(folder, 'data')

interface Told {
  readonly name: string
  readonly unit: string
  readonly period: string
  readonly item: string
  readonly ytd: number
}
const SOFTWARE = { name: '经信', unit: '浙江省经济和信息化厅', period: '2020年11月', item: '软件业务收入' }
const RETAIL = { name: '商务', unit: '浙江省商务厅', period: '2020年11月', item: '网络零售额' }

const write = async (file: string, tables: readonly Told[]): Promise<string> => {
  const book = new ExcelJS.Workbook()
  for (const { name, unit, period, item, ytd } of tables)
    book
      .addWorksheet(name)
      .addRows([
        ['数字经济五年倍增计划主要指标月报表（省级部门）'],
        ['表号：浙数经月1表'],
        [`填报单位：${unit}`, null, period],
        ['指标名称', '计量单位', '本年累计'],
        [item, '亿元', ytd],
      ])
  await writeFile(join(folder, file), new Uint8Array(await book.xlsx.writeBuffer()))
  return join(folder, file)
}

const ingest = async (file: string, ...more: readonly string[]) => {
  const { code, submissions } = await runJson(data(), 'ingest', file, '--published', '2020-12-05', ...more)
  return { code, ...submissions[0] }
}
interface Shown {
  readonly class: string
  readonly rule: string
  readonly sheet: string
  readonly cell: string
  readonly found: string
}
const blocking = ({ findings }: { findings: readonly Shown[] }): readonly string[] =>
  findings.filter((f) => f.class === '强制性').map((f) => `${f.rule} ${f.sheet}!${f.cell} ${f.found}`)

const RULE = {
  form: 'zj-dept-monthly',
  months: [10, 11],
  opens: { months: 1, day: 1, hour: '08:00' },
  due: { months: 1, day: 12, hour: '18:00' },
  moves: 'none',
  reminders: { before: [], after: [1], hour: '09:00' },
  units: ['zj-jxt', 'zj-swt'],
  from: '2020-10-01',
  source: '测试',
}
/** How the reports of November stand, by unit. */
const standings = async (): Promise<unknown> => {
  const seeds = join(folder, 'seeds')
  await cp('seeds', seeds, { recursive: true })
  await writeFile(join(seeds, 'deadlines.json'), JSON.stringify([RULE]))
  const environment = { BEIZENG_SEEDS: seeds }
  const { out } = await runIn(environment, '--data', data(), 'timeliness', '--year', '2020', '--json')
  const { reports } = JSON.parse(out)
  return reports
    .map((r: Record<string, unknown>) => [r['period'], r['unit'], r['timeliness']].join(' '))
    .toSorted()
}

const readReturn = async (file: string): Promise<string> => {
  const book = new ExcelJS.Workbook()
  await book.xlsx.readFile(file)
  const words: string[] = []
  for (const sheet of book.worksheets) sheet.eachRow((row) => row.eachCell((cell) => words.push(cell.text)))
  return words.join('\n')
}

test('the sheets of two units go back whole, and each counts for its own unit when it is sent apart', async () => {
  const [software, retail] = [
    { ...SOFTWARE, ytd: 6000 },
    { ...RETAIL, ytd: 20000 },
  ]
  const both = await ingest(await write('两家.xlsx', [software, retail]))
  expect([both.code, both.outcome, both.counts.accepted]).toEqual([1, 'returned', 0])
  expect(blocking(both)).toEqual(['form.units 商务!A3 填报单位：浙江省商务厅（zj-swt）'])
  expect(await readReturn(both.returnFile)).toContain('填报单位：浙江省商务厅（zj-swt）')
  expect(await standings()).toEqual([
    '2020-10 zj-jxt missing',
    '2020-10 zj-swt missing',
    '2020-11 zj-jxt returned',
    '2020-11 zj-swt missing',
  ])
  const own = await ingest(await write('经信.xlsx', [software]))
  const other = await ingest(await write('商务.xlsx', [retail]))
  expect([own.unit, own.counts.accepted]).toEqual(['zj-jxt', 1])
  expect([other.unit, other.counts.accepted]).toEqual(['zj-swt', 1])
  const { submissions } = await runJson(data(), 'submissions')
  expect(submissions).toMatchObject([
    { id: both.id, outcome: 'returned', attempt: 1 },
    { id: own.id, unit: 'zj-jxt', attempt: 2 },
    { id: other.id, unit: 'zj-swt', attempt: 1 },
  ])
  expect(await standings()).toEqual([
    '2020-10 zj-jxt missing',
    '2020-10 zj-swt missing',
    '2020-11 zj-jxt late',
    '2020-11 zj-swt late',
  ])
})

test('the sheet of the month before, left in the workbook, changes nothing of that month', async () => {
  const october = { ...SOFTWARE, name: '十月', period: '2020年10月' }
  const right = await ingest(await write('十月.xlsx', [{ ...october, ytd: 5500 }]))
  const november = { ...SOFTWARE, name: '十一月', ytd: 6000 }
  const both = await ingest(await write('两月.xlsx', [{ ...october, ytd: 5000 }, november]))
  expect([right.counts.accepted, both.outcome, both.period]).toEqual([1, 'returned', '2020-11'])
  expect(blocking(both)).toEqual(['form.periods 十月!C3 报告期：2020-10'])
  expect(both.findings[0].expected).toContain('与工作表「十一月」相同的报告期：2020-11')
  expect((await runJson(data(), 'findings', right.id)).replacedBy).toBeNull()
  const { submissions } = await runJson(data(), 'submissions')
  expect(submissions).toMatchObject([
    { id: right.id, period: '2020-10', attempt: 1 },
    { id: both.id, period: '2020-11', attempt: 1, counts: { accepted: 0, unchanged: 0 } },
  ])
  // What the next one says otherwise than the returned one is told of its own month alone.
  const next = await ingest(await write('十一月.xlsx', [{ ...november, ytd: 6100 }]))
  const named = await runJson(data(), 'differences', next.id, '--since', both.id)
  expect(named.differences).toMatchObject([
    { kind: 'changed', period: '2020-11', before: { value: 6000 }, now: { value: 6100 } },
  ])
})

test('a unit that the sender names does not send the sheet of another one', async () => {
  const file = await write('两家.xlsx', [
    { ...SOFTWARE, ytd: 6000 },
    { ...RETAIL, ytd: 20000 },
  ])
  const both = await ingest(file, '--unit', 'zj-jxt')
  expect([both.outcome, both.counts.accepted]).toEqual(['returned', 0])
  expect(blocking(both)).toContain('form.units 商务!A3 填报单位：浙江省商务厅（zj-swt）')
})

test('an empty 填报单位 is told as empty; the unit named with the file sends it', async () => {
  const file = await write('空.xlsx', [{ ...SOFTWARE, unit: '', ytd: 6000 }])
  const empty = await ingest(file)
  expect([empty.outcome, blocking(empty)]).toEqual(['returned', ['form.unit 经信!A3 填报单位是空的']])
  const { out } = await run(data(), 'findings', empty.id)
  expect(out).toContain('填报单位是空的')
  expect(await ingest(file, '--unit', 'zj-jxt')).toMatchObject({
    unit: 'zj-jxt',
    counts: { accepted: 1 },
  })
})
