/** Knows that a template shows what the store knows of before, and that the same template is the same file. */
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
