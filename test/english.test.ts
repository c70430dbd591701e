/** Shows that with --lang en every listing speaks English: walked over a folder in which everything happened once. */
import { randomBytes } from 'node:crypto'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { systemClock } from '../app.ts'
import { composeRelease, listReleases } from '../jobs/replay.ts'
import type { Catalogue } from '../indicators/catalogue.ts'
import { addDays } from '../indicators/period.ts'
import { readSeeds } from '../storage/seeds.ts'
import { writeTemplate, type TemplateOrder } from '../workbooks/write-template.ts'
import { runIn, type Ran } from './run-cli.ts'

let folder = ''
let names: RegExp
const environment: Record<string, string> = {
  BEIZENG_KEY: randomBytes(32).toString('base64'),
  BEIZENG_ACTOR: '张三',
}
const run = (...args: readonly string[]): Promise<Ran> =>
  runIn(environment, '--data', join(folder, 'data'), '--lang', 'en', ...args)

const done = async (...args: readonly string[]): Promise<Ran> => {
  const ran = await run(...args)
  expect(ran.err, args.join(' ')).toBe('')
  return ran
}

/** What people typed on the way. */
const TYPED = {
  cause: '芯片供应不足，重点企业产量下降',
  measures: '逐户走访重点企业，协调供应',
  reason: '省统计局来函要求更正',
  detail: '测试渠道的停用理由',
  figure: '两万多',
} as const

/** Chinese signs and the punctuation that goes with them. */
const HAN = /[\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]/u

/** Texts of the data that a listing may show: names, units, reasons; whatever stands under such a key. */
const NAMED = new Set([
  'name',
  'shortName',
  'title',
  'unit',
  'note',
  'reason',
  'releasedReason',
  'printed',
  'tableNumber',
])
const listNames = (value: unknown, key = ''): string[] => {
  if (typeof value === 'string') return NAMED.has(key) && HAN.test(value) ? [value] : []
  if (Array.isArray(value)) return value.flatMap((one) => listNames(one, key))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([own, one]) => listNames(one, own))
}

/** The sheets of the workbooks that are sent here: the table and its year. */
const listSheets = ({ forms }: Catalogue): string[] =>
  forms.flatMap(({ tableNumber = '' }) => ['2017', '2018', '2019'].map((year) => `${tableNumber} ${year}年`))

