/** Knows what a submission says when units, periods, rows, columns and cells are as people really leave them. */
import { describe, expect, test } from 'vitest'
import { parseFormCode, parseReportingUnitCode } from '../../indicators/codes.ts'
import { parsePeriod } from '../../indicators/period.ts'
import {
  readSubmission,
  type SubmissionQuestion,
  type SubmissionReading,
} from '../../workbooks/read-submission.ts'
import { gridOf, type SheetPlan, type Value } from './grid-builder.ts'
import { catalogue, departmentForm } from './small-catalogue.ts'

const read = (plans: readonly SheetPlan[], more: Partial<SubmissionQuestion> = {}): SubmissionReading =>
  readSubmission({ grid: gridOf(...plans), file: 'a.xlsx', catalogue, given: {}, ...more })

const HEADER: readonly Value[] = [
  '指标名称',
  '计量单位',
  '代码',
  '本月',
  '1-本月',
  '期末',
  '累计同比（%）',
  '数据性质',
  '说明',
]
const LETTERS: readonly Value[] = ['甲', '乙', '丙', 1, 2, 3, 4, 5, 6]
const HEADING: readonly (readonly Value[])[] = [
  ['数字经济主要指标月报表'],
  [null, null, null, null, null, null, '表    号：浙数经月1表'],
  [null, null, null, null, null, null, '有效期至：2022年12月'],
  ['填报单位：浙江省经济和信息化厅', null, null, '2020年7月'],
]
const ROWS: readonly (readonly Value[])[] = [
  ['软件业务收入', '亿元', '01', 500.5, 3820.1, null, 12, '快报', '含规模以下'],
  ['　软件产品收入', '亿元', '02', 100, 900, '—', '8.5%', null, null],
  ['网络零售额', '亿元', '03', 1200, '…', null, '—'],
  ['企业上云数', '万家', '04', null, null, '>35'],
  ['装备数控化率', '%', '05', null, null, '44%'],
]
const sheet = (rows = ROWS, heading = HEADING, header = HEADER): SheetPlan => ({
  rows: [...heading, header, LETTERS, ...rows],
})
/** The rows with one cell changed: row and column count from 0. */
const changed = (row: number, column: number, value: Value): readonly (readonly Value[])[] =>
  ROWS.map((r, i) => (i === row ? Object.assign([...r], { [column]: value }) : r))

const rules = (reading: SubmissionReading): readonly string[] =>
  reading.findings.map((f) => `${f.class} ${f.rule}`)
const figures = (reading: SubmissionReading): Record<string, unknown> =>
  Object.fromEntries(
    reading.observations.map((o) => [
      `${o.variable} ${o.measure}`,
      'value' in o.figure ? [o.figure.value, o.figure.bound] : o.figure.missing,
    ]),
  )

const consistent = (reading: SubmissionReading): void =>
  expect(reading.read).toBe(reading.observations.filter((o) => 'value' in o.figure).length + reading.rejected)

describe('a form as it should be', () => {
  const reading = read([sheet()])

  test('form, unit, region, period, and no finding', () => {
    expect([reading.form?.code, reading.unit?.code, reading.region, reading.period]).toEqual([
      'dept-monthly',
      'zj-jxt',
      '330000',
      '2020-07',
    ])
    expect(reading.findings).toEqual([])
  })

  test('every figure, bound and reason; marks are no figures', () => {
    expect(figures(reading)).toEqual({
      'software current': [500.5, 'exact'],
      'software ytd': [3820.1, 'exact'],
      'software growth_ytd': [12, 'exact'],
      'software_products current': [100, 'exact'],
      'software_products ytd': [900, 'exact'],
      'software_products growth_ytd': [8.5, 'exact'],
      'online_retail current': [1200, 'exact'],
      'online_retail ytd': 'below_smallest_unit',
      'online_retail growth_ytd': 'not_applicable',
      'cloud_firms end': [35, 'lower'],
      'nc_rate end': [44, 'exact'],
    })
    expect([reading.read, reading.rejected]).toEqual([9, 0])
  })

  test('an observation keeps its cell, its text, its status and its note', () => {
    expect(reading.observations.find((o) => o.variable === 'cloud_firms')).toEqual({
      variable: 'cloud_firms',
      region: '330000',
      period: '2020-07',
      measure: 'end',
      figure: { value: 35, bound: 'lower' },
      unit: '万家',
      reported: { text: '>35', unit: '万家' },
      status: 'flash',
      note: '',
      synthetic: false,
      sheet: 'Sheet1',
      cell: 'F10',
    })
    expect(reading.observations[0]).toMatchObject({
      status: 'flash',
      note: '含规模以下',
      cell: 'D7',
      unit: '亿元',
    })
  })
})

