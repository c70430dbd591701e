/** Knows that explanations travel in the returned workbook: filled in, sent back, judged, taken, and not asked twice for one figure. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ExcelJS from 'exceljs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Measure } from '../indicators/observation.ts'
import { parsePeriod } from '../indicators/period.ts'
import { readSeeds } from '../storage/seeds.ts'
import { writeTemplate } from '../workbooks/write-template.ts'
import { run, runJson } from './run-cli.ts'
import { lackingOffice, missingOffice, saveWithOffice } from './office.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'beizeng-explanations-'))
})
afterEach(() => rm(folder, { recursive: true }))
const data = () => join(folder, 'data')

const COUNTY = '神农架林区统计局'
type Figures = Readonly<Record<string, number | string>>

let files = 0
const ingest = async (bytes: Uint8Array, published: string) => {
  const file = join(folder, `${++files}.xlsx`)
  await writeFile(file, bytes)
  const { submissions } = await runJson(data(), 'ingest', file, '--published', published)
  return submissions[0]
}
const fill = async (period: string, figures: Figures): Promise<Uint8Array> => {
  const { forms, reportingUnits, variables } = await readSeeds('seeds')
  const form = forms.find((f) => f.code === 'E41002')
  const unit = reportingUnits.find((u) => u.name === COUNTY)
  if (!form || !unit) throw new Error('the seeds hold both')
  const entries = Object.entries(figures).map(([key, value]) => {
    const [variable = '', measure = ''] = key.split(' ')
    return { variable: `above_quota_${variable}`, measure: measure as Measure, value }
  })
  return writeTemplate({ form, unit, period: parsePeriod(period), variables, entries })
}
const send = async (period: string, published: string, figures: Figures) =>
  ingest(await fill(period, figures), published)

const load = async (bytes: Uint8Array): Promise<ExcelJS.Workbook> => {
  const workbook = new ExcelJS.Workbook()
  await workbook.xlsx.load(new Uint8Array(bytes).buffer)
  return workbook
}

interface Edit {
  readonly explain?: Readonly<Record<number, string>>
  readonly cells?: Readonly<Record<string, number>>
}

/** The returned workbook as a clerk fills it in: explanations by the number of the finding, figures by their cell. */
const answer = async (returned: string, { explain = {}, cells = {} }: Edit): Promise<Uint8Array> => {
  const workbook = await load(await readFile(returned))
  const [results, form] = workbook.worksheets
  if (!results || !form) throw new Error('a return has two sheets')
  results.eachRow((row) => {
    const said = explain[Number(row.getCell(1).text)]
    if (said !== undefined && row.getCell(9).text.startsWith('explain:')) row.getCell(8).value = said
  })
  for (const [cell, value] of Object.entries(cells)) form.getCell(cell).value = value
  return new Uint8Array(await workbook.xlsx.writeBuffer())
}

const january = () => send('2016-01', '2016-02-10', { 'retail current': 100, 'retail ytd': 100 })
/** A broken printed sum (强制性) in B8, and a year to date that its months do not add up to (核实性) in C7. */
const bad = {
  'retail current': 120,
  'retail ytd': 280,
  'retail_urban current': 100,
  'catering_urban current': 30,
  'goods_urban current': 60,
}
const WHY = '1月漏报两家新开业超市零售额60万元，本月累计一并补报'

const rulesOf = ({ findings }: { findings: readonly { rule: string }[] }) => findings.map((f) => f.rule)

test('a bad workbook goes back, is mended and explained in it, and is accepted with the unit as the one who explains', async () => {
  await january()
  const first = await send('2016-02', '2016-03-10', bad)
  expect([first.outcome, rulesOf(first)]).toEqual(['returned', ['E41002-2', 'SUM']])
  const mended = await answer(first.returnFile, { explain: { 2: WHY }, cells: { B8: 90 } })
  const second = await ingest(mended, '2016-03-12')
  expect([second.outcome, rulesOf(second), second.returnFile]).toEqual(['accepted', ['SUM'], null])
  expect(second.counts).toEqual({ read: 5, accepted: 5, rejected: 0, unchanged: 0 })
  const { decisions, findings } = await runJson(data(), 'findings', second.id)
  expect(decisions.slice(1)).toMatchObject([
    { kind: 'explained', actor: COUNTY, finding: 1, text: WHY, givenIn: null, outcome: 'accepted' },
  ])
  expect(findings).toMatchObject([{ number: 1, rule: 'SUM', settled: { text: WHY, givenIn: second.id } }])
})