/** Each name where it stands by itself: within a longer word of the program it is not excused. */
const composeNames = (catalogue: Catalogue): RegExp => {
  const own = [
    ...new Set([
      ...listNames(catalogue),
      ...listSheets(catalogue),
      ...Object.values(TYPED),
      environment['BEIZENG_ACTOR'] ?? '',
    ]),
  ]
  const inOrder = own
    .toSorted((a, b) => b.length - a.length)
    .map((name) => name.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`))
  const [before, after] = ['(?<!\\p{Script=Han})', '(?!\\p{Script=Han})']
  return new RegExp(`${before}(?:${inOrder.join('|')})${after}`, 'gu')
}

/** Lines that hold Chinese of the program. */
const listChinese = (out: string): string[] =>
  out.split('\n').filter((line) => HAN.test(line.replaceAll(names, '')))

const file = async (
  catalogue: Catalogue,
  period: string,
  entries: TemplateOrder['entries'],
): Promise<string> => {
  const form = catalogue.forms.find((f) => f.code === 'zj-dept-annual')
  const unit = catalogue.reportingUnits.find((u) => u.code === 'zj-stats')
  if (!form || !unit || !entries) throw new Error('the seeds hold both')
  const order = {
    form,
    unit,
    period: period as TemplateOrder['period'],
    variables: catalogue.variables,
    entries,
  }
  const path = join(folder, `${period}-${entries.length}.xlsx`)
  await writeFile(path, await writeTemplate(order))
  return path
}

/** A workbook of two forms, each on a sheet. */
const twoForms = async (): Promise<string> => {
  const head = ['填报单位：湖北省统计局      2016年5月']
  const book = new ExcelJS.Workbook()
  book
    .addWorksheet('1')
    .addRows([
      ['限上商品零售类值'],
      head,
      ['指标名称', '本月', '1-本月'],
      ['合计', 12, 55],
      ['通过公共网络实现的商品销售', 2, 9],
    ])
  book
    .addWorksheet('2')
    .addRows([
      ['社会消费品零售总额市州反馈数据'],
      head,
      ['地区', '社零总额', '社零总额'],
      [null, '本月', '1-本月'],
      ...['全省', '武汉市', '黄石市', '宜昌市'].map((region) => [region, 12, 66]),
    ])
  const path = join(folder, 'two-forms.xlsx')
  await book.xlsx.writeFile(path)
  return path
}

const idsOf = async (): Promise<string[]> => {
  const { out } = await done('submissions', '--json')
  return z
    .object({ submissions: z.array(z.object({ id: z.string() })) })
    .parse(JSON.parse(out))
    .submissions.map(({ id }) => id)
}

/** The share of the digital economy as it was published until it fell behind, sent as workbooks. */
const replay = async (catalogue: Catalogue): Promise<void> => {
  const releases = listReleases(catalogue).filter(
    ({ day, unit }) => unit.code === 'zj-stats' && day <= '2020-11-03',
  )
  expect(releases.length).toBeGreaterThan(2)
  for (const release of releases) {
    const { file: name, bytes } = await composeRelease(release, catalogue)
    const path = join(folder, name)
    await writeFile(path, bytes)
    await done('ingest', path, '--published', release.day)
  }
}

/** What a listing is asked for by its number or name. */
const places: Record<string, string> = {}
let bad: Ran = { code: -1, out: '', err: '' }

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'beizeng-english-'))
  const seeds = join(folder, 'seeds')
  await cp(fileURLToPath(new URL('../seeds', import.meta.url)), seeds, { recursive: true })
  await cp(
    fileURLToPath(new URL('../operation/deadlines.example.json', import.meta.url)),
    join(seeds, 'deadlines.json'),
  )
  environment['BEIZENG_SEEDS'] = seeds
  const catalogue = await readSeeds(seeds)
  names = composeNames(catalogue)
  await replay(catalogue)
  await run('ingest', await twoForms(), '--published', '2016-06-20')
  const again = [{ variable: 'digital_economy_va', measure: 'current' as const, value: 27000 }]
  await done('ingest', await file(catalogue, '2019', again), '--published', '2020-12-01')
  const wrong = [{ variable: 'gdp', measure: 'current' as const, value: TYPED.figure }]
  const wrongFile = await file(catalogue, '2018', [...again, ...wrong])
  bad = await run('ingest', wrongFile)
  const ids = await idsOf()
  const plain = join(folder, 'plain.csv')
  await writeFile(plain, 'name,figure\nGDP,1\n')
  Object.assign(places, { FIRST: ids[0], AGAIN: ids.at(-2), LAST: ids.at(-1), FILE: plain })
  await done('ack', '2020-0001', '--text', TYPED.reason)
  await done(
    'respond',
    '2020-0001',
    '--cause',
    TYPED.cause,
    '--measures',
    TYPED.measures,
    '--due',
    '2099-12-31',
  )
  await done(
    'silence',
    '2020-0001',
    '--until',
    addDays(systemClock.today(), 3),
    '--reason',
    TYPED.reason,
    '--owner',
    '张三',
  )
  const webhook = join(folder, 'webhook.json')
  await writeFile(
    webhook,
    JSON.stringify({ kind: 'webhook', url: 'https://oapi.dingtalk.com/hook', secret: 'x'.repeat(32) }),
  )
  await done('channels', 'set', 'hook', '--file', webhook)
  places['BACKUP'] = join(folder, 'one.tar')
  await done('backup', '-o', places['BACKUP'])
  const { messages } = JSON.parse((await done('outbox', '--json')).out)
  places['MESSAGE'] = messages[0].key
}, 120_000)
afterAll(() => rm(folder, { recursive: true }))

test('what excuses a name excuses no word of the program', () => {
  expect(listChinese('浙江省统计局  亿元  张三')).toEqual([])
  expect(listChinese('reports：none')).toHaveLength(1)
  expect(listChinese('编号  公布日')).toHaveLength(1)
})

test('a workbook with a finding is told in English', () => {
  expect(bad.code).toBe(1)
  expect(bad.out).toContain(`found "${TYPED.figure}"`)
  expect(listChinese(bad.out)).toEqual([])
})

test('several forms of a file stand in one English line', async () => {
  expect((await done('submissions')).out).toContain('hb-above-quota-goods, hb-retail-feedback')
})

/** Every command that lists or shows, as a person would call it. */
const READING: readonly (readonly string[])[] = [
  ['submissions'],
  ['findings', 'LAST'],
  ['findings', 'FIRST'],
  ['differences', 'AGAIN'],
  ['confirm-match', 'FIRST'],
  ['matches'],
  ['timeliness', '--as-of', '2020-11-03'],
  ['timeliness', '--as-of', '2030-01-01', '--year', '2019'],
  ['reminders'],
  ['reminders', '--preview', '--at', '2020-08-19T09:05'],
  ['reminders', '--preview', '--at', '2001-01-01T09:05'],
  ['status', '--as-of', '2020-11-03'],
  ['status', '--as-of', '2017-01-01', '--region', '杭州市'],
  ['explain', 'digital_economy_gdp_share/2019', '--as-of', '2020-11-03'],
  ['explain', '2020-0001'],
  ['explain', '1'],
  ['warnings'],
  ['warnings', '--as-of', '2017-01-01'],
  ['warnings', 'show', '2020-0001'],
  ['warnings', 'seal'],
  ['notice', '2020-0001', '--preview'],
  ['digest', '--week', '2020-W45'],
  ['digest', '--week', '2020-W45', '--send'],
  ['digest', '--week', '2020-W45', '--send'],
  ['digest', '--week', '2017-W05'],
  ['outbox'],
  ['outbox', '--state', 'sent'],
  ['outbox', '--state', 'bounced'],
  ['outbox', 'show', 'MESSAGE'],
  ['channels'],
  ['plans'],
  ['plans', 'show'],
  ['plans', 'check'],
  ['jobs'],
  ['jobs', '--state', 'parked'],
  ['jobs', 'show', '1'],
  ['supervise'],
  ['backup'],
  ['verify', '--deep'],
  ['verify', '--backup', 'BACKUP'],
  ['inspect', 'FILE'],
]

test.each(READING.map((args) => [args.join(' '), args] as const))('%s', async (_, args) => {
  const ran = await run(...args.map((word) => places[word] ?? word))
  expect(ran.err).toBe('')
  expect(ran.out.trim()).not.toBe('')
  expect(ran.out, 'an instant in UTC').not.toMatch(/\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z/)
  expect(listChinese(ran.out)).toEqual([])
})