describe('who and when', () => {
  const heading = (unit: string, period: string): readonly (readonly Value[])[] => [
    ...HEADING.slice(0, 3),
    [unit, null, null, period],
  ]

  test('an alias, spread labels, and label and name in two cells', () => {
    expect(read([sheet(ROWS, heading('填 报 单 位（盖章）： 省经信厅', '2020年 1—7月'))])).toMatchObject({
      unit: { code: 'zj-jxt' },
      period: '2020-07',
      findings: [],
    })
    const apart = [...HEADING.slice(0, 3), ['综合机关名称：', '浙江省经济和信息化厅', null, '二〇二〇年七月']]
    expect(read([sheet(ROWS, apart)])).toMatchObject({
      unit: { code: 'zj-jxt' },
      period: '2020-07',
      findings: [],
    })
    const oneCell = [...HEADING.slice(0, 3), ['填报单位：省经信厅          2020年7月      计量单位：亿元']]
    expect(read([sheet(ROWS, oneCell)])).toMatchObject({
      unit: { code: 'zj-jxt' },
      period: '2020-07',
      findings: [],
    })
  })

  test('a month that Excel made into a date', () => {
    const date = { type: 'date', value: '2020-07-01', serial: 44013 } as const
    expect(
      read([sheet(ROWS, [...HEADING.slice(0, 3), ['填报单位：省经信厅', null, null, date]])]).period,
    ).toBe('2020-07')
  })

  test('the sheet wins over the file name, and the disagreement is said', () => {
    const file = read([sheet()], { file: '软件_202006.xlsx' })
    expect([file.period, rules(file)]).toEqual(['2020-07', ['verification form.period']])
  })

  const stamped = (period: string, unit = 'zj-jxt'): SheetPlan => ({
    name: '_beizeng',
    state: 'veryHidden',
    rows: [
      ['form', 'dept-monthly'],
      ['version', departmentForm.version],
      ['unit', unit],
      ['period', period],
    ],
  })
  const given = (period: string) => ({ given: { period: parsePeriod(period) } })
  const unitless = [...HEADING.slice(0, 3), [null, null, null, '2020年7月']]

  test('what was given is wrong against the sheet, which goes back whole; where the sheet is silent it decides', () => {
    const unit = parseReportingUnitCode('zj-kjt')
    const wrong = read([sheet()], { given: { period: parsePeriod('2020-06'), unit } })
    expect(wrong.findings.filter((f) => f.rule.startsWith('given.'))).toEqual([
      expect.objectContaining({
        rule: 'given.unit',
        class: 'mandatory',
        cell: 'A4',
        found: '报送时指定：zj-kjt',
        expected: expect.objectContaining({ zh: expect.stringContaining('zj-jxt') }),
      }),
      expect.objectContaining({
        rule: 'given.period',
        class: 'mandatory',
        cell: 'D4',
        found: '报送时指定：2020-06',
        expected: expect.objectContaining({ zh: '2020-07（表内所写），或不指定' }),
      }),
    ])
    expect(rules(read([sheet()], given('2020-07')))).toEqual([])
    const silent = read([sheet(ROWS, heading('填报单位：省经信厅', ''))], given('2020-05'))
    expect([silent.period, rules(silent)]).toEqual(['2020-05', []])
    const named = read([sheet(ROWS, unitless)], { given: { unit } })
    expect([named.unit?.code, rules(named).filter((r) => r.includes('unit'))]).toEqual(['zj-kjt', []])
  })

  test('a month over the columns contradicts what was given, and so does a period of another kind', () => {
    const header = HEADER.map((label) => (label === '1-本月' ? '1-6月' : label))
    const reading = read([sheet(ROWS, heading('填报单位：省经信厅', ''), header)], given('2020-07'))
    expect(rules(reading)).toContain('mandatory given.period')
    expect(rules(read([sheet()], given('2020')))).toEqual(['mandatory given.period'])
  })

  test('a file name does not contradict what was given, nor do two periods of one heading of which it is one', () => {
    const silent = sheet(ROWS, heading('填报单位：省经信厅', ''))
    const file = read([silent], { ...given('2020-07'), file: '软件_202006.xlsx' })
    expect([file.period, rules(file)]).toEqual(['2020-07', ['verification form.period']])
    const two = sheet(ROWS, [['2020年6月'], ...heading('填报单位：省经信厅', '2020年7月')])
    expect(rules(read([two], given('2020-07')))).toEqual(['quasi_mandatory form.period'])
  })

  test('the stamp of another period or unit holds the figures back; alone it speaks for the workbook', () => {
    expect(rules(read([sheet(), stamped('2020-07')]))).toEqual([])
    const old = read([sheet(), stamped('2020-06')])
    expect([old.period, rules(old)]).toEqual(['2020-07', ['quasi_mandatory form.period']])
    expect(rules(read([sheet(), stamped('2020-06')], given('2020-07')))).toEqual([
      'quasi_mandatory form.period',
    ])
    expect(rules(read([sheet(), stamped('2020-07', 'zj-kjt')]))).toEqual(['quasi_mandatory form.unit'])
    const silent = [sheet(ROWS, heading('填报单位：省经信厅', '')), stamped('2020-06')]
    expect([read(silent).period, rules(read(silent))]).toEqual(['2020-06', []])
    expect(rules(read(silent, given('2020-07')))).toEqual(['mandatory given.period'])
  })

  test('a sheet of a unit that is not registered is not the stamp’s for that, unless someone says whose it is', () => {
    const foreign = [sheet(ROWS, heading('填报单位：某某局', '2020年7月')), stamped('2020-07')]
    const reading = read(foreign)
    expect([reading.unit?.code, rules(reading)]).toEqual(['zj-jxt', ['quasi_mandatory form.unit']])
    expect(reading.findings[0]?.found).toBe('表内：某某局')
    expect(rules(read(foreign, { given: { unit: parseReportingUnitCode('zj-jxt') } }))).toEqual([
      'verification form.unit',
    ])
  })

  test('the month stands over the columns, the year in a file name that names another month', () => {
    const header = HEADER.map((label) => (label === '本月' ? '6月' : label === '1-本月' ? '1-6月' : label))
    const reading = read([sheet(ROWS, heading('填报单位：省经信厅', ''), header)], {
      file: '6月__2020年1至5月.xlsx',
    })
    expect([reading.period, rules(reading), reading.rejected]).toEqual([
      '2020-06',
      ['verification form.period'],
      0,
    ])
  })

  test('a column of another month than the heading is not read', () => {
    const header = HEADER.map((label) => (label === '1-本月' ? '1-6月' : label))
    const reading = read([sheet(ROWS, HEADING, header)])
    expect(rules(reading)).toEqual(['mandatory form.column-period'])
    expect(figures(reading)).not.toHaveProperty('software ytd')
    expect([reading.read, reading.rejected]).toEqual([9, 2])
  })

  test('neither unit nor period: every figure is rejected and counted', () => {
    const reading = read([sheet(ROWS, HEADING.slice(0, 3))])
    expect(rules(reading)).toEqual(['mandatory form.unit', 'mandatory form.period'])
    expect([reading.read, reading.rejected, reading.observations]).toEqual([9, 9, []])
  })

  test('two periods in one heading, and a unit that is not registered', () => {
    const reading = read([sheet(ROWS, [['2020年6月'], ...heading('填报单位：某某局', '2020年7月')])])
    expect(rules(reading)).toEqual(['mandatory form.unit', 'mandatory form.period'])
  })

  test('an expired form, and a unit of another level', () => {
    const old = [['有效期至：2020年1月'], ...HEADING.filter((r) => !String(r[6]).startsWith('有效期'))]
    expect(rules(read([sheet(ROWS, old)]))).toEqual(['verification form.expired'])
    expect(rules(read([sheet()], { given: { unit: parseReportingUnitCode('429021000000') } }))).toContain(
      'verification form.level',
    )
  })

  test('a form that expired by its own data is told where the sheet prints no date', () => {
    const bare = HEADING.filter((r) => !String(r[6]).startsWith('有效期'))
    const later = bare.map((row) =>
      row.map((cell) => String(cell ?? '').replace('2020年7月', '2023年1月') || null),
    )
    expect(rules(read([sheet(ROWS, bare)]))).toEqual([])
    expect(rules(read([sheet(ROWS, later)]))).toEqual(['verification form.expired'])
  })

  test.each([
    ['浙江省科学技术厅2020年7月.xlsx', ['verification form.unit']],
    ['浙江省科学技术厅转省经信厅2020年7月.xlsx', []],
    ['林区统计局2020年7月.xlsx', []],
    ['2020年7月.xlsx', []],
  ])('the name of the file, %s, against the unit of the sheet', (file, expected) => {
    expect(rules(read([sheet()], { file }))).toEqual(expected)
  })
})

