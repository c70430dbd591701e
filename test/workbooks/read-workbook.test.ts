/** Knows that what a writer wrote is what is read, and that no byte, wherever it flips, does more than a refusal. */
import ExcelJS from 'exceljs'
import * as fc from 'fast-check'
import { utils, write } from '@e965/xlsx'
import { describe, expect, test } from 'vitest'
import { cellAddress, type Sheet } from '../../workbooks/grid.ts'
import { readWorkbook } from '../../workbooks/read-workbook.ts'
import { bookParts, makeXlsx, makeZip } from './package-builder.ts'
import { formulasOf, readGrid, valuesOf } from './reading.ts'

type Written =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'date'; readonly day: number }
  | { readonly kind: 'formula'; readonly formula: string; readonly result: number | undefined }

const letters = fc.constantFrom(
  ...('地区亿元 aZ09_x.&<>"\'=+-@\t\n😀𠮷ｅ\u00A0\u200B\u202E；，%'.match(/./gsu) ?? []),
)
const value: fc.Arbitrary<Written> = fc.oneof(
  fc.string({ unit: letters, minLength: 1, maxLength: 12 }).map((s): Written => ({ kind: 'text', value: s })),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((n): Written => ({ kind: 'number', value: n })),
  fc.integer().map((n): Written => ({ kind: 'number', value: n / 100 })),
  fc.boolean().map((b): Written => ({ kind: 'boolean', value: b })),
  fc.integer({ min: 61, max: 60_000 }).map((day): Written => ({ kind: 'date', day })),
  fc
    .tuple(
      fc.constantFrom('A1*2', 'IF(A1>0,"a&b",B2)', "'表 1'!A1", '[1]表!$A$1'),
      fc.option(fc.integer({ min: 1, max: 999 })),
    )
    .map(([formula, result]): Written => ({ kind: 'formula', formula, result: result ?? undefined })),
)
const place = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 40 }))
const written = fc.uniqueArray(fc.tuple(place, value), { maxLength: 40, selector: ([p]) => p.join() })

const dayText = (day: number): string => new Date(Date.UTC(1899, 11, 30 + day)).toISOString().slice(0, 10)

const toExcel = (cell: Written): ExcelJS.CellValue => {
  if (cell.kind === 'date') return new Date(Date.UTC(1899, 11, 30 + cell.day))
  if (cell.kind !== 'formula') return cell.value
  return cell.result === undefined
    ? { formula: cell.formula, date1904: false }
    : { formula: cell.formula, result: cell.result, date1904: false }
}

const expected = (cell: Written): unknown => {
  if (cell.kind === 'date') return dayText(cell.day)
  if (cell.kind === 'formula') return cell.result ?? '?'
  // A minus zero is written as 0.
  return cell.kind === 'number' ? cell.value + 0 : cell.value
}

const writeBook = async (
  cells: readonly (readonly [readonly [number, number], Written])[],
): Promise<Uint8Array> => {
  const book = new ExcelJS.Workbook()
  const sheet = book.addWorksheet('表 & <1>')
  for (const [[row, column], cell] of cells) {
    const target = sheet.getCell(row, column)
    target.value = toExcel(cell)
    if (cell.kind === 'date') target.numFmt = 'yyyy"年"m"月"d"日"'
  }
  sheet.mergeCells('AP70:AR72')
  book.addWorksheet('藏', { state: 'hidden' })
  return new Uint8Array(await book.xlsx.writeBuffer())
}

const checkSheet = (
  sheet: Sheet | undefined,
  cells: readonly (readonly [readonly [number, number], Written])[],
): void => {
  expect(valuesOf(sheet)).toEqual(
    Object.fromEntries(cells.map(([[row, column], cell]) => [cellAddress(row, column), expected(cell)])),
  )
  expect(formulasOf(sheet)).toEqual(
    Object.fromEntries(
      cells.flatMap(([[row, column], cell]) =>
        cell.kind === 'formula' ? [[cellAddress(row, column), cell.formula]] : [],
      ),
    ),
  )
}

