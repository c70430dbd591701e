/** Knows what each kind of rule says of a submission: which cell, which class, which figures, and when it is silent. */
import { describe, expect, test } from 'vitest'
import { editRuleSchema } from '../../../indicators/edit-rules/index.ts'
import { listEditRuleIssues } from '../../../indicators/edit-rules/rule-check.ts'
import { formOf, judge, type Figures, variableOf } from './make-submission.ts'

const relation = (notation: string, more: object = {}) => ({
  kind: 'relation',
  code: 'R',
  class: 'mandatory',
  notation,
  ...more,
})
const cells = (findings: ReturnType<typeof judge>) => findings.map((f) => `${f.rule} ${f.class} ${f.cell}`)
const blank = { figure: { missing: 'not_reported' } } as const
const none = { figure: { missing: 'not_applicable' } } as const

describe('printed relations', () => {
  test('a broken sum is one finding at the cell of its whole, with every figure', () => {
    const now = { 'v1 ytd': 10, 'v2 ytd': 6, 'v3 ytd': 3 }
    expect(judge({ rules: [relation('01=02+03；02≥03')], now })).toEqual([
      {
        rule: 'R',
        class: 'mandatory',
        sheet: '表',
        cell: 'C1',
        found: '左边 01 10，右边 9，相差 1（02 6，03 3）',
        expected: {
          zh: '01=02+03；请核对关系中的各项，改正后重新报送',
          en: '01=02+03; check every item of the relation, correct it and send again',
        },
        about: {
          variable: 'v1',
          region: '330000',
          period: '2020-07',
          measure: 'ytd',
          basis: '左边 01 10，右边 9，相差 1（02 6，03 3）',
        },
      },
    ])
  })

  test('every column of amounts by itself; growth does not add up', () => {
    const now = {
      'v1 current': 3, 'v2 current': 2, 'v3 current': 2,
      'v1 ytd': 9, 'v2 ytd': 5, 'v3 ytd': 4,
      'v1 growth_ytd': 5, 'v2 growth_ytd': 4, 'v3 growth_ytd': 7,
    } // prettier-ignore
    expect(cells(judge({ rules: [relation('01=02+03')], now }))).toEqual(['R mandatory C1'])
    expect(cells(judge({ rules: [relation('01（本年累计）=02+03')], now }))).toEqual([])
    expect(cells(judge({ rules: [relation('01=02+03', { measures: ['growth_ytd'] })], now }))).toHaveLength(1)
  })

  test('a blank decides nothing; it is told only where the rule asks, and stands for 0 only where the rule says so', () => {
    const now = { 'v1 ytd': 10, 'v2 ytd': 6, 'v3 ytd': blank }
    expect(judge({ rules: [relation('01=02+03')], now })).toEqual([])
    const told = judge({ rules: [relation('01=02+03', { whenBlank: 'notice' })], now })
    expect(told.map((f) => [f.class, f.found])).toEqual([
      ['notice', '无法判定：左边 01 10，右边 03（未报）（02 6，03（未报））'],
    ])
    const zero = relation('01=02+03', { missingAsZero: ['not_applicable'] })
    expect(judge({ rules: [zero], now })).toEqual([])
    expect(judge({ rules: [zero], now: { ...now, 'v3 ytd': none } })).toHaveLength(1)
    const bound = { figure: { value: 10, bound: 'lower' } } as const
    expect(judge({ rules: [relation('01=02')], now: { 'v1 ytd': bound, 'v2 ytd': 12 } })).toEqual([])
  })

  test('rounding forgives half a unit per addend and no more; a declared share forgives its share', () => {
    const sum = (total: string): Figures => ({ 'v1 ytd': total, 'v2 ytd': '60.0', 'v3 ytd': '40.0' })
    const rounding = relation('01=02+03', { tolerance: { kind: 'rounding', decimals: 'as-reported' } })
    expect(judge({ rules: [rounding], now: sum('100.1') })).toEqual([])
    expect(judge({ rules: [rounding], now: sum('100.2') })).toHaveLength(1)
    expect(judge({ rules: [relation('01=02+03')], now: sum('100.1') })).toHaveLength(1)
    expect(
      judge({ rules: [relation('03=01+02')], now: { 'v1 ytd': 0.1, 'v2 ytd': 0.2, 'v3 ytd': 0.3 } }),
    ).toEqual([])
    const share = relation('01=02+03', {
      tolerance: { kind: 'exact' },
      tolerances: { ytd: { kind: 'relative', rate: 0.007 } },
    })
    expect(judge({ rules: [share], now: sum('100.7') })).toEqual([])
    expect(judge({ rules: [share], now: sum('100.8') })).toHaveLength(1)
    const strict = relation('02﹤01')
    expect(judge({ rules: [strict], now: { 'v1 ytd': 5, 'v2 ytd': 5 } })).toHaveLength(1)
  })

  test('the end of last year, last month, another table, a name, a condition, every item in turn', () => {
    const now = { 'v1 ytd': 10, 'v2 ytd': 6, 'v2 current': 7, 'v1 current': 1 }
    const past = { '2019-12': { 'v3 end': 9 }, '2020-06': { 'v1 ytd': 8 } }
    const other = { ...formOf(['11']), code: 'B7', tableNumber: 'B7' }
    const others = { '2020-07': { 'v11 ytd': 12 } }
    const told = (notation: string) =>
      judge({ rules: [relation(notation)], now, past, others, forms: [other] }).map(
        (f) => `${f.cell} ${f.found}`,
      )
    expect(told('01（本年累计）=上年年末03')).toEqual(['C1 左边 01 10，右边 上年年末03 9，相差 1'])
    expect(told('上月累计+本月=本月累计')).toEqual([
      'C4 项目01：左边 9，右边 本月累计 10，相差 -1（上月累计 8，本月 1）',
    ])
    expect(told('01（本年累计）≥B7表11')).toEqual(['C1 左边 01 10，右边 B7表11 12，相差 -2'])
    expect(told('项目01（本年累计）=项目02')).toHaveLength(1)
    expect(told('若01＞100，则02＞100')).toEqual([])
    const monthly = relation('本月≤上月×1.5', { measures: ['current'] })
    const june = { '2020-06': { 'v1 current': 1, 'v2 current': 4 } }
    expect(judge({ rules: [monthly], now, past: june }).map((f) => `${f.cell} ${f.found}`)).toEqual([
      'C3 项目02：左边 本月 7，右边 6，相差 1（上月 4）',
    ])
    expect(told('本期≤本年累计')).toEqual(['C3 项目02：左边 本期 7，右边 本年累计 6，相差 1'])
  })

  test('a rule that names what the form has not is told before any submission', () => {
    const rules = [
      relation('01=09+02（产量）'),
      relation('C9表01≥02'),
      { kind: 'sign', code: 'S', items: ['01', '88'] },
    ]
    const parsed = rules.map((r) => editRuleSchema.parse(r))
    expect(
      listEditRuleIssues(parsed, formOf(['01', '02']), []).map((i) => [i.path.join('.'), i.found]),
    ).toEqual([
      ['0.notation', '09'],
      ['1.code', 'R'],
      ['1.notation', 'C9'],
      ['2.items.1', '88'],
    ])
  })
})

