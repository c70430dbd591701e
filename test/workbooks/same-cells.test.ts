/** Knows that exceljs, SheetJS, hucre and our reader see the same cells, and where one of them does not, who is right. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { utils, write, type CellObject, type WorkSheet } from '@e965/xlsx'
import ExcelJS from 'exceljs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cellAddress } from '../../workbooks/grid.ts'
import {
  findDifference,
  OTHER_NAMES,
  OTHERS,
  othersFor,
  OURS,
  type Other,
  type Value,
} from './other-readers.ts'

interface Difference {
  readonly file: string
  readonly reader: Other
  /** The beginning of what it does otherwise: `sheet!A1: theirs, ours …`, what it throws, or `hangs`: then it is not tried. */
  readonly differs: string
  readonly right: 'ours' | 'theirs'
  readonly why: string
}

const others = (
  right: 'ours' | 'theirs',
  file: string,
  why: string,
  differs: Partial<Record<Other, string>>,
) =>
  OTHER_NAMES.flatMap((reader): readonly Difference[] => {
    const said = differs[reader]
    return said === undefined ? [] : [{ file, reader, differs: said, right, why }]
  })

const full = 'it makes something of every cell of whole columns; the file is an everyday one'
/** Every difference there is: one that is not listed fails, and so does one that no longer exists. */
const DIFFERENCES: readonly Difference[] = [
  ...others('ours', 'dv_30_full_columns.xlsx', full, { exceljs: 'hangs' }),
  ...others('ours', 'merge_full_columns.xlsx', full, { exceljs: 'hangs' }),
  ...others('ours', 'defined_name_full_columns.xlsx', full, { exceljs: 'hangs' }),
  ...others('ours', 'cols_span_lie.xlsx', full, { exceljs: 'hangs' }),
  ...others('ours', 'empty_rows_1m.xlsx', 'the same cell, after seconds over a million empty rows', {
    exceljs: 'hangs',
    sheetjs: 'hangs',
    hucre: 'hangs',
  }),
  ...others('ours', 'merge_wide_100.xlsx', 'the same cells, after seconds over 1.6 million covered ones', {
    exceljs: 'hangs',
  }),
  ...others(
    'ours',
    'cell_far_column_each_row.xlsx',
    'exceljs and SheetJS find the same cells after seconds; hucre makes the whole box and gives up',
    { exceljs: 'hangs', sheetjs: 'hangs', hucre: 'hangs' },
  ),
  ...others('ours', 'formula_no_cache.xlsx', 'a formula without a result is a cell all the same', {
    sheetjs: 'Sheet1!C1: null, ours "?" and 1 more',
  }),
  ...others(
    'ours',
    'csv_injection_text.xlsx',
    'a raw CR in XML is a line end and reads as LF (XML 1.0, 2.11); a CR that is meant is written _x000D_',
    { sheetjs: 'Sheet1!A6: "\\r=1+1", ours "\\n=1+1"', hucre: 'Sheet1!A6: "\\r=1+1", ours "\\n=1+1"' },
  ),
  ...others(
    'ours',
    'merges_overlapping.xlsx',
    'overlapping merges are warned about; the values are all there',
    { exceljs: 'throws Cannot merge already merged cells' },
  ),
  ...others(
    'ours',
    'sheet_names_odd.xlsx',
    'a name that Excel would not allow is no reason to lose the sheet',
    {
      exceljs: 'throws Worksheet name a/b:c cannot include',
    },
  ),
  ...others(
    'ours',
    'control_chars.xlsx',
    '_x0000_ is NUL, which no database takes: ours is U+FFFD on purpose; exceljs does not decode at all',
    {
      exceljs: 'Sheet1!A1: "a_x0000_b_x0007_c"',
      sheetjs: 'Sheet1!A1: "a\\u0000b\\u0007c", ours "a\uFFFDb\\u0007c"',
      hucre: 'Sheet1!A1: "a\\u0000b\\u0007c", ours "a\uFFFDb\\u0007c"',
    },
  ),
  ...others('ours', 'cdata_text.xlsx', 'CDATA is text', { exceljs: 'Sheet1!A1: null, ours "a<b"' }),
  ...others('ours', 'rich_text_phonetic.xlsx', '_x000D_ before a line feed is a CR that was meant', {
    sheetjs: 'Sheet1!C1: "第一行\\n第二行 & <x> 中", ours "第一行\\r\\n第二行 & <x> 中"',
  }),
  ...others('ours', 'book_not_in_xl.xlsx', 'parts are found by relationships, not by name', {
    exceljs: 'sheets , ours Sheet1',
  }),
  ...others(
    'ours',
    'chartsheet_first.xlsx',
    'a chart sheet has no cells; it is no sheet of figures, nor an error',
    {
      sheetjs: 'sheets 图,数据, ours 数据',
      hucre: 'throws Invalid XLSX: missing worksheet file',
    },
  ),
  ...others('ours', 'ns_prefix.xlsx', 'a prefix of the namespace means nothing', {
    exceljs: "throws Cannot read properties of undefined (reading 'sheets')",
  }),
  ...others('ours', 'utf16_sheet.xlsx', 'a part may be UTF-16', {
    exceljs: 'throws 2:593: disallowed character.',
    hucre: 'Sheet1!A1: null, ours 1 and 1 more',
  }),
  ...others('ours', 'symlink_entry.xlsx', 'an entry that nothing refers to is nothing to read', {
    exceljs: 'throws 1:11: text data outside of root node.',
  }),
]

