/** Knows what a number format makes people see, and when that is not what is read. */
import { describe, expect, test } from 'vitest'
import ExcelJS from 'exceljs'
import { read, write } from '@e965/xlsx'
import { parsePeriod } from '../../indicators/period.ts'
import { findPrintedFormat } from '../../workbooks/printed-format.ts'
import { readSubmission } from '../../workbooks/read-submission.ts'
import { gridOf, type Value } from './grid-builder.ts'
import { readGrid } from './reading.ts'
import { catalogue } from './small-catalogue.ts'

test.each([
  ['0.00"万元"', { word: '万元', scale: 1 }],
  ['#,##0.00\\ "亿元"_ ;-#,##0.00', { word: '亿元', scale: 1 }],
  ['0.0"%"', { word: '%', scale: 1 }],
  ['0.00,', { word: '', scale: 1e3 }],
  ['#,##0,,"百万元"', { word: '百万元', scale: 1e6 }],
  ['0!.0,', { word: '', scale: 1e4 }],
  ['0\\.0000', { word: '', scale: 1e4 }],
  ['0"."0,"万"', { word: '万', scale: 1e4 }],
  ['[Magenta]0.00"亿元"', { word: '亿元', scale: 1 }],
  ['0.00万元', { word: '万元', scale: 1 }],
])('%s shows a word or another scale', (code, printed) => {
  expect(findPrintedFormat(code)).toEqual(printed)
})

test.each([
  'General',
  '0.00',
  '#,##0.00_ ;-#,##0.00_ ;#,##0.00_ ;@_ ',
  '"≥"0.0',
  '0.00E+00',
  '# ?/?',
  '@',
  '[>=10000]0!.0,"万";0',
  '[$¥-804]#,##0.00',
])('%s shows the number', (code) => {
  expect(findPrintedFormat(code)).toBeUndefined()
})

describe.each(['xlsx', 'biff8'] as const)('a workbook as %s', (bookType) => {
  test('keeps what its formats print', async () => {
    const book = new ExcelJS.Workbook()
    const sheet = book.addWorksheet('1')
    const codes = ['0.00"万元"', '0.00', '0.0,', '0.00"万元"']
    codes.forEach((numFmt, i) => Object.assign(sheet.getCell(1, i + 1), { value: 12, numFmt }))
    const bytes = new Uint8Array(await book.xlsx.writeBuffer())
    const saved: Uint8Array =
      bookType === 'xlsx' ? bytes : write(read(bytes, { cellNF: true }), { type: 'buffer', bookType })
    const cells = (await readGrid(saved)).sheets[0]?.cells
    const yuan = { type: 'number', value: 12, printed: { word: '万元', scale: 1 } }
    expect(cells?.map((c) => c.content)).toEqual([
      yuan,
      { type: 'number', value: 12 },
      { type: 'number', value: 12, printed: { word: '', scale: 1000 } },
      yuan,
    ])
  })
})

const readPrinted = (word: string, scale: number, unit = '亿元') => {
  const printed: Value = { type: 'number', value: 100, printed: { word, scale } }
  const [name, ...figures]: Value[] =
    unit === '万家' || unit === '家'
      ? ['企业上云数', null, null, printed]
      : ['软件业务收入', printed, printed, null]
  const rows: Value[][] = [
    ['浙数经月1表'],
    ['填报单位：浙江省经济和信息化厅'],
    ['指标名称', '计量单位', '本月', '1-本月', '期末'],
    [name ?? null, unit, ...figures],
  ]
  const given = { period: parsePeriod('2020-07') }
  const { findings } = readSubmission({ grid: gridOf({ rows }), file: 'a.xlsx', catalogue, given })
  return findings
    .filter((f) => f.rule === 'read.several-units' || f.rule === 'read.scale')
    .map((f) => `${f.class} ${f.found}`)
}

test.each([
  ['万元', 1, '亿元', 'quasi_mandatory C4、D4 的数字格式显示为「万元」，B4 写「亿元」'],
  ['万元', 1e4, '万元', 'quasi_mandatory C4、D4 的数字格式显示为「万元」，B4 写「万元」'],
  ['万', 1, '亿元', 'quasi_mandatory C4、D4 的数字格式显示为「万」，B4 写「亿元」'],
  ['万', 1, '家', 'quasi_mandatory E4 的数字格式显示为「万」，B4 写「家」'],
  ['', 1e4, '亿元', 'verification C4、D4 的数字格式把数缩小到 1/10000 显示'],
])('「%s」 at 1/%d over %s is told', (word, scale, unit, told) => {
  expect(readPrinted(word, scale, unit)).toEqual([told])
})

test.each([
  ['亿元', 1, '亿元'],
  ['亿元', 1e4, '万元'],
  ['万', 1, '万家'],
  ['万', 1e4, '家'],
  ['（快报）', 1, '亿元'],
])('「%s」 at 1/%d over %s shows what is read', (word, scale, unit) => {
  expect(readPrinted(word, scale, unit)).toEqual([])
})
