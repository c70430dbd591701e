/** Knows the notice of a warning as a document: what stands on it, the same bytes each time, and that only the slip can be written on. */
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import exceljs from 'exceljs'
import PostalMime from 'postal-mime'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parsePeriod } from '../indicators/period.ts'
import { originalPath } from '../storage/archive.ts'
import { readSeeds } from '../storage/seeds.ts'
import { writeTemplate } from '../workbooks/write-template.ts'
import { run, runIn, runJson } from './run-cli.ts'

let folder = ''
const data = () => join(folder, 'data')
const at = (name: string) => join(folder, name)
const number = '2020-0001'

const send = async (period: string, known: string, value: number) => {
  const { forms, reportingUnits, variables } = await readSeeds('seeds')
  const form = forms.find((f) => f.code === 'zj-dept-annual')
  const unit = reportingUnits.find((u) => u.code === 'zj-stats')
  if (!form || !unit) throw new Error('the seeds hold both')
  const entries = [{ variable: 'digital_economy_gdp_share', measure: 'current' as const, value }]
  const bytes = await writeTemplate({ form, unit, period: parsePeriod(period), variables, entries })
  await writeFile(at(`${period}.xlsx`), bytes)
  await runJson(data(), 'ingest', at(`${period}.xlsx`), '--published', known)
}
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'beizeng-notice-'))
  await send('2019', '2020-11-03', 43.3)
})
afterEach(() => rm(folder, { recursive: true }))

const notice = async (name: string, ...args: readonly string[]) => {
  const ran = await run(data(), 'notice', number, '-o', at(name), ...args)
  expect(ran.err).toBe('')
  return readFile(at(name))
}
const openSheet = async (bytes: Buffer) => {
  const book = new exceljs.Workbook()
  await book.xlsx.load(new Uint8Array(bytes).buffer)
  const [sheet] = book.worksheets
  if (!sheet) throw new Error('a notice has a sheet')
  return sheet
}
const textOf = (sheet: exceljs.Worksheet): string => {
  const words: string[] = []
  sheet.eachRow((row) =>
    row.eachCell((cell) => void (cell.isMerged && cell.master !== cell ? 0 : words.push(cell.text))),
  )
  return words.join('\n')
}

test('bears number, day, units, light by symbol and word, grounds, path beside figure, reply date and the seal', async () => {
  const sheet = await openSheet(await notice('a.xlsx'))
  const said = textOf(sheet)
  const { warning } = await runJson(data(), 'warnings', 'show', number)
  const { log } = await runJson(data(), 'warnings')
  const [, month, day] = warning.replyBy.split('-').map(Number)
  const expected = [
    `编号：${number}`,
    '首次送达；情况截至 2020年11月3日',
    ...warning.responsible,
    '■ 黄色预警　落后于进度',
    '落后 28.17 个百分点',
    '2019年',
    '■ 滞后',
    `${month}月${day}日前（含当日）书面答复`,
    `预警日志第 1 条，校验值 ${log.hash}`,
    '预警通知单回执',
    '前（含当日）发回浙江省统计局',
    '原因',
    '措施',
    '完成时限',
  ]
  for (const words of expected) expect(said).toContain(words)
  const row = sheet.getRows(1, 40)?.find((r) => r.getCell(1).text === '2019年')
  // One line, however many digits the figures have behind their format.
  expect(row?.height).toBeLessThan(30)
  expect([row?.getCell(2).value, row?.getCell(3).value, row?.getCell(4).value]).toEqual([
    expect.closeTo(44.6333, 4),
    43.3,
    expect.closeTo(71.83, 2),
  ])
})

test('writes every day one way, and offers the same way for the day that the unit fills in', async () => {
  const sheet = await openSheet(await notice('a.xlsx'))
  // A formula has its own notation.
  const sentences = textOf(sheet)
    .split('\n')
    .filter((line) => !line.includes('÷'))
  expect(sentences.join('\n')).not.toMatch(/\d{4}-\d\d-\d\d/)
  const due = sheet.getRows(1, 60)?.find((r) => r.getCell(1).text === '完成时限')
  expect(due?.getCell(2).numFmt).toBe('yyyy"年"m"月"d"日"')
})

test('names whom to ask where the office says so, on the document and in the letter, and nobody otherwise', async () => {
  expect(textOf(await openSheet(await notice('a.xlsx')))).not.toContain('联系人')
  const asked = { BEIZENG_CONTACT: '核算处 0571-00000000' }
  await runIn(asked, '--data', data(), 'notice', number, '-o', at('b.xlsx'))
  const said = textOf(await openSheet(await readFile(at('b.xlsx'))))
  for (const words of ['联系人', '核算处 0571-00000000']) expect(said).toContain(words)
  const { out } = await runIn(
    asked,
    '--data',
    data(),
    'notice',
    number,
    '--preview',
    '--recipient',
    'zj-stats',
  )
  expect(out).toContain('联系人：核算处 0571-00000000')
})

test('is one page of A4 upright, the same bytes each time, and open for writing in the slip alone', async () => {
  const [bytes, again] = [await notice('a.xlsx'), await notice('b.xlsx')]
  expect(again.equals(bytes)).toBe(true)
  const sheet = await openSheet(bytes)
  expect(sheet.pageSetup).toMatchObject({
    paperSize: 9,
    orientation: 'portrait',
    fitToWidth: 1,
    fitToHeight: 1,
  })
  const open: string[] = []
  sheet.eachRow((row, index) => {
    if (row.getCell(2).protection?.locked === false) open.push(sheet.getCell(index, 1).text)
  })
  expect(open).toEqual(['原因', '措施', '完成时限', '签收人', '单位盖章'])
})

