/** Knows every real workbook: each figure of each file, compared with the cells as another library reads them, and what is found. */
import { read, type CellObject } from '@e965/xlsx'
import { expect, test } from 'vitest'
import { parseFormCode } from '../../indicators/codes.ts'
import { readSubmission, type SubmissionReading } from '../../workbooks/read-submission.ts'
import { readGrid } from './reading.ts'
import { readRealFile, realFiles, seedCatalogue as catalogue } from './seed-catalogue.ts'

if (realFiles.length === 0) console.warn('the real workbooks are not there: their tests are skipped')

const fileOf = (start: string): string => {
  const [file, ...others] = realFiles.filter((f) => f.startsWith(start))
  if (file === undefined || others.length > 0) throw new Error(`${start}: ${realFiles.join(' ')}`)
  return file
}

const readFile = async (file: string, form?: string): Promise<SubmissionReading> =>
  readSubmission({
    grid: await readGrid(readRealFile(file)),
    file,
    catalogue,
    given: form === undefined ? {} : { form: parseFormCode(form) },
  })

/** Every number of a file by `sheet!cell`; rows are counted from `from`, where the data begin. */
const rawNumbers = (file: string, from: Readonly<Record<string, number>>): ReadonlyMap<string, number> => {
  const book = read(readRealFile(file), { WTF: true })
  return new Map(
    book.SheetNames.flatMap((name) =>
      Object.entries<CellObject>(book.Sheets[name] ?? {}).flatMap(([address, cell]) => {
        const row = Number(/^[A-Z]+(\d+)$/.exec(address)?.[1])
        const isData = row >= (from[name] ?? Infinity) && cell.t === 'n' && typeof cell.v === 'number'
        return isData ? [[`${name}!${address}`, Number(cell.v)] as const] : []
      }),
    ),
  )
}

const readNumbers = ({ observations }: SubmissionReading): ReadonlyMap<string, number> =>
  new Map(
    observations.flatMap((o) =>
      'value' in o.figure ? [[`${o.sheet}!${o.cell}`, o.figure.value] as const] : [],
    ),
  )

const sorted = (numbers: ReadonlyMap<string, number>): unknown =>
  [...numbers].toSorted(([a], [b]) => (a < b ? -1 : 1))
const rules = ({ findings }: SubmissionReading): readonly string[] =>
  findings.map((f) => [f.class, f.rule, f.sheet, f.found].join(' '))
const parts = ({ parts: all }: SubmissionReading): unknown =>
  all.map((p) => [p.form.code, p.unit?.code, p.period, p.read, p.rejected])

const SENDER = (sheet: string): string => `notice form.sender ${sheet} 没有写明填报单位`
const SAVED = (sheet: string, count: number, cells: string): string =>
  `notice read.saved-result ${sheet} ${count} 个数字是引用其他工作簿的公式：${cells} … (${count})`

interface Case {
  readonly file: string
  readonly form?: string
  /** First row of figures on each sheet. */
  readonly from: Readonly<Record<string, number>>
  readonly figures: number
  readonly parts: readonly (readonly [
    form: string,
    unit: string,
    period: string,
    read: number,
    rejected: number,
  ])[]
  readonly findings: readonly string[]
}

const CASES: readonly Case[] = [
  {
    file: '3月',
    from: { 各市州: 2 },
    figures: 36,
    parts: [['hb-retail-cities', 'hb-stats', '2016-03', 36, 0]],
    findings: [SENDER('各市州'), SAVED('各市州', 36, 'B2, C2, B3, C3, B4')],
  },
  {
    file: '5月',
    from: { 各市州: 2, 类值: 4 },
    figures: 188,
    parts: [
      ['hb-retail-cities', 'hb-stats', '2016-05', 36, 0],
      ['hb-above-quota-goods', 'hb-stats', '2016-05', 152, 0],
    ],
    findings: [
      SENDER('各市州'),
      SAVED('各市州', 36, 'B2, C2, B3, C3, B4'),
      SENDER('类值'),
      SAVED('类值', 152, 'C4, D4, E4, F4, C5'),
    ],
  },
  {
    file: '6月',
    from: { 市州反馈数据: 4 },
    figures: 144,
    parts: [['hb-retail-feedback', 'hb-stats', '2016-06', 144, 0]],
    findings: [SENDER('市州反馈数据'), 'verification form.period 市州反馈数据 文件名：2016-05'],
  },
  {
    file: '11月',
    from: { Sheet1: 2 },
    figures: 36,
    parts: [['hb-retail-cities', 'hb-stats', '2016-11', 36, 0]],
    findings: [
      SENDER('Sheet1'),
      'verification form.period Sheet1 文件名：2016-10',
      SAVED('Sheet1', 36, 'B2, C2, B3, C3, B4'),
    ],
  },
  {
    file: '工业增加值',
    from: { 月度数据: 4 },
    figures: 63,
    parts: [['nbs-industry-growth', 'nbs', '2020-04', 63, 0]],
    findings: [SENDER('月度数据')],
  },
  {
    file: '分省年度数据',
    form: 'nbs-province-gdp',
    from: { 分省年度数据: 2 },
    figures: 589,
    parts: [['nbs-province-gdp', 'nbs', '2023', 589, 0]],
    findings: [SENDER('分省年度数据')],
  },
]

