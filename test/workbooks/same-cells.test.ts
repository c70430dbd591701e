/** Knows that exceljs, SheetJS, hucre and our reader see the same cells, and where one of them does not, it stands in same-cells.md with who is right. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { utils, write, type CellObject, type WorkSheet } from '@e965/xlsx'
import ExcelJS from 'exceljs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cellAddress } from '../../workbooks/grid.ts'
import { DIFFERENCES, REFUSED } from './listed-differences.ts'
import { findDifference, OTHERS, othersFor, OURS, type Other, type Value } from './other-readers.ts'
import { codeOf } from './reading.ts'

const shared = new URL('../../../shared/workbooks/', import.meta.url)
const present = existsSync(shared)
if (!present) console.warn('the shared workbooks are not there: their comparison is skipped')

const listFiles = (): readonly (readonly [folder: string, file: string])[] => {
  const manifest = readFileSync(new URL('hostile/MANIFEST.csv', shared), 'utf8')
    .trim()
    .split(/\r?\n/)
    .slice(1)
  const accepted = manifest
    .map((line) => line.split(','))
    .filter(
      ([file = '', , expected]) =>
        expected?.startsWith('accept') && !REFUSED.some((refused) => refused.file === file),
    )
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

  const tried = pairs.flatMap((pair) => {
    const listed = DIFFERENCES.find((d) => d.file === pair.file && d.reader === pair.reader)
    const expected = listed ? listed.differs : 'same'
    return expected === undefined ? [] : [{ ...pair, expected }]
  })

  test.each(tried)('$file by $reader', { timeout: 20_000 }, async ({ reader, bytes, expected }) => {
    expect((await compare(bytes, reader)).slice(0, expected.length)).toBe(expected)
  })

  test.each(REFUSED)('$file is refused: $code', async ({ file, code }) => {
    expect(await codeOf(readFileSync(new URL(`hostile/${file}`, shared)))).toBe(code)
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
