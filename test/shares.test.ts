/** Knows the road of a share through the front door: 44 %, 0.44 shown as 44.0%, "44%" and a bare 0.44 where 43 stood before. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ExcelJS from 'exceljs'
import { read, write } from '@e965/xlsx'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parsePeriod } from '../indicators/period.ts'
import { readSeeds } from '../storage/seeds.ts'
import { writeTemplate, type TemplateOrder } from '../workbooks/write-template.ts'
import { run, runJson } from './run-cli.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'beizeng-shares-'))
})
afterEach(() => rm(folder, { recursive: true }))
const data = () => join(folder, 'data')

const MARK = 0.123
type Entries = NonNullable<TemplateOrder['entries']>
const share = { variable: 'digital_economy_gdp_share', measure: 'current' as const, value: MARK }

/** A share of the same form that no plan speaks of. */
const unplanned = { ...share, variable: 'core_rd_operating_share' }

/** The annual form of the bureau with a cell for the share, filled in as a person types and formats it. */
const fill = async (
  period: string,
  typed: { value: ExcelJS.CellValue; numFmt?: string },
  { more = [], of = share }: { more?: Entries; of?: Entries[number] } = {},
): Promise<Buffer> => {
  const { forms, reportingUnits, variables } = await readSeeds('seeds')
  const form = forms.find((f) => f.code === 'zj-dept-annual')
  const unit = reportingUnits.find((u) => u.code === 'zj-stats')
  if (!form || !unit) throw new Error('the seeds hold both')
  const order = { form, unit, period: parsePeriod(period), variables, entries: [of, ...more] }
  const book = new ExcelJS.Workbook()
  await book.xlsx.load(new Uint8Array(await writeTemplate(order)).buffer)
  book.eachSheet((sheet) =>
    sheet.eachRow((row) =>
      row.eachCell((cell) => {
        if (cell.value !== MARK) return
        cell.value = typed.value
        if (typed.numFmt !== undefined) cell.numFmt = typed.numFmt
      }),
    ),
  )
  return Buffer.from(await book.xlsx.writeBuffer())
}

const send = async (bytes: Uint8Array, known: string, name = `${known}.xlsx`) => {
  const file = join(folder, name)
  await writeFile(file, bytes)
  const { submissions } = await runJson(data(), 'ingest', file, '--published', known)
  return submissions[0]
}

const sourceOf = async (period: string) => {
  const { sources } = await runJson(data(), 'explain', `digital_economy_gdp_share/${period}`)
  const [{ value, unit, reported }] = sources
  return { value, unit, reported }
}

test.each([
  ['0.44 formatted 0.0%', { value: 0.44, numFmt: '0.0%' }, { text: '44%', unit: '%' }],
  ['0.44 formatted 0%', { value: 0.44, numFmt: '0%' }, { text: '44%', unit: '%' }],
  [
    '0.44 formatted 0.00%;[Red]-0.00%',
    { value: 0.44, numFmt: '0.00%;[Red]-0.00%' },
    { text: '44%', unit: '%' },
  ],
  [
    'the result of a formula, shown as 44.0%',
    { value: { formula: '22/50', result: 0.44 }, numFmt: '0.0%' },
    { text: '44%', unit: '%' },
  ],
  ['the text 44%', { value: '44%' }, { text: '44%', unit: '%' }],
  ['the text ４４％', { value: '４４％' }, { text: '４４％', unit: '%' }],
  ['44 with a printed sign', { value: 44, numFmt: '0.0"%"' }, { text: '44', unit: '%' }],
])('%s is 44 %%, from the cell to the value', async (_, typed, reported) => {
  const receipt = await send(await fill('2020', typed), '2021-11-03')
  expect([receipt.outcome, receipt.findings]).toEqual(['accepted', []])
  expect(receipt.observations[0]).toMatchObject({ value: 44, unit: '%' })
  expect(await sourceOf('2020')).toEqual({ value: 44, unit: '%', reported })
})

test('the same in a workbook of 97–2003', async () => {
  const book = read(await fill('2020', { value: 0.44, numFmt: '0.0%' }), { cellNF: true })
  const bytes: Buffer = write(book, { type: 'buffer', bookType: 'biff8' })
  const receipt = await send(bytes, '2021-11-03', 'share.xls')
  expect(receipt.observations[0]).toMatchObject({ value: 44, unit: '%' })
})

test('a bare 0.44 where 43.3 stood before is kept as 0.44, said once, and waits for a release', async () => {
  await send(await fill('2019', { value: 43.3 }), '2020-11-03')
  const receipt = await send(await fill('2020', { value: 0.44 }), '2021-11-03')
  expect(receipt.outcome).toBe('to-explain')
  expect(receipt.findings).toMatchObject([
    {
      rule: 'read.share',
      class: '准强制性',
      found: '0.44（按 0.44 % 读取；上次为 43.3）',
      expected: '百分数；若为比例，应填 44 或 44%',
    },
  ])
  expect(receipt.observations[0].value).toBe(0.44)
  const actual = async () => (await runJson(data(), 'status', '--as-of', '2026-12-31')).indicators[1].actual
  expect(await actual()).toBe(43.3)
  const reason = ['--reason', '确为 0.44%，已与填报单位核实', '--by', '省统计局']
  expect((await run(data(), 'release', receipt.id, '1', ...reason)).code).toBe(0)
  expect(await actual()).toBe(0.44)
})