describe('which form', () => {
  const bare = (rows = ROWS): SheetPlan => sheet(rows, [['填报单位：省经信厅', null, '2020年7月']])

  test('by its header and items alone', () => {
    expect(read([bare()]).form?.code).toBe('dept-monthly')
  })

  test('ambiguity is refused with the candidates, nothing known with the forms expected', () => {
    const both = read([{ rows: [['浙数经月1表'], ['E41009'], ...bare().rows] }])
    expect(both).toMatchObject({ form: null, read: 0 })
    expect(both.findings[0]).toMatchObject({
      rule: 'form.ambiguous',
      found: expect.stringMatching(/浙数经月1表.*E41009/),
    })
    const none = read([
      {
        rows: [
          ['城市', 'GDP'],
          ['杭州', 1],
        ],
      },
    ])
    expect(none.findings[0]).toMatchObject({
      rule: 'form.unknown',
      expected: { zh: expect.stringContaining('限额以上零售额') },
    })
    expect(rules(read([sheet(), { ...sheet(), name: 'Sheet2' }]))).toEqual(['mandatory form.sheets'])
  })

  test('a mark inside a longer one is not that mark', () => {
    expect(read([{ rows: [['E410091'], ['指标'], ['x', 1]] }]).findings[0]?.rule).toBe('form.unknown')
  })

  test('an outdated stamp is said, a stamp against the printed number is refused', () => {
    const stamp = (form: string, version: string): SheetPlan => ({
      name: '_beizeng',
      state: 'veryHidden',
      rows: [
        ['form', form],
        ['version', version],
        ['unit', 'zj-jxt'],
        ['period', '2020-07'],
        ['synthetic', 'yes'],
      ],
    })
    const old = read([sheet(), stamp('dept-monthly', '1')])
    expect(rules(old)).toEqual(['verification form.version'])
    expect(old.observations.every((o) => o.synthetic)).toBe(true)
    expect(rules(read([sheet(), stamp('E41009', '2016')]))).toContain('mandatory form.disagrees')
  })

  test('a form that was named and does not exist', () => {
    expect(read([sheet()], { given: { form: parseFormCode('X1') } }).findings[0]).toMatchObject({
      rule: 'given.form',
      found: '报送时指定：X1',
    })
  })

  test('a form that was named against the printed one, on one sheet or on each of several', () => {
    const given = { form: parseFormCode('E41009') }
    for (const sheets of [[sheet()], [sheet(), { ...sheet(), name: 'Sheet2' }]])
      expect(rules(read(sheets, { given }))).toEqual(['mandatory given.form'])
  })

  test('hidden sheets are said and not read, hidden rows are read and said', () => {
    const reading = read([
      { ...sheet(), hiddenRows: [8], hiddenColumns: [6] },
      { name: '旧数', state: 'hidden', rows: [['a', 1]] },
    ])
    expect(rules(reading)).toEqual(['notice read.hidden-sheet', 'notice read.hidden', 'notice read.hidden'])
    expect(reading.read).toBe(9)
  })

  test('no header, and two tables on one sheet', () => {
    expect(rules(read([{ rows: [['浙数经月1表'], ['x', 1]] }]))).toEqual(['mandatory form.header'])
    const twice = {
      rows: sheet().rows.map((row) => [...row, ...Array<null>(9 - row.length).fill(null), ...row]),
    }
    expect(rules(read([twice]))).toEqual(['mandatory form.tables'])
  })
})