const shared = new URL('../../../shared/workbooks/', import.meta.url)
const present = existsSync(shared)
if (!present) console.warn('the shared workbooks are not there: their comparison is skipped')

/** What ours refuses by a limit or as unsafe, though the manifest would let it pass, has no cells to compare. */
const REFUSED = new Set([
  'merges_20k.xlsx',
  'redos_formula.xlsx',
  'redos_numfmt2.xlsx',
  'gbk_declared_sheet.xlsx',
  'attrs_1e6.xlsx',
])

const listFiles = (): readonly (readonly [folder: string, file: string])[] => {
  const manifest = readFileSync(new URL('hostile/MANIFEST.csv', shared), 'utf8')
    .trim()
    .split(/\r?\n/)
    .slice(1)
  const accepted = manifest
    .map((line) => line.split(','))
    .filter(([file = '', , expected]) => expected?.startsWith('accept') && !REFUSED.has(file))
    .map(([file = '']) => ['hostile', file] as const)
  const real = readdirSync(new URL('real/', shared)).map((file) => ['real', file] as const)
  return [...accepted, ...real]
}

const isWorkbook = (bytes: Buffer): boolean =>
  ['PK\x03\x04', '\xD0\xCF\x11\xE0'].includes(bytes.toString('latin1', 0, 4))

const compare = async (bytes: Buffer, reader: Other): Promise<string> => {
  const ours = await OURS(bytes)
  try {
    return findDifference(ours, await OTHERS[reader](bytes)) ?? 'same'
  } catch (error) {
    return `throws ${error instanceof Error ? error.message : String(error)}`
  }
}

describe.skipIf(!present)('workbooks beside the checkout', () => {
  const pairs = (present ? listFiles() : []).flatMap(([folder, file]) => {
    const bytes = readFileSync(new URL(`${folder}/${file}`, shared))
    return isWorkbook(bytes) ? othersFor(bytes).map((reader) => ({ file, reader, bytes })) : []
  })

  test.each(pairs)('$file by $reader', { timeout: 20_000 }, async ({ file, reader, bytes }) => {
    const listed = DIFFERENCES.find((d) => d.file === file && d.reader === reader)
    if (listed?.differs === 'hangs') return
    const found = await compare(bytes, reader)
    expect(found.slice(0, listed?.differs.length)).toBe(listed?.differs ?? 'same')
  })

  test('every listed difference is of a file and a reader that were compared', () => {
    const compared = new Set(pairs.map((p) => `${p.file} ${p.reader}`))
    expect(DIFFERENCES.filter((d) => !compared.has(`${d.file} ${d.reader}`))).toEqual([])
  })
})

const word = fc.string({
  unit: fc.constantFrom(...('地区亿元 aZ09.&<>"\'=+-@%；，😀𠮷ｅ'.match(/./gsu) ?? [])),
  minLength: 1,
  maxLength: 12,
})
const value: fc.Arbitrary<Value> = fc.oneof(
  word.map((s) => `字${s}字`),
  // SheetJS writes other numbers than these into an .xls when they are extremely large or small; the bytes are wrong, not their reading.
  fc
    .double({ noNaN: true, min: -1e307, max: 1e307 })
    .filter((n) => Math.abs(n) > 1e-200)
    .map((n) => n + 0),
  fc.integer({ min: -1e9, max: 1e9 }).map((n) => n / 100 + 0),
  fc.boolean(),
)
const place = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 30 }))
const cells = fc.uniqueArray(fc.tuple(place, value), {
  minLength: 1,
  maxLength: 30,
  selector: ([p]) => p.join(),
})
type Cells = readonly (readonly [readonly [row: number, column: number], Value])[]

const writeExceljs = async (list: Cells): Promise<Buffer> => {
  const book = new ExcelJS.Workbook()
  const sheet = book.addWorksheet('表')
  for (const [[row, column], written] of list) sheet.getCell(row, column).value = written
  return Buffer.from(await book.xlsx.writeBuffer())
}

const writeSheetjs = (list: Cells, bookType: 'xlsx' | 'biff8'): Buffer => {
  const sheet: WorkSheet = { '!ref': 'A1:AD40' }
  for (const [[row, column], v] of list) {
    const t = typeof v === 'number' ? 'n' : typeof v === 'boolean' ? 'b' : 's'
    sheet[cellAddress(row, column)] = { t, v } satisfies CellObject
  }
  const book = utils.book_new(sheet, '表')
  const bytes: unknown = write(book, { type: 'buffer', bookType })
  if (!Buffer.isBuffer(bytes)) throw new Error('the writer gave no bytes')
  return bytes
}

test('generated workbooks of two writers, .xlsx and .xls', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(cells, async (list) => {
      const written = Object.fromEntries(list.map(([[row, column], v]) => [cellAddress(row, column), v]))
      for (const bytes of [
        await writeExceljs(list),
        writeSheetjs(list, 'xlsx'),
        writeSheetjs(list, 'biff8'),
      ]) {
        expect(await OURS(bytes)).toEqual({ 表: written })
        for (const reader of othersFor(bytes))
          expect([reader, await compare(bytes, reader)]).toEqual([reader, 'same'])
      }
    }),
    { numRuns: 25 },
  )
})
