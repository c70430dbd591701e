/** Knows the road of a confirmed match: an unknown label is refused with its candidates, confirmed by a person, remembered for the unit and form, shown, withdrawn. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ExcelJS from 'exceljs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { run, runJson } from './run-cli.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'beizeng-matches-'))
})
afterEach(() => rm(folder, { recursive: true }))
const data = () => join(folder, 'data')

/** A county's monthly table in its own words: 城区 for 城镇. */
const write = async (
  month: number,
  factor = 1,
  { urban: label, ytd } = { urban: '　城区', ytd: '1-本月' },
): Promise<string> => {
  const book = new ExcelJS.Workbook()
  const sheet = book.addWorksheet('表1')
  sheet.addRows([
    ['限上法人消费品零售额增速（可比口径）'],
    ['表号：E41002'],
    [`填报单位：神农架林区统计局      2016年${month}月`],
    ['指标名称', '计量单位', '本年', null, '上年同期', null, '增长速度（%）', null],
    [null, null, '本月', ytd, '本月', '1-本月', '本月', '1-本月'],
    ['社会消费品零售总额', '万元', 100 * factor, 300 * factor, 90 * factor, 270 * factor, 11.1, 11.1],
    [label, '万元', 100 * factor, 300 * factor, 90 * factor, 270 * factor, 11.1, 11.1],
    ['　　餐饮收入', '万元', 30 * factor, 90 * factor, 27 * factor, 81 * factor, 11.1, 11.1],
    ['　　商品零售', '万元', 70 * factor, 210 * factor, 63 * factor, 189 * factor, 11.1, 11.1],
  ])
  for (const range of ['C4:D4', 'E4:F4', 'G4:H4', 'A4:A5', 'B4:B5']) sheet.mergeCells(range)
  const file = join(folder, `${month}-${factor}.xlsx`)
  await writeFile(file, new Uint8Array(await book.xlsx.writeBuffer()))
  return file
}

const ingest = async (file: string, ...more: readonly string[]) => {
  const { submissions } = await runJson(data(), 'ingest', file, '--published', '2016-05-12', ...more)
  return submissions[0]
}
const urban = ({ observations }: { observations: { variable: string; measure: string; value: number }[] }) =>
  observations
    .filter((o) => o.variable === 'above_quota_retail_urban' && o.measure === 'ytd')
    .map((o) => o.value)
const rulesOf = ({ findings }: { findings: { rule: string; class: string }[] }) =>
  findings.map((f) => `${f.class} ${f.rule}`)

const CONFIRMED = ['--label', '城区', '--means', 'above_quota_retail_urban', '--by', '州统计局 王'] as const

test('an unknown label is listed with the nearest candidate first, and read when a person has confirmed it', async () => {
  const file = await write(3)
  const before = await ingest(file)
  expect(urban(before)).toEqual([])
  expect(rulesOf(before)).toContain('核实性 form.row-unknown')
  const { labels } = await runJson(data(), 'confirm-match', before.id)
  expect(labels).toMatchObject([
    {
      number: 1,
      kind: 'row',
      cell: 'A7',
      label: '城区',
      unit: '429021000000',
      form: 'E41002',
      candidates: [{ means: 'above_quota_retail_urban', name: '城镇' }],
    },
  ])
  expect((await ingest(file)).outcome).toBe('duplicate')
  const confirmed = await run(data(), 'confirm-match', before.id, ...CONFIRMED)
  expect([confirmed.code, confirmed.out.split('\n')[0]]).toEqual([
    0,
    expect.stringMatching(
      /^确认：429021000000 · E41002「城区」→ above_quota_retail_urban 城镇（州统计局 王 \d{4}-\d\d-\d\d）$/,
    ),
  ])
  const after = await ingest(file)
  expect([after.outcome, urban(after), rulesOf(after)]).toEqual(['accepted', [300], ['提示 form.confirmed']])
  expect(after.findings[0].expected).toMatch(/^按已确认的对应读作「城镇」（州统计局 王 /)
  expect((await ingest(file)).outcome).toBe('duplicate')
  expect((await runJson(data(), 'confirm-match', after.id)).labels).toEqual([])
  const again = await run(data(), 'confirm-match', before.id, ...CONFIRMED)
  expect(again.code).toBe(1)
  expect(again.err).toContain('已确认的：1「城区」→ 城镇，要改的先撤销（withdraw-match <编号>）')
})

test('a column under words of its own is confirmed by its cell', async () => {
  const file = await write(3, 1, { urban: '　城镇', ytd: '至今数' })
  const before = await ingest(file)
  expect(urban(before)).toEqual([])
  const { labels } = await runJson(data(), 'confirm-match', before.id)
  expect(labels).toMatchObject([
    {
      kind: 'column',
      cell: 'D5',
      label: '本年 / 至今数',
      candidates: [{ means: '2', name: '本年 / 1-本月' }],
    },
  ])
  expect(
    (await run(data(), 'confirm-match', before.id, '--label', 'D5', '--means', '2', '--by', '王')).code,
  ).toBe(0)
  const after = await ingest(file)
  expect([after.outcome, urban(after), rulesOf(after)]).toEqual(['accepted', [300], ['提示 form.confirmed']])
})