describe('rows and columns', () => {
  const one = (rows: readonly (readonly Value[])[]): SubmissionReading => {
    const reading = read([sheet(rows)])
    consistent(reading)
    return reading
  }

  test('a bracket behind the name that is no unit of the catalogue is told as such', () => {
    const { findings } = one(changed(0, 0, '软件业务收入（亿美元）'))
    const found = findings.filter((f) => f.rule.startsWith('form.row-'))
    expect(found.map((f) => f.rule)).toEqual(['form.row-unit'])
    expect(found[0]?.expected.zh).toContain('「亿美元」不是本目录的计量单位')
  })

  test('code and name that disagree: the row is rejected', () => {
    const reading = one(changed(0, 2, '03'))
    expect(rules(reading)).toEqual(['mandatory form.row-disagrees'])
    expect(figures(reading)).not.toHaveProperty('software current')
    expect(figures(reading)['online_retail current']).toEqual([1200, 'exact'])
  })

  test('a row twice: neither is read', () => {
    const reading = one([...ROWS, ['软件业务收入', '亿元', 1, 1, 2, null, 3]])
    expect(rules(reading)).toEqual(['mandatory form.row-twice', 'mandatory form.row-twice'])
    expect([reading.read, reading.rejected]).toEqual([12, 6])
  })

  test('an unknown row and an unknown column with figures are said, headings and notes are not', () => {
    const rows = [
      ['一、收入'],
      ...ROWS,
      ['大数据收入', '亿元', null, 7],
      ['单位负责人：', null, null, 13800000000],
      ['注：1.本表', null, null, 3],
    ]
    expect(rules(one(rows))).toEqual(['verification form.row-unknown'])
    const wide = read([
      {
        rows: sheet().rows.map((row, i) => [
          ...row,
          ...Array<null>(9 - row.length).fill(null),
          i === 4 ? '比上月' : i === 6 ? 5 : null,
        ]),
      },
    ])
    consistent(wide)
    expect([rules(wide), wide.rejected]).toEqual([['verification form.column-unknown'], 1])
  })

  test('an item or a column that is absent', () => {
    expect(rules(one(ROWS.slice(1)))).toEqual(['quasi_mandatory form.item-missing'])
    expect(
      rules(
        read([
          sheet(
            ROWS,
            HEADING,
            HEADER.map((l) => (l === '期末' ? '' : l)),
          ),
        ]),
      ),
    ).toContain('quasi_mandatory form.column-missing')
  })

  test('a figure where the item takes none, and an item of another unit', () => {
    expect(one(changed(3, 3, 5)).findings[0]).toMatchObject({ rule: 'form.not-taken', cell: 'D10' })
    const foreign = one([...ROWS, ['技术交易额', '亿元', '06', 1, 2]])
    expect([rules(foreign), foreign.rejected]).toEqual([['mandatory form.not-answerable'], 2])
  })

  test('two columns of one label', () => {
    const reading = read([
      sheet(
        ROWS,
        HEADING,
        HEADER.map((l) => (l === '期末' ? '本期' : l)),
      ),
    ])
    expect(rules(reading).filter((r) => r === 'mandatory form.column-twice')).toHaveLength(2)
    expect(figures(reading)).not.toHaveProperty('software current')
  })

  test('one figure merged over two items', () => {
    const reading = read([{ ...sheet(), merges: ['D7:D8'] }])
    expect(rules(reading)).toEqual(['mandatory read.merged', 'mandatory read.merged'])
    consistent(reading)
  })
})

