/** Knows the crafted and the real workbooks that lie beside the checkout: every one is read rightly or refused, none crashes. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { read, set_cptable, type CellObject } from '@e965/xlsx'
import * as codePages from '@e965/xlsx/dist/cpexcel.full.mjs'
import { describe, expect, test } from 'vitest'
import { cellAddress, type Sheet } from '../../workbooks/grid.ts'
import { readWorkbook } from '../../workbooks/read-workbook.ts'
import { formulasOf, readGrid, valuesOf } from './reading.ts'

const shared = new URL('../../../shared/workbooks/', import.meta.url)
const hostile = new URL('hostile/', shared)
const real = new URL('real/', shared)
const present = existsSync(hostile) && existsSync(real)
if (!present) console.warn('the shared workbooks are not there: their tests are skipped')

const manifest = present
  ? readFileSync(new URL('MANIFEST.csv', hostile), 'utf8')
      .trim()
      .split(/\r?\n/)
      .slice(1)
      .map((line) => line.split(','))
      .map(([file = '', , expected = '']) => ({ file, expected }))
  : []

/** The cells of the first sheet, where the file's purpose says what they are. */
const KNOWN: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'empty_rows_1m.xlsx': { A1: 1 },
  'numfmts_50k.xlsx': { A1: 1 },
  'dv_30_full_columns.xlsx': { A1: 1 },
  'defined_name_full_columns.xlsx': { A1: 1 },
  'dimension_lie_xfd1048576.xlsx': { A1: 1 },
  'ok_base.xlsx': { A1: 1, B1: 'ok' },
  'book_not_in_xl.xlsx': { A1: 1, B1: 'ok' },
  'ns_prefix.xlsx': { A1: 1, B1: 'ok' },
  'strict_ooxml.xlsx': { A1: 1, B1: 'ok' },
  'utf16_sheet.xlsx': { A1: 1, B1: 'ok' },
  'symlink_entry.xlsx': { A1: 1, B1: 'ok' },
  'data_descriptor.xlsx': { A1: 1, B1: 'ok' },
  'stored_method.xlsx': { A1: 1, B1: 'ok' },
  'xlsx_named.csv': { A1: 1, B1: 'ok' },
  'out_of_order.xlsx': { A1: 11, A3: 31, B3: 32 },
  'chartsheet_first.xlsx': { A1: 5 },
  'date1904.xlsx': { A1: '2026-03-01' },
  'cdata_text.xlsx': { A1: 'a<b' },
  'formula_no_cache.xlsx': { A1: 1, B1: 2, C1: '?', D1: '?', E1: '1x' },
  'rich_text_phonetic.xlsx': {
    A1: '单位： 亿元 ',
    B1: '東京',
    C1: '第一行\r\n第二行 & <x> 中',
    D1: '规上工业',
  },
  'semicolon.csv': { A1: '地区', B1: '本月', A2: '甲', B2: '1,5' },
  'csv_named.xlsx': { A1: '地区', B1: '本月', A2: '甲', B2: 1 },
  'gb18030_4byte.csv': {
    A1: '地区',
    B1: '本月数',
    C1: '累计数',
    D1: '同比',
    A2: '甲区',
    B2: '1,234.5',
    C2: 2345.6,
    D2: '5.2%',
    A3: '乙\n区',
    B3: 7,
    C3: '８',
    D3: '—',
    A4: '㐀𠮷𬱖区',
    B4: 1,
    C4: 2,
    D4: 3,
  },
}

describe.skipIf(!present)('crafted workbooks', () => {
  test.each(manifest)('$file: $expected', { timeout: 20_000 }, async ({ file, expected }) => {
    const result = await readWorkbook(readFileSync(new URL(file, hostile)))
    const outcome = 'refused' in result ? 'reject' : 'accept'
    if (expected !== 'accept-or-reject') expect(outcome).toBe(expected === 'reject' ? 'reject' : 'accept')
    if ('refused' in result) return
    if (expected === 'accept-with-warning') expect(result.grid.warnings).not.toEqual([])
    const known = KNOWN[file]
    if (known) expect(valuesOf(result.grid.sheets[0])).toEqual(known)
  })

  test('no text that came in can change what objects are, or break a database', async () => {
    expect(Object.keys(Object.prototype)).toEqual([])
    const grid = await readGrid(readFileSync(new URL('control_chars.xlsx', hostile)))
    expect(Object.values(valuesOf(grid.sheets[0]))).toEqual([
      'a\uFFFDb\u0007c',
      'x\u202Egpj.exe',
      'e\u0301\u200D',
      '🀄𠮷',
      '_x000D_',
    ])
  })
})

const rawValues = (sheet: readonly (readonly CellObject[])[]): Record<string, unknown> => {
  const values: Record<string, unknown> = {}
  sheet.forEach((row, r) => {
    row.forEach((cell, c) => {
      if (cell.t !== 'z' && cell.v !== '') values[cellAddress(r + 1, c + 1)] = cell.v
    })
  })
  return values
}

const rawFormulas = (sheet: readonly (readonly CellObject[])[]): Record<string, string> => {
  const formulas: Record<string, string> = {}
  sheet.forEach((row, r) => {
    row.forEach((cell, c) => {
      if (cell.f) formulas[cellAddress(r + 1, c + 1)] = cell.f
    })
  })
  return formulas
}

const plainValues = (sheet: Sheet): Record<string, unknown> =>
  Object.fromEntries(
    sheet.cells.map(({ row, column, content }) => [
      cellAddress(row, column),
      content.type === 'date' ? content.serial : content.type === 'uncalculated' ? undefined : content.value,
    ]),
  )

describe.skipIf(!present)('real workbooks', () => {
  const files = present ? readdirSync(real) : []
  test.each(files)('%s: the same cells as another reader finds', async (file) => {
    const bytes = readFileSync(new URL(file, real))
    const grid = await readGrid(bytes)
    set_cptable(codePages)
    const book = read(bytes, { dense: true, WTF: true })
    expect(grid.sheets.map((s) => s.name)).toEqual(book.SheetNames)
    for (const sheet of grid.sheets) {
      const raw = book.Sheets[sheet.name]?.['!data'] ?? []
      expect(plainValues(sheet)).toEqual(rawValues(raw))
      expect(formulasOf(sheet)).toEqual(rawFormulas(raw))
    }
  })

  test('formulas that point to another workbook keep their saved results', async () => {
    const file = files.find((f) => f.startsWith('11月')) ?? ''
    const [sheet] = (await readGrid(readFileSync(new URL(file, real)))).sheets
    const formulas = formulasOf(sheet)
    expect(Object.keys(formulas).length).toBeGreaterThan(30)
    expect(formulas['B2']).toMatch(/^\[1\]/)
    expect(valuesOf(sheet)['B2']).toBe(14102.825700000001)
  })
})