test('tells what was known on its day, and a warning that was not there then has none', async () => {
  const before = await notice('a.xlsx')
  await send('2020', '2021-07-05', 46.8)
  expect(textOf(await openSheet(await notice('b.xlsx')))).toContain('2020年')
  expect((await notice('c.xlsx', '--as-of', '2021-07-04')).equals(before)).toBe(true)
  const ran = await run(data(), 'notice', number, '--as-of', '2020-11-02')
  expect([ran.code, ran.err.includes('warnings 命令列出的编号')]).toEqual([1, true])
})

test('the letters that bring it are shown for any reader and day, and nothing is sent or remembered by that', async () => {
  const sent = (await runJson(data(), 'outbox')).messages
  const { letters } = await runJson(data(), 'notice', number, '--preview')
  expect(letters.map((l: { key: string }) => l.key)).toEqual(sent.map((m: { key: string }) => m.key))
  const { out } = await run(data(), 'notice', number, '--preview', '--recipient', 'zj-jxt', '-o', at('mails'))
  const mail = await PostalMime.parse(await readFile(out.trim()))
  expect([mail.subject, mail.attachments[0]?.filename]).toEqual([
    expect.stringContaining('【预警通知单】'),
    `预警通知单_${number}.xlsx`,
  ])
  const other = await run(data(), 'notice', number, '--preview', '--recipient', 'leader')
  expect([other.code, other.err.includes('zj-jxt')]).toEqual([1, true])
  expect((await runJson(data(), 'outbox')).messages).toHaveLength(sent.length)
})

/** The notice with its slip filled in as a unit would in its office program. */
const fillSlip = async (fields: Readonly<Record<string, string | Date>>): Promise<string> => {
  const book = new exceljs.Workbook()
  await book.xlsx.load(new Uint8Array(await notice('blank.xlsx')).buffer)
  const [sheet] = book.worksheets
  for (const [word, value] of Object.entries(fields))
    sheet?.eachRow((row) =>
      row.eachCell((cell) => {
        if (cell.text !== word || cell.master !== cell) return
        row.getCell(Number(cell.col) + 1).value = value
      }),
    )
  await writeFile(at('filled.xlsx'), Buffer.from(await book.xlsx.writeBuffer()))
  return at('filled.xlsx')
}
const FILLED = {
  原因: '规上软件业务收入增速放缓，两家龙头企业外迁',
  措施: '由省经信厅牵头，十二月底前完成三个项目验收并投产',
  完成时限: '2999年12月31日',
  签收人: '张三',
  答复人: '李四',
}

test('a filled slip that comes back signs for the notice and answers it, in the words and names on it', async () => {
  const { warning } = await runJson(data(), 'slip', await fillSlip(FILLED))
  expect(warning.events.map((e: { kind: string; actor: string }) => [e.kind, e.actor])).toEqual([
    ['opened', 'beizeng'],
    ['acknowledged', '张三'],
    ['explained', '李四'],
  ])
  const bytes = await readFile(at('filled.xlsx'))
  const slip = {
    file: 'filled.xlsx',
    sha256: createHash('sha256').update(bytes).digest('hex'),
    size: bytes.length,
  }
  expect(warning.events.map((e: { act: unknown }) => e.act)).toEqual([
    null,
    { kind: 'acknowledged', text: '', slip },
    { kind: 'explained', cause: FILLED.原因, measures: FILLED.措施, due: '2999-12-31', slip },
  ])
  expect((await readFile(join(data(), 'archive', originalPath(slip.sha256)))).equals(bytes)).toBe(true)
  expect((await run(data(), 'warnings', 'show', number)).out).toContain(slip.sha256)
  expect((await run(data(), 'verify')).code).toBe(0)
  await writeFile(join(data(), 'archive', originalPath(slip.sha256)), 'other')
  expect((await run(data(), 'verify')).out).toContain(`预警 ${number} 的回执`)
  const again = await run(data(), 'slip', at('filled.xlsx'))
  expect([again.code, again.err.includes('可行的步骤：复核通过')]).toEqual([1, true])
})

test('a date of the workbook is read; what is blank, filler or no slip is told with its place', async () => {
  const dated = await fillSlip({ ...FILLED, 完成时限: new Date(Date.UTC(2999, 11, 31)), 原因: '核实无误' })
  expect((await run(data(), 'slip', dated)).err).toContain('的原因')
  // Signed for with an answer that is none: neither was taken, and the file was not kept.
  const refused = createHash('sha256')
    .update(await readFile(dated))
    .digest('hex')
  await expect(readFile(join(data(), 'archive', originalPath(refused)))).rejects.toThrow('ENOENT')
  expect((await runJson(data(), 'warnings', 'show', number)).warning.state).toBe('opened')
  const unsigned = await run(data(), 'slip', await fillSlip({ ...FILLED, 签收人: '' }))
  expect(unsigned.err).toContain('回执的签收人')
  const dateless = await run(data(), 'slip', await fillSlip({ ...FILLED, 完成时限: '尽快' }))
  expect([dateless.code, dateless.err.includes('「尽快」')]).toEqual([1, true])
  const bare = await run(data(), 'slip', await fillSlip({}))
  for (const field of Object.keys(FILLED)) expect(bare.err).toContain(`回执的${field}`)
  const other = await run(data(), 'slip', at('2019.xlsx'))
  expect([other.code, other.err.includes('预警通知单回执')]).toEqual([1, true])
})