test('what another program wrote is what is read', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(written, async (cells) => {
      const grid = await readGrid(await writeBook(cells))
      expect(grid.sheets.map((s) => [s.name, s.state])).toEqual([
        ['表 & <1>', 'visible'],
        ['藏', 'hidden'],
      ])
      checkSheet(grid.sheets[0], cells)
      expect(grid.sheets[0]?.merges).toEqual([{ top: 70, left: 42, bottom: 72, right: 44 }])
    }),
    { numRuns: 60 },
  )
})

const flips = fc.array(
  fc.tuple(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), fc.integer({ min: 1, max: 255 })),
  {
    minLength: 1,
    maxLength: 4,
  },
)

const flip = (bytes: Uint8Array, places: readonly (readonly [number, number])[]): Buffer => {
  const flipped = Buffer.from(bytes)
  for (const [where, bits] of places) {
    const at = Math.floor(where * flipped.length)
    flipped[at] = (flipped[at] ?? 0) ^ bits
  }
  return flipped
}

/** A fault of ours would be thrown; a wrong grid would hold what is no value. */
const checkAnswer = async (bytes: Uint8Array): Promise<void> => {
  const result = await readWorkbook(bytes)
  if ('refused' in result) {
    expect(result.refused.code).toMatch(/^[a-z]+(\.[a-z0-9-]+)?$/)
    expect(result.refused.reason.zh).not.toBe('')
    return
  }
  for (const { content } of result.grid.sheets.flatMap((s) => [...s.cells]))
    if (content.type === 'number') expect(content.value).toSatisfy(Number.isFinite)
}

describe('flipped bytes', () => {
  const rows = `<row r="1" ht="15"><c r="A1" s="1"><v>42480</v></c><c r="B1" t="s"><v>0</v></c><c r="C1"><f t="shared" ref="C1:D1" si="0">SUM(A1:B1)</f><v>1</v></c><c r="D1"><f t="shared" si="0"/></c></row>
    <row r="2"><c r="A2" t="b"><v>1</v></c><c r="B2" t="inlineStr"><is><r><t>规&amp;上</t></r></is></c><c r="C2" t="e"><v>#N/A</v></c></row>`
  const book = {
    rows,
    strings: '<si><t>地区</t></si>',
    formats: ['yyyy-mm'],
    after: '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>',
  }

  test('in a package', { timeout: 30_000 }, async () => {
    const whole = makeXlsx(book)
    await fc.assert(
      fc.asyncProperty(flips, (places) => checkAnswer(flip(whole, places))),
      { numRuns: 600 },
    )
  })

  test('in its parts, behind right checksums', { timeout: 30_000 }, async () => {
    const parts = Object.entries(bookParts(book))
    await fc.assert(
      fc.asyncProperty(fc.nat(parts.length - 1), flips, async (which, places) => {
        const changed = parts.map(([name, data], i) => ({
          name,
          data: i === which ? flip(Buffer.from(data), places) : data,
        }))
        await checkAnswer(makeZip(changed))
      }),
      { numRuns: 1500 },
    )
  })

  test('in an old workbook', { timeout: 30_000 }, async () => {
    const old: unknown = write(
      {
        SheetNames: ['表'],
        Sheets: {
          表: utils.aoa_to_sheet([
            ['地区', 1.5, true],
            ['甲', 2, '乙'],
          ]),
        },
      },
      { type: 'buffer', bookType: 'biff8' },
    )
    if (!Buffer.isBuffer(old)) throw new Error('the writer gave no bytes')
    await fc.assert(
      fc.asyncProperty(flips, (places) => checkAnswer(flip(old, places))),
      { numRuns: 400 },
    )
  })

  test('cut anywhere, a file is refused', async () => {
    const whole = makeXlsx(book)
    for (let length = 0; length < whole.length; length += 7) {
      const result = await readWorkbook(whole.subarray(0, length))
      expect('refused' in result).toBe(true)
    }
  })
})
