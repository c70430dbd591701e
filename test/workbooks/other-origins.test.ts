/** Knows workbooks whose tables are of several units or periods: none of them is read as one submission; what is of one stays one. */
import { describe, expect, test } from 'vitest'
import { parseReportingUnitCode } from '../../indicators/codes.ts'
import { parsePeriod } from '../../indicators/period.ts'
import { readSubmission, type SubmissionQuestion } from '../../workbooks/read-submission.ts'
import { gridOf, type SheetPlan, type Value } from './grid-builder.ts'
import { seedCatalogue as catalogue } from './seed-catalogue.ts'

const read = (plans: readonly SheetPlan[], more: Partial<SubmissionQuestion> = {}) =>
  readSubmission({ grid: gridOf(...plans), file: '月报.xlsx', catalogue, given: {}, ...more })

const FIGURES: Readonly<Record<string, string>> = { 经信: '软件业务收入', 商务: '网络零售额' }
/** The monthly form of a department with one figure. */
const table = (who: string, period: string, value = 10): readonly (readonly Value[])[] => [
  ['数字经济五年倍增计划主要指标月报表（省级部门）'],
  ['表号：浙数经月1表'],
  [`填报单位：浙江省${who === '经信' ? '经济和信息化' : who}厅`, null, period],
  ['指标名称', '计量单位', '本期', '本年累计'],
  [FIGURES[who] ?? '', '亿元', value, value * 3],
]
const sheet = (name: string, rows: readonly (readonly Value[])[]): SheetPlan => ({ name, rows })

const mandatory = (reading: ReturnType<typeof read>): readonly string[] =>
  reading.findings
    .filter((f) => f.class === 'mandatory')
    .map((f) => `${f.rule} ${f.sheet}!${f.cell} ${f.found}`)

describe('several units or periods', () => {
  test('two units on two sheets: the other one is told at its cell, with the first and what to do', () => {
    const reading = read([
      sheet('经信', table('经信', '2020年11月')),
      sheet('商务', table('商务', '2020年11月')),
    ])
    expect(mandatory(reading)).toEqual(['form.units 商务!A3 填报单位：浙江省商务厅（zj-swt）'])
    const { zh } = reading.findings.find((f) => f.rule === 'form.units')?.expected ?? { zh: '' }
    expect(zh).toContain('与工作表「经信」相同的填报单位：浙江省经济和信息化厅（zj-jxt）')
    expect(zh).toContain('另存为一个文件单独报送')
  })

  test('two units in tables under each other on one sheet', () => {
    const rows = [...table('经信', '2020年11月'), [], ...table('商务', '2020年11月')]
    expect(mandatory(read([sheet('表1', rows)]))).toEqual([
      'form.units 表1!A9 填报单位：浙江省商务厅（zj-swt）',
    ])
  })

  test('two periods on two sheets: filed under the latest, every other one told', () => {
    const reading = read([
      sheet('十月', table('经信', '2020年10月')),
      sheet('十一月', table('经信', '2020年11月')),
      sheet('九月', table('经信', '2020年9月')),
    ])
    expect(reading.period).toBe('2020-11')
    expect(mandatory(reading)).toEqual([
      'form.periods 十月!C3 报告期：2020-10',
      'form.periods 九月!C3 报告期：2020-09',
    ])
  })

  test('unit and period of one table differ: both are told', () => {
    const reading = read([
      sheet('经信', table('经信', '2020年11月')),
      sheet('商务', table('商务', '2020年10月')),
    ])
    expect(mandatory(reading)).toEqual([
      'form.units 商务!A3 填报单位：浙江省商务厅（zj-swt）',
      'form.periods 商务!C3 报告期：2020-10',
    ])
  })

  test('what the sender gave does not make one of two units, nor of two periods', () => {
    const two = [sheet('经信', table('经信', '2020年11月')), sheet('商务', table('商务', '2020年10月'))]
    const given = { unit: parseReportingUnitCode('zj-jxt'), period: parsePeriod('2020-11') }
    expect(mandatory(read(two, { given }))).toEqual(
      expect.arrayContaining([
        'form.units 商务!A3 填报单位：浙江省商务厅（zj-swt）',
        'form.periods 商务!C3 报告期：2020-10',
      ]),
    )
  })

  test('a table that names no period is not that of the file name where another names its own', () => {
    const silent = table('商务', '').with(2, ['填报单位：浙江省经济和信息化厅'])
    const reading = read([sheet('表1', table('经信', '2020年11月')), sheet('表2', silent)], {
      file: '月报2020年10月.xlsx',
    })
    expect(mandatory(reading)).toContain('form.periods 表2! 报告期：2020-10，按文件名')
  })

  test('a name that is not registered beside one that is, in a template of the latter', () => {
    const stamp: SheetPlan = {
      name: '_beizeng',
      state: 'veryHidden',
      rows: [
        ['form', 'zj-dept-monthly'],
        ['version', '1'],
        ['unit', 'zj-jxt'],
        ['period', '2020-11'],
        ['synthetic', 'no'],
      ],
    }
    const strange = table('商务', '2020年11月').with(2, ['填报单位：商务处', null, '2020年11月'])
    const reading = read([sheet('表1', table('经信', '2020年11月')), sheet('表2', strange), stamp])
    expect(mandatory(reading)).toContain('form.units 表2!A3 填报单位：商务处')
  })
})