describe('cells', () => {
  test.each<[string, Value, string]>([
    ['text', '较多', '较多'],
    ['brackets', '(12.3)', '(12.3)'],
    ['boolean', { type: 'boolean', value: true }, 'TRUE'],
    ['error', { type: 'error', value: '#REF!' }, '#REF!'],
    ['date', { type: 'date', value: '2020-04-20', serial: 43941 }, '2020-04-20'],
    ['uncalculated', { type: 'uncalculated' }, '='],
  ])('%s is no number: rejected, never 0', (_, value, found) => {
    const reading = read([sheet(changed(0, 3, value))])
    expect(reading.findings).toMatchObject([{ rule: 'read.number', class: 'mandatory', cell: 'D7', found }])
    expect([reading.read, reading.rejected]).toEqual([9, 1])
    expect(figures(reading)).not.toHaveProperty('software current')
  })

  test('units of row, column, line and cell; a convertible one is converted and said, another dimension is rejected', () => {
    const row = read([
      sheet(
        changed(0, 1, '万元').map((r, i) =>
          i === 0 ? ['软件业务收入', '万元', '01', 5005000, 38201000, null, 12] : r,
        ),
      ),
    ])
    expect(rules(row)).toEqual(['notice read.converted'])
    expect([figures(row)['software current'], figures(row)['software growth_ytd']]).toEqual([
      [500.5, 'exact'],
      [12, 'exact'],
    ])
    const column = read([
      sheet(
        ROWS,
        HEADING,
        HEADER.map((l) => (l === '本月' ? '本月（万元）' : l)),
      ),
    ])
    expect(figures(column)['software current']).toEqual([0.05005, 'exact'])
    const cell = read([sheet(changed(3, 5, '35万家以上'))])
    expect([figures(cell)['cloud_firms end'], rules(cell)]).toEqual([[35, 'lower'], []])
    for (const wrong of [changed(0, 1, '万家'), changed(0, 1, '美元'), changed(4, 5, '3.2个百分点')])
      expect(rules(read([sheet(wrong)]))).toContain('mandatory read.unit-of-measure')
  })

  test('a value outside the range stays and waits for the release', () => {
    const reading = read([sheet(changed(4, 5, 144))])
    expect([rules(reading), figures(reading)['nc_rate end']]).toEqual([
      ['quasi_mandatory read.range'],
      [144, 'exact'],
    ])
    expect(reading.findings[0]?.expected.zh).toBe('装备数控化率 在 0—100 % 之间')
  })

  test('an unknown status; 合成数据 in a note or over the table', () => {
    expect(rules(read([sheet(changed(0, 7, '定稿'))]))).toEqual(['mandatory read.status'])
    const noted = read([sheet(changed(0, 8, '合成数据，演练用'))])
    expect(noted.observations.filter((o) => o.synthetic).map((o) => o.variable)).toEqual([
      'software',
      'software',
      'software',
    ])
    expect(read([sheet(ROWS, [['合成数据：演练'], ...HEADING])]).observations.every((o) => o.synthetic)).toBe(
      true,
    )
  })
})

