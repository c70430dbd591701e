/** Knows that a template shows what the store knows of before, and that the same template is the same file. */
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ExcelJS from 'exceljs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { run, runJson } from './run-cli.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'beizeng-template-'))
})
afterEach(() => rm(folder, { recursive: true }))
const data = () => join(folder, 'data')

const load = async (file: string): Promise<ExcelJS.Workbook> => {
  const workbook = new ExcelJS.Workbook()
  await workbook.xlsx.load(new Uint8Array(await readFile(file)).buffer)
  return workbook
}

const template = async (period: string): Promise<string> => {
  const file = join(folder, `${period}.xlsx`)
  const { code, err } = await run(data(), 'template', '--unit', 'zj-swt', '--period', period, '-o', file)
  expect([code, err]).toEqual([0, ''])
  return file
}

/** Column E is 本年累计 of the monthly form of departments. */
const report = async (period: string, published: string, ytd: number): Promise<void> => {
  const file = await template(period)
  const workbook = await load(file)
  workbook.worksheets[0]?.eachRow((row) => {
    if (row.getCell(1).text === '网络零售额') row.getCell(5).value = ytd
  })
  await writeFile(file, new Uint8Array(await workbook.xlsx.writeBuffer()))
  const { submissions } = await runJson(data(), 'ingest', file, '--published', published)
  expect(submissions[0]).toMatchObject({ outcome: 'accepted', counts: { read: 1 } })
}

test('last month’s and last year’s figures stand beside the form, and a blank template is the same file each time', async () => {
  const blank = await readFile(await template('2021-09'))
  expect(Buffer.compare(blank, await readFile(await template('2021-09')))).toBe(0)
  await report('2020-09', '2020-10-20', 13_800)
  await report('2021-08', '2021-09-20', 12_800.55)
  const workbook = await load(await template('2021-09'))
  expect(workbook.worksheets.map((s) => s.name)).toEqual(['浙数经月1表 2021年9月', '上期对照', '_beizeng'])
  const rows = workbook.worksheets[1]?.getRows(5, 1) ?? []
  expect(rows.map((row) => [1, 3, 5, 6].map((c) => row.getCell(c).value))).toEqual([
    ['网络零售额', '本年累计', 12_800.55, 13_800],
  ])
  const asked: string[] = []
  workbook.worksheets[0]?.eachRow((row) => {
    if (row.getCell(1).text === '网络零售额') asked.push(row.getCell(5).dataValidation.prompt ?? '')
  })
  expect(asked).toEqual(['上期（2021年8月）：12800.55；上年同期（2020年9月）：13800'])
})

const write = async (unit: string, period: string, ...more: readonly string[]) => {
  const file = join(folder, 'out.xlsx')
  return { file, ...(await run(data(), 'template', '--unit', unit, '--period', period, '-o', file, ...more)) }
}

test.each([
  ['2020年11月', '2020年11月'],
  ['2020年1—11月', '2020年11月'],
  ['2020.11', '2020年11月'],
  ['２０２０年１１月份', '2020年11月'],
  ['二〇二〇年十一月', '2020年11月'],
  ['2020年上半年', '2020年6月'],
  ['2020年度', '2020年'],
])('a period is read as people write it: %s', async (period, printed) => {
  const { file, code, err } = await write('zj-jxt', period)
  expect([code, err]).toEqual([0, ''])
  expect((await load(file)).worksheets[0]?.name).toMatch(new RegExp(` ${printed}$`))
})

test('what does not fit says which option, what was found and what to do', async () => {
  const year = await write('zj-jxt', '11月')
  expect([year.code, year.err]).toEqual([1, expect.stringContaining('选项 --period：发现「11月」，应为2020')])
  const quarter = await write('zj-jxt', '2020年第三季度')
  expect(quarter.err).toMatch(
    /^选项 --period：发现「2020-Q3」，应为与表式相符的报告期：.*zj-dept-monthly（浙数经月1表「.+」，按月填报）/,
  )
  const kind = await write('zj-jxt', '2020-07', '--form', 'zj-dept-annual')
  expect(kind.err).toMatch(/^选项 --period：发现「2020-07」，应为.+zj-dept-annual（.+，按年填报）\n$/)
  const form = await write('zj-jxt', '2020-07', '--form', 'E41002')
  expect(form.err).toMatch(/^选项 --form：发现「E41002」，应为浙江省经济和信息化厅填报的表式之一：zj-dept-/)
  expect(existsSync(form.file)).toBe(false)
})

test('a period after the form has expired is said, and the form is written', async () => {
  const late = await write('zj-jxt', '2024-01')
  expect([late.code, late.out.trim()]).toEqual([0, late.file])
  expect(late.err).toMatch(/^注意：浙数经月1表「.+」有效期至2023年12月31日，报告期 2024-01 已超出/)
  expect((await write('zj-jxt', '2023-12')).err).toBe('')
})