test.skipIf(missingOffice !== undefined)(
  `the same after LibreOffice saved it anew${lackingOffice}`,
  { timeout: 60_000 },
  async () => {
    await january()
    const first = await send('2016-02', '2016-03-10', bad)
    const mended = await answer(first.returnFile, { explain: { 2: WHY }, cells: { B8: 90 } })
    const [file, out] = [join(folder, 'mended.xlsx'), join(folder, 'saved')]
    await writeFile(file, mended)
    saveWithOffice('xlsx', out, [file])
    const saved = await readFile(join(out, 'mended.xlsx'))
    expect(Buffer.compare(saved, mended)).not.toBe(0)
    const second = await ingest(saved, '2016-03-12')
    expect([second.outcome, rulesOf(second), second.counts.accepted]).toEqual(['accepted', ['SUM'], 5])
  },
)

test.each([
  ['核实无误。', 'explain.filler'],
  ['', 'explain.empty'],
  ['补报', 'explain.too-short'],
])('%j explains nothing: it is asked again, with the reason', async (said, rule) => {
  await january()
  const first = await send('2016-02', '2016-03-10', bad)
  const second = await ingest(
    await answer(first.returnFile, { explain: { 2: said }, cells: { B8: 90 } }),
    '2016-03-12',
  )
  expect([second.outcome, rulesOf(second)]).toEqual(['to-explain', ['SUM', rule]])
  expect(second.findings[1]).toMatchObject({ class: '提示', sheet: '审核结果' })
  expect(second.findings[1].cell).toMatch(/^H\d+$/)
  const { decisions } = await runJson(data(), 'findings', second.id)
  expect(decisions.map((d: { kind: string }) => d.kind)).toEqual(['received'])
})

test('last month’s explanation copied is not taken, and the finding shows what it copies', async () => {
  await january()
  const february = await send('2016-02', '2016-03-10', { 'retail current': 120, 'retail ytd': 280 })
  await ingest(await answer(february.returnFile, { explain: { 1: WHY } }), '2016-03-12')
  const march = await send('2016-03', '2016-04-10', { 'retail current': 50, 'retail ytd': 400 })
  expect([march.outcome, rulesOf(march)]).toEqual(['to-explain', ['SUM']])
  const again = await ingest(await answer(march.returnFile, { explain: { 1: `${WHY}。` } }), '2016-04-12')
  expect([again.outcome, rulesOf(again)]).toEqual(['to-explain', ['SUM', 'explain.copy']])
  expect(again.findings[1].found).toContain(WHY)
})

test('what was explained holds for the same figure in a re-submission, and is asked anew for another one', async () => {
  await january()
  const february = { 'retail current': 120, 'retail ytd': 280 }
  const first = await send('2016-02', '2016-03-10', february)
  const explain = ['explain-finding', first.id, '1', '--text', WHY, '--by', COUNTY]
  expect((await run(data(), ...explain)).code).toBe(0)
  const same = await send('2016-02', '2016-03-12', { ...february, 'retail_urban current': 70 })
  expect([same.outcome, rulesOf(same)]).toEqual(['accepted', ['SUM']])
  expect(same.findings[0].settled).toMatchObject({
    kind: 'explained',
    text: WHY,
    by: COUNTY,
    givenIn: first.id,
  })
  const third = await send('2016-02', '2016-03-14', { ...february, 'retail_urban current': 71 })
  expect(third.findings[0].settled).toMatchObject({ givenIn: first.id })
  const other = await send('2016-02', '2016-03-15', { ...february, 'retail ytd': 281 })
  expect([other.outcome, other.findings[0].settled]).toEqual(['to-explain', null])
  expect((await run(data(), 'findings', same.id)).out).toContain(`已说明「${WHY}」`)
})