test('a small share with nothing beside it is what it is; one that was small before is not doubted', async () => {
  const first = await send(await fill('2019', { value: 0.44 }, { of: unplanned }), '2020-11-03')
  const next = await send(await fill('2020', { value: 0.47 }, { of: unplanned }), '2021-11-03')
  expect([first.outcome, first.findings, next.outcome, next.findings]).toEqual([
    'accepted',
    [],
    'accepted',
    [],
  ])
})

test('a bare 0.44 among other percentages in tens has weak witnesses: it is to be explained, and counts', async () => {
  const { forms } = await readSeeds('seeds')
  const form = forms.find((f) => f.code === 'zj-dept-annual')
  const rates = (form?.items ?? []).filter((i) => i.unit === '%' && i.variable !== unplanned.variable)
  const own = rates.filter((i) => i.reportingUnits?.some((u) => u === 'zj-stats') ?? true).slice(0, 2)
  expect(own).toHaveLength(2)
  const others = own.map((i, n) => ({ variable: i.variable, measure: 'current' as const, value: 61.5 + n }))
  const receipt = await send(
    await fill('2020', { value: 0.44 }, { more: others, of: unplanned }),
    '2021-11-03',
  )
  expect(receipt.findings).toMatchObject([{ rule: 'read.share', class: '核实性' }])
  expect(receipt.findings[0].found).toContain('同列其他百分数为 61.5、62.5')
})

test('a first 0.433 has the plan for a witness: it is kept as 0.433, said once, and waits for a release', async () => {
  const first = await send(await fill('2019', { value: 0.433 }), '2020-11-03')
  expect([first.outcome, first.observations[0].value]).toEqual(['to-explain', 0.433])
  expect(first.findings).toMatchObject([
    {
      rule: 'read.share',
      class: '准强制性',
      found: '0.433（按 0.433 % 读取；计划的基期值和目标值为 39.9、47、55）',
      expected: '百分数；若为比例，应填 43.3 或 43.3%',
    },
  ])
})

test('a small share is not doubted when a hundred times it is nothing like the plan', async () => {
  const research = { ...share, variable: 'core_rd_share' }
  const receipt = await send(await fill('2019', { value: 0.9 }, { of: research }), '2020-11-03')
  expect([receipt.outcome, receipt.findings]).toEqual(['accepted', []])
})

test('among ratios that the plan gives away a bare share without a plan is to be explained', async () => {
  const ratios = ['next_gen_it_share', 'eit_new_product_rate']
  const more = ratios.map((variable, n) => ({ variable, measure: 'current' as const, value: 0.45 + n / 10 }))
  const receipt = await send(await fill('2019', { value: 0.03 }, { more, of: unplanned }), '2020-11-03')
  const kinds = receipt.findings.map((f: { class: string; found: string }) => `${f.class} ${f.found}`)
  expect(kinds).toEqual([
    '准强制性 0.45（按 0.45 % 读取；计划的基期值和目标值为 43、46、50）',
    '准强制性 0.55（按 0.55 % 读取；计划的基期值和目标值为 55、57、60）',
    '核实性 0.03（按 0.03 % 读取；本表另有 0.45、0.55 也疑为比例）',
  ])
})

/** A level and its base give 12.5 %. */
const LEVELS: Entries = [
  { variable: 'digital_economy_va', measure: 'current', value: 27000 },
  { variable: 'digital_economy_va', measure: 'prior_current', value: 24000 },
]
const growth = { variable: 'digital_economy_va', measure: 'growth' as const, value: MARK }

test.each([
  [0.125, '比例'],
  [1.125, '以上年为 1 的倍数'],
  [112.5, '以上年为 100 的指数'],
])('a growth of %d is doubted where its row gives 12.5, and waits for a release', async (value, name) => {
  const receipt = await send(await fill('2019', { value }, { more: LEVELS, of: growth }), '2020-11-03')
  expect(receipt.findings).toMatchObject([
    {
      rule: 'read.growth',
      class: '准强制性',
      found: `${value}（按 ${value} % 读取；由同行的两个数推算为 12.5 %）`,
      expected: `以 % 表示的增速；此数似为${name}，应填 12.5`,
    },
  ])
  expect(receipt.observations.find((o: { measure: string }) => o.measure === 'growth').value).toBe(value)
})

test.each([12.5, 12.6, -12.5, 0.2])(
  'a growth of %d in the same row is none of these slips',
  async (value) => {
    const receipt = await send(await fill('2019', { value }, { more: LEVELS, of: growth }), '2020-11-03')
    expect(receipt.findings.filter((f: { rule: string }) => f.rule === 'read.growth')).toEqual([])
  },
)