test('it is remembered for later months of the same unit and form, listed with who said it, and can be withdrawn', async () => {
  const first = await ingest(await write(3))
  await run(data(), 'confirm-match', first.id, ...CONFIRMED)
  const april = await ingest(await write(4, 2))
  expect([urban(april), rulesOf(april)]).toEqual([[600], ['提示 form.confirmed']])
  const { matches } = await runJson(data(), 'matches', '--unit', '429021000000', '--form', 'E41002')
  expect(matches).toMatchObject([
    {
      number: 1,
      action: 'confirmed',
      label: '城区',
      name: '城镇',
      submission: first.id,
      by: { actor: '州统计局 王' },
    },
  ])
  expect((await runJson(data(), 'matches', '--unit', 'hangzhou')).matches).toEqual([])
  const why = ['--reason', '城区不含镇区，口径不同', '--by', '州统计局 李'] as const
  expect((await run(data(), 'withdraw-match', '1', ...why)).code).toBe(0)
  expect((await runJson(data(), 'matches')).matches).toEqual([])
  expect((await runJson(data(), 'matches', '--all')).matches).toMatchObject([
    { number: 1, action: 'confirmed' },
    { number: 2, action: 'withdrawn', reason: '城区不含镇区，口径不同', by: { actor: '州统计局 李' } },
  ])
  expect((await run(data(), 'withdraw-match', '1', ...why)).code).toBe(1)
  const may = await ingest(await write(5, 3))
  expect(urban(may)).toEqual([])
  expect(rulesOf(may)).toContain('核实性 form.row-unknown')
})

test('a workbook that was read by a match is told as it was read, though the match was withdrawn since', async () => {
  const first = await ingest(await write(3))
  await run(data(), 'confirm-match', first.id, ...CONFIRMED)
  const again = await ingest(await write(3))
  await run(data(), 'withdraw-match', '1', '--reason', '口径不同', '--by', '州统计局')
  const changed = await ingest(await write(3, 2, { urban: '　城镇', ytd: '1-本月' }))
  const { differences } = await runJson(data(), 'differences', changed.id, '--since', 'counted')
  const of = differences.filter((d: { variable: string }) => d.variable === 'above_quota_retail_urban')
  expect([again.outcome, new Set(of.map((d: { kind: string }) => d.kind))]).toEqual([
    'accepted',
    new Set(['changed']),
  ])
})

test('an item of a form is meant by its code, or by its variable, alone', async () => {
  const file = join(folder, 'jxt.xlsx')
  await run(data(), 'template', '--unit', 'zj-jxt', '--period', '2020-11', '-o', file)
  const workbook = new ExcelJS.Workbook()
  await workbook.xlsx.readFile(file)
  const [sheet] = workbook.worksheets
  for (const [cell, value] of Object.entries({
    A9: '电子信息制造业营收',
    C9: null,
    E9: 9863.6,
    A10: '软件收入',
    C10: null,
    E10: 6324.4,
  }))
    if (sheet) sheet.getCell(cell).value = value
  await workbook.xlsx.writeFile(file)
  const { submissions } = await runJson(data(), 'ingest', file, '--published', '2020-12-31')
  const confirm = (label: string, means: string) =>
    runJson(data(), 'confirm-match', submissions[0].id, '--label', label, '--means', means, '--by', '李四')
  expect((await confirm('A9', '03')).match).toMatchObject({ means: 'eit_mfg_revenue 03' })
  const software = 'software_business_revenue'
  expect((await confirm('A10', software)).match).toMatchObject({ means: `${software} 04` })
})

test('only what is open may be confirmed, only as one of the candidates, and by somebody', async () => {
  const { id } = await ingest(await write(3))
  const refused = async (...args: readonly string[]) => {
    const { code, err } = await run(data(), 'confirm-match', id, ...args)
    return [code, err]
  }
  expect(await refused('--label', '乡村', '--means', 'x', '--by', 'y')).toEqual([
    1,
    expect.stringContaining('1 表1!A7「城区」'),
  ])
  expect(await refused('--label', '1', '--means', 'above_quota_retail', '--by', 'y')).toEqual([
    1,
    expect.stringContaining('above_quota_retail_urban（城镇）'),
  ])
  expect(await refused('--label', '1', '--means', 'above_quota_retail_urban')).toEqual([
    1,
    expect.stringContaining('--by'),
  ])
  expect((await run(data(), 'confirm-match', 'nothing')).code).toBe(1)
  expect((await runJson(data(), 'matches')).matches).toEqual([])
})