test('an explanation of a figure that was changed in the same workbook is not taken for the new one', async () => {
  await january()
  const first = await send('2016-02', '2016-03-10', { 'retail current': 120, 'retail ytd': 280 })
  const changed = await answer(first.returnFile, { explain: { 1: WHY }, cells: { C7: 300 } })
  const second = await ingest(changed, '2016-03-12')
  expect([second.outcome, rulesOf(second)]).toEqual(['to-explain', ['SUM', 'explain.changed']])
})

test('an explanation on a submission that goes back once more is not asked a second time', async () => {
  await january()
  const first = await send('2016-02', '2016-03-10', bad)
  const second = await ingest(await answer(first.returnFile, { explain: { 2: WHY } }), '2016-03-12')
  expect([second.outcome, rulesOf(second)]).toEqual(['returned', ['E41002-2', 'SUM']])
  const results = (await load(await readFile(second.returnFile))).worksheets[0]
  const rows = results?.getRows(1, results.rowCount) ?? []
  expect(rows.find((r) => r.getCell(7).text === 'SUM')?.getCell(8).text).toBe(`已说明：${WHY}`)
  const third = await ingest(await answer(second.returnFile, { cells: { B8: 90 } }), '2016-03-14')
  expect([third.outcome, third.findings[0].settled.givenIn]).toEqual(['accepted', second.id])
})

test('rows and columns put into the result sheet, and another name, do not make a table of it', async () => {
  await january()
  const first = await send('2016-02', '2016-03-10', { 'retail current': 120, 'retail ytd': 280 })
  const workbook = await load(await answer(first.returnFile, { explain: { 1: WHY } }))
  const [results] = workbook.worksheets
  if (!results) throw new Error('a return has a first sheet')
  results.name = '说明'
  results.spliceRows(1, 0, ['神农架林区'])
  results.spliceColumns(1, 0, [])
  const second = await ingest(new Uint8Array(await workbook.xlsx.writeBuffer()), '2016-03-12')
  expect([second.outcome, rulesOf(second), second.counts.read]).toEqual(['accepted', ['SUM'], 2])
})

test('an explanation at the desk is printed in the workbook that goes back for the rest', async () => {
  await january()
  const first = await send('2016-02', '2016-03-10', { 'retail current': 100, 'retail ytd': 280 })
  expect(rulesOf(first)).toEqual(['SUM', 'STALE'])
  await run(data(), 'explain-finding', first.id, '1', '--text', WHY, '--by', COUNTY)
  const results = (await load(await readFile(first.returnFile))).worksheets[0]
  const rows = (results?.getRows(1, results.rowCount) ?? []).filter((r) => r.getCell(2).text === '核实性')
  expect(rows.map((r) => r.getCell(8).text)).toEqual([`已说明：${WHY}`, ''])
})

test('the number of a finding is the same on the desk, in the receipt and in the returned workbook', async () => {
  await january()
  const first = await send('2016-02', '2016-03-10', {
    ...bad,
    'retail current': 100,
    'retail prior_ytd': '三千余',
  })
  const { findings } = await runJson(data(), 'findings', first.id)
  const results = (await load(await readFile(first.returnFile))).worksheets[0]
  const printed = (results?.getRows(1, results.rowCount) ?? [])
    .filter((row) => ['强制性', '核实性'].includes(row.getCell(2).text))
    .map((row) => [Number(row.getCell(1).text), row.getCell(7).text])
  const told = findings.map((f: { number: number; rule: string }) => [f.number, f.rule])
  expect([told.length, printed]).toEqual([4, told])
  expect(first.findings.map((f: { rule: string }) => f.rule)).toEqual(
    told.map(([, rule]: [number, string]) => rule),
  )
})