describe('against the past of the series', () => {
  const years = (ytd: readonly number[]) =>
    Object.fromEntries(
      [2017, 2018, 2019].flatMap((year, i) =>
        ytd.map((value, m) => [
          `${year}-${String(m + 1).padStart(2, '0')}`,
          { 'v1 ytd': Math.round(value * (1 + 0.1 * i)), 'v1 current': 100 },
        ]),
      ),
    )
  const even = years([100, 200, 300, 400, 500, 600, 700, 800, 900, 1000, 1100, 1200])
  const past = { ...even, '2020-06': { 'v1 ytd': 800 } }
  const RULES = [
    'sign',
    'power-of-ten',
    'monthly-for-cumulative',
    'stale',
    'cumulative-fall',
    'growth-change',
  ].map((kind) => ({ kind, code: kind }))
  const told = (value: number) => judge({ rules: RULES, now: { 'v1 ytd': value }, past }).map((f) => f.rule)

  test('a slip is named once; what only finds it odd is silent beside it', () => {
    expect(told(940)).toEqual([])
    expect(told(9400)).toEqual(['power-of-ten'])
    // Late in the year a tenth of the cumulative figure is also a month's amount: both readings are told.
    expect(told(94)).toEqual(['power-of-ten', 'monthly-for-cumulative'])
    expect(told(133)).toEqual(['power-of-ten', 'monthly-for-cumulative'])
    expect(told(9_400_000)).toEqual(['power-of-ten'])
    expect(told(-940)).toEqual(['sign'])
    expect(told(800)).toEqual(['stale'])
    expect(told(700)).toEqual(['cumulative-fall', 'growth-change'])
    expect(told(1220)).toEqual(['growth-change'])
  })

  describe('本期 beside 本年累计 in the first file of a unit', () => {
    const variables = [variableOf('v1', 'flow'), variableOf('v2', 'ratio')]
    const rules = [{ kind: 'monthly-for-cumulative', code: 'MONTH', class: 'quasi_mandatory' }]
    const told = (
      period: string,
      now: Parameters<typeof judge>[0]['now'],
      earlier: Parameters<typeof judge>[0]['past'] = {},
    ) => judge({ rules, variables, period, now, past: earlier })
    const same = { 'v1 current': 180, 'v1 ytd': 180 }

    test('as large as, or larger than the year to date it is told, of a flow', () => {
      expect(told('2020-11', same)).toMatchObject([
        {
          rule: 'MONTH',
          class: 'quasi_mandatory',
          cell: 'C2',
          found: '本年累计 180 亿元，本期 180 亿元',
          expected: { zh: expect.stringContaining('本年累计大于本期') },
        },
      ])
      expect(told('2020-11', { 'v1 current': 180, 'v1 ytd': 179 })).toHaveLength(1)
      expect(told('2020-11', { 'v1 current': 180, 'v1 ytd': 181 })).toEqual([])
      expect(told('2020-11', { 'v2 current': 43.3, 'v2 ytd': 43.3 })).toEqual([])
      expect(told('2020-11', { 'v1 current': 0, 'v1 ytd': 0 })).toEqual([])
      expect(told('2020-Q2', same)).toHaveLength(1)
    })

    test('not at the beginning of a year, nor where nothing came before', () => {
      for (const period of ['2020-01', '2020-02', '2020-Q1', '2020']) expect(told(period, same)).toEqual([])
      expect(told('2020-11', same, { '2020-10': { 'v1 ytd': 0 } })).toEqual([])
      const [finding] = told('2020-11', same, { '2020-10': { 'v1 ytd': 900 } })
      expect(finding?.found).toBe('本年累计 180 亿元，本期 180 亿元，上月累计 900')
    })
  })

  test('what was found and what to do name the figures', () => {
    const [finding] = judge({
      rules: [{ kind: 'power-of-ten', code: 'P' }],
      now: { 'v1 ytd': 9_400_000 },
      past,
    })
    expect(finding?.found).toBe('本年累计 9400000 亿元，约为按上期和历年走势推算数 933.3333333 的 10000 倍')
    expect(finding?.expected.zh).toContain('请核对是否应为 940')
  })

  test('a series without a past is not judged by it', () => {
    expect(judge({ rules: RULES, now: { 'v1 ytd': 9 }, past: {} })).toEqual([])
    const other = judge({ rules: RULES, now: { 'v1 ytd': 9400 }, others: past })
    expect(other).toEqual([])
  })

  test('上月累计＋本月＝本月累计 is explainable whatever the rule says, and the start of the year has nothing before', () => {
    expect(() => editRuleSchema.parse({ kind: 'cumulative-sum', code: 'C', class: 'mandatory' })).toThrow()
    const sum = { kind: 'cumulative-sum', code: 'C' }
    const now = { 'v1 ytd': '1006.5', 'v1 current': '272.1' }
    const [finding] = judge({ rules: [sum], now, past: { '2020-06': { 'v1 ytd': '738.7' } } })
    expect([finding?.class, finding?.found]).toEqual([
      'verification',
      '上月累计 738.7 ＋ 本期 272.1，本年累计 1006.5，相差 -4.3',
    ])
    expect(judge({ rules: [sum], now })).toEqual([])
    const january = { period: '2020-01', now: { 'v1 ytd': '9.0', 'v1 current': '8.0' } }
    expect(judge({ rules: [sum], ...january })).toHaveLength(1)
  })

  test('growth is held against the base of the same file only, to a tenth of a point', () => {
    const growth = { kind: 'growth', code: 'G', class: 'quasi_mandatory' }
    const file = (rate: string): Figures => ({
      'v1 ytd': '6248.9',
      'v1 prior_ytd': '5807.5',
      'v1 growth_ytd': rate,
    })
    const wrongPast = { '2019-07': { 'v1 ytd': 5000 } }
    expect(judge({ rules: [growth], now: file('7.6'), past: wrongPast })).toEqual([])
    expect(judge({ rules: [growth], now: file('7.7'), past: wrongPast })).toEqual([])
    expect(cells(judge({ rules: [growth], now: file('7.9') }))).toEqual(['G quasi_mandatory C3'])
    expect(
      judge({ rules: [growth], now: { 'v1 ytd': '6248.9', 'v1 growth_ytd': '25' }, past: wrongPast }),
    ).toEqual([])
  })

  test('another unit, a gap, a value given twice, a blank, decimals, a range, parts of a whole', () => {
    const now = { 'v1 ytd': '100', 'v2 ytd': '9.255' }
    const others = { '2020-07': { 'v1 ytd': 103, 'v2 ytd': 9.26 } }
    expect(judge({ rules: [{ kind: 'cross-source', code: 'X' }], now, others })[0]?.found).toBe(
      '本年累计 100 亿元；zj-jxt 报送 103（other.xls C1），相差 -3',
    )
    const gaps = { '2020-03': { 'v1 ytd': 30 }, '2020-05': { 'v1 ytd': 50 } }
    expect(judge({ rules: [{ kind: 'gap', code: 'X' }], now, past: gaps })[0]?.found).toBe(
      '2020-03 以后缺 2020-04、2020-06',
    )
    expect(cells(judge({ rules: [{ kind: 'decimals', code: 'X', class: 'notice', most: 2 }], now }))).toEqual(
      ['X notice C2'],
    )
    expect(cells(judge({ rules: [{ kind: 'range', code: 'X', max: 50 }], now }))).toEqual([
      'X verification C1',
    ])
    expect(
      judge({ rules: [{ kind: 'required', code: 'X', items: ['02', '03'] }], now }).map((f) => f.found),
    ).toEqual(['项目03：本年累计 空白'])
    const twice = { 'v1 ytd 330000 C9': 5, 'v1 ytd 330000 D9': 6 }
    expect(cells(judge({ rules: [{ kind: 'one-value', code: 'X' }], now: twice }))).toEqual([
      'X verification C9',
      'X verification D9',
    ])
    const form = formOf(['01', '02', '03', '04'], [0, 1, 2, 1])
    const parts = { 'v1 ytd': '10.0', 'v2 ytd': '6.0', 'v3 ytd': 6, 'v4 ytd': '3.0' }
    expect(
      judge({ form, rules: [{ kind: 'hierarchy', code: 'X' }], now: parts }).map((f) => f.found),
    ).toEqual(['本年累计 10 亿元；项目02 6，项目04 3'])
  })

  test('Hidiroglou–Berthelot among the regions, with the own figure of this file', () => {
    const rule = { kind: 'hidiroglou-berthelot', code: 'HB' }
    const codes = Array.from({ length: 11 }, (_, i) => `33${String(i + 1).padStart(2, '0')}00`)
    const of = (level: (i: number) => number, own: readonly string[] = codes): Figures =>
      Object.fromEntries(own.map((code, i) => [`v1 ytd ${code}`, level(i)]))
    // The province itself is another level: its doubling is not compared with its cities.
    const past = {
      '2019-07': { ...of((i) => 100 + i), 'v1 ytd': 1000 },
      '2020-07': of((i) => 110 + i + (i % 3), codes.slice(0, 10)),
    }
    const told = (value: number) =>
      cells(judge({ rules: [rule], now: { 'v1 ytd 331100': value, 'v1 ytd': 2000 }, past }))
    expect(told(121)).toEqual([])
    expect(told(160)).toEqual(['HB verification C1'])
  })
})