describe('one unit and one period', () => {
  test('the form cut in two, in whatever words the unit and the period are written', () => {
    const other: readonly (readonly Value[])[] = [
      ...table('经信', '').slice(0, 2),
      ['填报单位：省经信厅', null, '2020年1—11月'],
      ['指标名称', '计量单位', '期末'],
      ['企业上云数', '万家', 35],
    ]
    const silent = other.with(2, []).with(4, ['独角兽企业', '家', 7])
    const reading = read([sheet('表1', [...table('经信', '2020年11月'), [], ...silent]), sheet('表2', other)])
    expect([reading.period, mandatory(reading), reading.parts.length]).toEqual(['2020-11', [], 1])
  })

  test('several forms, each filled in by the unit for the period', () => {
    const goods = [
      ['限上商品零售类值'],
      ['填报单位：湖北省统计局      2016年5月'],
      ['指标名称', '本月', '1-本月'],
      ['合计', 12, 55],
      ['通过公共网络实现的商品销售', 2, 9],
    ]
    const feedback = [
      ['社会消费品零售总额市州反馈数据'],
      ['填报单位：湖北省统计局', null, '2016年1-5月'],
      ['地区', '社零总额', null, null, null],
      [null, '本月', '1-本月', '本月增速', '累计增速'],
      ...['全省', '武汉市', '黄石市', '宜昌市'].map((region) => [region, 12, 55, 11, 12]),
    ]
    const reading = read([sheet('类值', goods), sheet('反馈', feedback)])
    expect(reading.parts.map((p) => [p.form.code, p.unit?.code, p.period])).toEqual([
      ['hb-above-quota-goods', 'hb-stats', '2016-05'],
      ['hb-retail-feedback', 'hb-stats', '2016-05'],
    ])
    expect(reading.findings.filter((f) => f.rule === 'form.units' || f.rule === 'form.periods')).toEqual([])
  })

  test('tables whose columns are months: many periods, one submission, even where one ends earlier', () => {
    const history = (first: string, second: string, label: string): readonly (readonly Value[])[] => [
      ['数据库：月度数据'],
      ['时间：最近36个月'],
      ['指标', first, second],
      [label, 1.1, 1.2],
    ]
    const reading = read([
      sheet('表1', history('2020年4月', '2020年3月', '工业增加值同比增长(%)')),
      sheet('表2', history('2020年2月', '2019年12月', '工业增加值同比增长(%)')),
    ])
    expect([reading.period, mandatory(reading)]).toEqual(['2020-04', []])
    expect(reading.observations.map((o) => o.period)).toEqual(['2020-04', '2020-03', '2020-02', '2019-12'])
  })
})

describe('an empty 填报单位', () => {
  const blank = (...row: readonly Value[]) => sheet('表1', table('经信', '2020年11月').with(2, row))

  test.each([
    ['beside the period', ['填报单位：', null, '报告期 2020年11月']],
    ['beside the label of the period', ['填报单位：', null, '报告期：', '2020年11月']],
    ['beside a label that no form knows', ['填报单位：', '单位代码：3300', '2020年11月']],
    ['in one cell with the period', ['填报单位：            2020年11月']],
    ['beside the unit of measure', ['填报单位（盖章）：', '2020年11月', '计量单位：亿元']],
  ])('%s is told as empty at its cell', (_, row) => {
    const reading = read([blank(...row)])
    expect([reading.unit, reading.period, mandatory(reading)]).toEqual([
      null,
      '2020-11',
      ['form.unit 表1!A3 填报单位是空的'],
    ])
  })

  test('the unit then is the one that was given, or that of the file name', () => {
    const row = ['填报单位：', null, '报告期 2020年11月']
    const given = read([blank(...row)], { given: { unit: parseReportingUnitCode('zj-jxt') } })
    expect([given.unit?.code, mandatory(given)]).toEqual(['zj-jxt', []])
    expect(given.findings).toContainEqual({
      rule: 'form.unit',
      class: 'notice',
      sheet: '表1',
      cell: 'A3',
      found: '填报单位是空的',
      expected: expect.objectContaining({ zh: '浙江省经济和信息化厅（zj-jxt）：按报送时指定读取' }),
    })
    const county = read([blank(...row)], { file: '报表_429021000000_2020年11月.xlsx' })
    expect(county.unit?.code).toBe('429021000000')
  })

  test('a name in the next cell but one is the answer', () => {
    expect(read([blank('填报单位：', null, '省经信厅', '2020年11月')]).unit?.code).toBe('zj-jxt')
  })
})