describe('two header rows, no codes, one name under two parents', () => {
  const top: readonly (readonly Value[])[] = [
    ['2016年3月(E41009)限额以上零售额（可比口径）'],
    ['指标名称', '本年', null, '去年同期', null],
    [null, '本月', '1-本月', '本月', '1-本月'],
    ['甲', '1', '2', '3', '4'],
  ]
  const merges = ['A2:A3', 'B2:C2', 'D2:E2']
  const rows: readonly (readonly Value[])[] = [
    ['零售总额', 10000, 20000, 3, 4],
    ['  城镇', 11, 12, 13, 14],
    ['    餐饮收入', 21, 22, 23, null],
    ['  乡村', 31, 32, 33, 34],
    ['    餐饮收入', 41, 42, 43, 44],
  ]
  const county = (body: readonly (readonly Value[])[], withMerges = merges): SubmissionReading =>
    read([{ rows: [...top, ...body], merges: withMerges }], {
      file: 'E41009_429021000000_20160003_20170523.xls',
    })
  const catering = (reading: SubmissionReading): unknown => [
    figures(reading)['catering_urban ytd'],
    figures(reading)['catering_rural ytd'],
  ]

  test('read with the unit of the file name, converted from the form’s 万元; a blank is 未报', () => {
    const reading = county(rows)
    expect([reading.findings, reading.unit?.code, reading.period]).toEqual([[], '429021000000', '2016-03'])
    expect(figures(reading)['retail current']).toEqual([1, 'exact'])
    expect(figures(reading)['catering_urban prior_ytd']).toBe('not_reported')
    expect([reading.read, reading.observations.length]).toEqual([19, 20])
  })

  test('without merges (a .csv) the groups still cover their columns', () => {
    expect(figures(county(rows, []))).toEqual(figures(county(rows)))
  })

  test('beside a merged group a column without a group belongs to none', () => {
    const beside = top.map((row, i) => [...row, i === 2 ? '本月' : null])
    const reading = read([{ rows: [...beside, ...rows.map((row) => [...row, 9])], merges }], {
      file: 'E41009_429021000000_20160003.xls',
    })
    expect([rules(reading), reading.rejected]).toEqual([['verification form.column-unknown'], 5])
  })

  test('parents tell the names apart in any order; without indentation only the form’s own order does', () => {
    const rural = [...rows.slice(3), ...rows.slice(1, 3)]
    expect(catering(county([...rows.slice(0, 1), ...rural]))).toEqual([
      [0.0022, 'exact'],
      [0.0042, 'exact'],
    ])
    const flat = (some: readonly (readonly Value[])[]): readonly (readonly Value[])[] =>
      some.map(([name, ...rest]) => [String(name).trim(), ...rest])
    expect(catering(county(flat(rows)))).toEqual([
      [0.0022, 'exact'],
      [0.0042, 'exact'],
    ])
    const doubtful = county(flat([...rows.slice(0, 1), ...rural]))
    expect(rules(doubtful)).toEqual(['mandatory form.row-ambiguous', 'mandatory form.row-ambiguous'])
    expect(catering(doubtful)).toEqual([undefined, undefined])
  })

  test('a name under a parent that is not its own is not read', () => {
    const other = county([...rows.slice(0, 3), ['  农场', 1, 1, 1, 1], ['    餐饮收入', 5, 5, 5, 5]])
    expect(rules(other)).toContain('mandatory form.row-ambiguous')
    expect(catering(other)).toEqual([[0.0022, 'exact'], undefined])
  })
})