test.skipIf(realFiles.length === 0).each(CASES)('$file: every figure, none missing', async (one) => {
  const file = fileOf(one.file)
  const reading = await readFile(file, one.form)
  const raw = rawNumbers(file, one.from)
  expect([raw.size, parts(reading)]).toEqual([one.figures, one.parts])
  expect(sorted(readNumbers(reading))).toEqual(sorted(raw))
  expect(rules(reading)).toEqual(one.findings)
})

interface Told {
  readonly file: string
  readonly form?: string
  /** Cell → what the figure is about; all of them known from the printed sheet. */
  readonly about: Readonly<Record<string, string>>
}

const TOLD: readonly Told[] = [
  {
    file: '3月',
    about: {
      B2: 'retail_total 420000 2016-03 ytd 亿元',
      C3: 'retail_total 420100 2016-03 growth_ytd %',
      B15: 'retail_total 422800 2016-03 ytd 亿元',
      C19: 'retail_total 429021 2016-03 growth_ytd %',
    },
  },
  {
    file: '6月',
    about: {
      B4: 'retail_total 420000 2016-06 current 亿元',
      E5: 'retail_total 420100 2016-06 growth_ytd %',
      F17: 'above_quota_retail_units 422800 2016-06 current 亿元',
      H21: 'above_quota_retail_units 429021 2016-06 growth %',
      G21: 'above_quota_retail_units 429021 2016-06 ytd 亿元',
    },
  },
  {
    file: '工业增加值',
    about: {
      B4: 'industry_va 100000 2020-04 growth %',
      D5: 'industry_va 100000 2020-02 growth_ytd %',
      E4: 'industry_va 100000 2019-12 growth %',
      AH5: 'industry_va 100000 2017-05 growth_ytd %',
    },
  },
  {
    file: '分省年度数据',
    form: 'nbs-province-gdp',
    about: {
      B2: 'gdp 110000 2023 current 亿元',
      C12: 'gdp 330000 2022 current 亿元',
      F18: 'gdp 420000 2019 current 亿元',
      T32: 'gdp 650000 2005 current 亿元',
    },
  },
]

test.skipIf(realFiles.length === 0).each(TOLD)(
  '$file: what a figure is about',
  async ({ file, form, about }) => {
    const reading = await readFile(fileOf(file), form)
    const told = new Map(
      reading.observations.map((o) => [
        o.cell,
        [o.variable, o.region, o.period, o.measure, o.unit].join(' '),
      ]),
    )
    expect(Object.fromEntries(Object.keys(about).map((cell) => [cell, told.get(cell)]))).toEqual(about)
  },
)

test.skipIf(realFiles.length === 0)('the categories of goods stand under their codes', async () => {
  const { observations } = await readFile(fileOf('5月'))
  const goods = observations.filter((o) => o.sheet === '类值' && o.measure === 'ytd')
  expect(goods.slice(0, 4).map((o) => [o.variable, o.cell])).toEqual([
    ['above_quota_goods_total', 'D4'],
    ['above_quota_goods_online', 'D5'],
    ['above_quota_goods_010', 'D6'],
    ['above_quota_goods_011', 'D7'],
  ])
  expect(new Set(goods.map((o) => o.variable)).size).toBe(38)
})

test.skipIf(realFiles.length === 0)(
  'a table that does not say what it is about is read only under its name',
  async () => {
    const reading = await readFile(fileOf('分省年度数据'))
    expect([reading.form, reading.read, reading.observations]).toEqual([null, 0, []])
    expect(reading.findings).toMatchObject([
      {
        rule: 'form.unnamed',
        class: 'mandatory',
        expected: { zh: expect.stringContaining('nbs-province-gdp') },
      },
    ])
  },
)

test.skipIf(realFiles.length === 0)('the book of blank forms is known as such', async () => {
  const reading = await readFile(fileOf('ftl'))
  expect([reading.form, reading.read, reading.observations]).toEqual([null, 0, []])
  expect(reading.findings).toMatchObject([
    {
      rule: 'form.blank',
      class: 'mandatory',
      found: expect.stringMatching(/^\d\d 张空白表式：农业生产条件（一）/),
    },
  ])
})

test.skipIf(realFiles.length === 0)(
  'last year’s base is restated in March, and the reader gives both as they stand',
  async () => {
    const valueOf = async (month: string, measure: string): Promise<number> => {
      const file = realFiles.find((f) => f.includes(`_201600${month}_`)) ?? ''
      const { observations } = await readFile(file)
      const found = observations.find((o) => o.variable === 'above_quota_retail' && o.measure === measure)
      return found && 'value' in found.figure ? found.figure.value : Number.NaN
    }
    const february = await valueOf('02', 'prior_ytd')
    const [march, alone] = [await valueOf('03', 'prior_ytd'), await valueOf('03', 'prior_current')]
    expect([february, march, alone]).toEqual([2997.2, 3523.5, 892.1])
    expect(Math.abs(march - alone - february)).toBeGreaterThan(300)
  },
)
