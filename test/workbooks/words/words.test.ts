/** Knows the words that really stood in workbooks, and what each of them must mean. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { codeKey, indentOf, nameKey } from '../../../workbooks/words/name-text.ts'
import { markKey, parseNumberText } from '../../../workbooks/words/number-text.ts'
import { parsePeriod } from '../../../indicators/period.ts'
import {
  composePeriodText,
  fitPeriod,
  parsePeriodText,
  scanPeriods,
} from '../../../workbooks/words/period-text.ts'
import { parseStatusText } from '../../../workbooks/words/status-text.ts'
import { splitUnit, unitNames } from '../../../workbooks/words/unit-text.ts'

describe('periods', () => {
  test.each([
    ['1-2月', 'ytd', 2, undefined],
    ['1—10月', 'ytd', 10, undefined],
    ['1－5月', 'ytd', 5, undefined],
    ['1–5月', 'ytd', 5, undefined],
    ['1至10月', 'ytd', 10, undefined],
    ['1月-7月累计', 'ytd', 7, undefined],
    ['前三季度', 'ytd', 9, undefined],
    ['上半年', 'ytd', 6, undefined],
    ['1-本月', 'ytd', undefined, undefined],
    ['1－本季', 'ytd', undefined, undefined],
    ['本年累计', 'ytd', undefined, undefined],
    ['本月', 'month', undefined, undefined],
    ['7月份', 'month', 7, undefined],
    ['十二月', 'month', 12, undefined],
    ['三季度', 'quarter', 9, undefined],
    ['2020年第一季度', 'quarter', 3, '2020-Q1'],
    ['2020Q3', 'quarter', 9, '2020-Q3'],
    ['20160003', 'month', 3, '2016-03'],
    ['202007', 'month', 7, '2020-07'],
    ['2020-02', 'month', 2, '2020-02'],
    ['2020年7月', 'month', 7, '2020-07'],
    ['2020 年  7 月', 'month', 7, '2020-07'],
    ['二〇二〇年七月', 'month', 7, '2020-07'],
    ['2020年1—7月', 'ytd', 7, '2020-07'],
    ['2020年前三季度', 'ytd', 9, '2020-09'],
    ['2019年', 'year', 12, '2019'],
    ['２０１６年', 'year', 12, '2016'],
    ['2020年度', 'year', 12, '2020'],
  ] as const)('%s', (words, span, month, period) => {
    const read = parsePeriodText(words)
    expect([read?.span, read?.month, read?.period]).toEqual([span, month, period])
  })

  test.each([
    '20170523',
    '2021年1月31日',
    '2018-2022年',
    '5-7月',
    '2020-13',
    '本年',
    '',
    '330105',
    '429021000000',
  ])('%s is no period', (words) => expect(parsePeriodText(words)).toBeUndefined())

  test('a file name gives its period, not its region and not the day of its export', () => {
    const { found } = scanPeriods(
      'E41002_Y0101限上法人消费品零售额增速（可比口径）_429021000000_20160003_20170523',
    )
    expect(found.map((f) => f.period)).toEqual(['2016-03'])
  })

  test.each([
    ['2020年前三季度', 'quarter', '2020-Q3'],
    ['2020年前三季度', 'month', '2020-09'],
    ['2020年1-7月', 'quarter', undefined],
    ['2020年1-12月', 'year', '2020'],
    ['2020年', 'month', undefined],
    ['2020年第三季度', 'month', undefined],
  ] as const)('%s on a form of kind %s', (words, kind, period) => {
    const read = parsePeriodText(words)
    expect(read && fitPeriod(read, kind)).toBe(period)
  })

  test('what is printed is read back', () => {
    const period = fc
      .tuple(fc.integer({ min: 1990, max: 2099 }), fc.constantFrom('', '-Q1', '-Q4', '-01', '-07', '-12'))
      .map(([year, rest]) => parsePeriod(`${year}${rest}`))
    fc.assert(fc.property(period, (p) => parsePeriodText(composePeriodText(p))?.period === p))
  })
})

describe('numbers', () => {
  test.each([
    ['７６．５', 76.5, 'exact', ''],
    ['1,234.5', 1234.5, 'exact', ''],
    ['1，234.5', 1234.5, 'exact', ''],
    ['1 234.5', 1234.5, 'exact', ''],
    ['1\u00a0234.5', 1234.5, 'exact', ''],
    ['\u200b76 ', 76, 'exact', ''],
    ['－5.2', -5.2, 'exact', ''],
    ['−5.2', -5.2, 'exact', ''],
    ['+5.2', 5.2, 'exact', ''],
    ['44%', 44, 'exact', '%'],
    ['７６％', 76, 'exact', '%'],
    ['76（万元）', 76, 'exact', '万元'],
    ['3.2个百分点', 3.2, 'exact', '百分点'],
    ['3位', 3, 'exact', '位'],
    ['≥76', 76, 'lower', ''],
    ['>35', 35, 'lower', ''],
    ['＞35', 35, 'lower', ''],
    ['超过35', 35, 'lower', ''],
    ['超过35万家', 35, 'lower', '万家'],
    ['35以上', 35, 'lower', ''],
    ['35余万家', 35, 'lower', '万家'],
    ['≤3', 3, 'upper', ''],
    ['不足3', 3, 'upper', ''],
    ['不超过3', 3, 'upper', ''],
    ['约76', 76, 'about', ''],
    ['40万家左右', 40, 'about', '万家'],
  ] as const)('%s', (words, value, bound, unit) =>
    expect(parseNumberText(words)).toEqual({ value, bound, unit }),
  )

  test.each([
    '',
    '　',
    '—',
    '…',
    '*',
    '/',
    '无',
    '(12.3)',
    '（12.3）',
    '↑3.2',
    '第3',
    'N/A',
    '#N/A',
    '1.2E3',
    '1e5',
    '七十六',
    '١٢',
    '1,2345',
    '1234,5',
    '12-15',
    '12.3.4',
    '0571-88888888',
    '≥35左右',
    '2020年7月',
    '1-7月',
  ])('%s is no number', (words) => expect(parseNumberText(words)).toBeUndefined())

  test('a number written by a person is the number', () => {
    const written = fc
      .tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.constantFrom(0, 1, 2))
      .map(([n, d]) => (n / 10 ** d).toFixed(d))
    const wide = (s: string): string =>
      s.replace(/[0-9.-]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0))
    fc.assert(
      fc.property(
        written,
        fc.constantFrom(String, wide, (s: string) => ` ${s}　`),
        (s, dress) => Object.is(parseNumberText(dress(s))?.value, Number(s)),
      ),
    )
  })

  test('missing marks are compared by what is seen', () => {
    expect([markKey('－－'), markKey('——'), markKey(' — ')]).toEqual(['-', '-', '-'])
    expect([markKey('……'), markKey('...'), markKey('…')]).toEqual(['…', '…', '…'])
    expect([markKey('　'), markKey('0')]).toEqual(['', '0'])
  })
})

describe('names, units, statuses', () => {
  test.each([
    ['一、耕地情况', '耕地情况'],
    ['（一）乡镇个数', '(一) 乡镇 个数'],
    ['其中：镇个数', '镇个数'],
    ['     #武汉市', '武汉市'],
    ['全    省', '全省'],
    ['①水田', '水田'],
    ['5..农业设施用地', '农业设施用地'],
    ['1．男', '1、男'],
    ['零售额（可比口径）', '零售额(可比口径)'],
    ['1—本月', '1－本月'],
  ])('%s and %s are one name', (a, b) => expect(nameKey(a)).toBe(nameKey(b)))

  test.each([
    ['3.5万千瓦以上', '5万千瓦以上'],
    ['一、二产业增加值', '二产业增加值'],
    ['一般公共预算', '般公共预算'],
    ['5G基站数', 'G基站数'],
    ['零售额（可比口径）', '零售额'],
    ['其中学校', '学校'],
    ['城镇', '农村'],
  ])('%s and %s stay two', (a, b) => expect(nameKey(a)).not.toBe(nameKey(b)))

  test('codes and indentation', () => {
    expect([codeKey('07'), codeKey('７'), codeKey('—'), codeKey('')]).toEqual([
      '7',
      '7',
      undefined,
      undefined,
    ])
    expect([indentOf('城镇'), indentOf('  城镇'), indentOf('　　城镇')]).toEqual([0, 2, 4])
  })

  test('units', () => {
    const isUnit = (name: string): boolean => ['亿元', '%'].includes(name)
    expect(splitUnit('增长速度（%）', isUnit)).toEqual({ name: '增长速度', unit: '%' })
    expect(splitUnit('（ 亿元 ）', isUnit)).toEqual({ name: '', unit: '亿元' })
    expect(splitUnit('零售额（可比口径）', isUnit)).toEqual({ name: '零售额（可比口径）' })
    expect(unitNames('亿元、％')).toEqual(['亿元', '%'])
  })

  test('statuses', () => {
    expect(['快报', ' 初步 ', '初步核算数', '最终核实数', '普查修订数', '更正'].map(parseStatusText)).toEqual(
      ['flash', 'preliminary', 'preliminary', 'final', 'census_revision', 'correction'],
    )
    expect(parseStatusText('定稿')).toBeUndefined()
  })
})
