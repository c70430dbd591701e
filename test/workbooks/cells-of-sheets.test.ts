/** Knows the small exact parts of reading: numbers, civil dates, formats, moved formulas, merges. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findCivilDate, findSerial } from '../../workbooks/dates.ts'
import { columnLetters, type MergedRange } from '../../workbooks/grid.ts'
import { columnNumber, findAddress, findRange } from '../../workbooks/addresses.ts'
import { findCovered, orderMerges } from '../../workbooks/merges.ts'
import { isDateFormat, isDateFormatCode } from '../../workbooks/number-format.ts'
import { parseNumberBytes } from '../../workbooks/xlsx/numbers.ts'
import { moveFormula, parseFormula } from '../../workbooks/xlsx/shared-formula.ts'

const parse = (raw: string): number => parseNumberBytes(Buffer.from(` ${raw}`), 1, raw.length + 1)

describe('numbers', () => {
  test('equal to the last bit to what Number makes of the text', () => {
    const written = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc.tuple(fc.bigInt(-(10n ** 17n), 10n ** 17n), fc.nat(25)).map(([n, decimals]) => {
        const digits = String(n < 0n ? -n : n).padStart(decimals + 1, '0')
        return `${n < 0n ? '-' : ''}${digits.slice(0, digits.length - decimals)}.${digits.slice(digits.length - decimals)}`
      }),
    )
    fc.assert(
      fc.property(written, (raw) => {
        expect(parse(raw)).toBe(Number(raw))
      }),
      { numRuns: 2000 },
    )
  })

  test.each(['', '-', '.', '1.2.3', '0x10', '1e', 'Infinity', 'NaN', '1,5', '1 2', '1e999', '--1'])(
    '%j is none',
    (raw) => {
      expect(parse(raw)).toBeNaN()
    },
  )
})

describe('dates', () => {
  test('every day of Excel is the day after the one before, in both directions', () => {
    const utc = Date.UTC(1899, 11, 30)
    const wrong: number[] = []
    for (let serial = 61; serial <= 2_958_465; serial += serial < 80_000 ? 1 : 97) {
      const day = new Date(utc + serial * 86_400_000).toISOString().slice(0, 10)
      if (findCivilDate(serial, false) !== day || findSerial(day, false) !== serial) wrong.push(serial)
    }
    expect(wrong).toEqual([])
  })

  test('the edges: the 29 February that never was, the last day, times that round up', () => {
    expect([1, 59, 60, 61].map((s) => findCivilDate(s, false))).toEqual([
      '1900-01-01',
      '1900-02-28',
      '1900-02-29',
      '1900-03-01',
    ])
    expect(findCivilDate(0, true)).toBe('1904-01-01')
    expect(findCivilDate(2_958_465.5, false)).toBe('9999-12-31T12:00:00')
    expect(findCivilDate(42_480.999_999_999_9, false)).toBe('2016-04-21')
    expect(findCivilDate(42_480.354_166_666_664, false)).toBe('2016-04-20T08:30:00')
    expect([-1, 2_958_466, Number.NaN].map((s) => findCivilDate(s, false))).toEqual([
      undefined,
      undefined,
      undefined,
    ])
    expect([
      findSerial('2015-02-29', false),
      findSerial('1900-02-28', false),
      findSerial('1904-01-02', true),
    ]).toEqual([undefined, 59, 1])
  })

  test('formats that show dates, and those that only look so', () => {
    for (const code of [
      'yyyy\\-mm\\-dd',
      'm"月"d"日"',
      '[$-804]yyyy',
      'h:mm AM/PM',
      '[Red]mmm',
      'aaaa',
      '[DBNum1]yyyy"年"',
    ])
      expect([code, isDateFormatCode(code)]).toEqual([code, true])
    for (const code of [
      'General',
      'G/通用格式',
      '0.00E+00',
      '#,##0_d',
      '"yyyy"0',
      '\\d0',
      '[Red]0',
      '[hh]:mm',
      '0;yyyy',
      '@',
      '0"年"',
      '*y0',
    ])
      expect([code, isDateFormatCode(code)]).toEqual([code, false])
    expect([14, 31, 57, 46, 4, 49].map((id) => isDateFormat(id, undefined))).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ])
    expect(isDateFormat(14, '0.0')).toBe(false)
  })
})

describe('addresses', () => {
  test('letters and numbers of columns are each other', () => {
    for (let column = 1; column <= 16_384; column++) expect(columnNumber(columnLetters(column))).toBe(column)
  })

  test('only what a sheet has is an address', () => {
    expect(findAddress('$XFD$1048576')).toEqual({ row: 1_048_576, column: 16_384 })
    for (const raw of ['XFE1', 'A0', 'A1048577', '1A', 'A', '__proto__', 'A1 ', ''])
      expect(findAddress(raw)).toBeUndefined()
    expect(findRange('C3:A1')).toEqual({ top: 1, left: 1, bottom: 3, right: 3 })
    for (const raw of ['A1:B2:C3', ':', 'A1:', '__proto__:A2']) expect(findRange(raw)).toBeUndefined()
  })
})

describe('shared formulas', () => {
  test.each([
    ['A1+$B2*C$3-$D$4', 'B3+$B4*D$3-$D$4'],
    ['SUM(A:A,$B:C,1:2,$3:4)', 'SUM(B:B,$B:D,3:4,$3:6)'],
    ['"A1 ""B2"""&A1', '"A1 ""B2"""&B3'],
    ["'A1 表'!A1+A1!A1+Table[A1]+[1]表!A1", "'A1 表'!B3+A1!B3+Table[A1]+[1]表!B3"],
    ['LOG10(A1)+ATAN2(A1,B1)+A1_x+x.A1+表A1+1E5+XFE1', 'LOG10(B3)+ATAN2(B3,C3)+A1_x+x.A1+表A1+1E5+XFE1'],
    ['XFD1048576', 'A2'],
    ['"open', '"open'],
  ])('%s', (from, to) => {
    expect(moveFormula(parseFormula(from), { rows: 2, columns: 1 })).toBe(to)
    expect(moveFormula(parseFormula(from), { rows: 0, columns: 0 })).toBe(from)
  })
})

const covers = (r: MergedRange, row: number, column: number): boolean =>
  r.top <= row && row <= r.bottom && r.left <= column && column <= r.right

describe('merges', () => {
  test('overlaps and covered values are those that a look at every cell finds', () => {
    const range = fc
      .tuple(fc.nat(7), fc.nat(7), fc.nat(3), fc.nat(3))
      .map(([top, left, height, width]): MergedRange => ({
        top: top + 1,
        left: left + 1,
        bottom: top + 1 + height,
        right: left + 1 + width,
      }))
    const cells = Array.from({ length: 144 }, (_, i) => ({
      row: Math.floor(i / 12) + 1,
      column: (i % 12) + 1,
      content: { type: 'number', value: 1 } as const,
    }))
    fc.assert(
      fc.property(fc.array(range, { maxLength: 12 }), (ranges) => {
        const { kept, overlapping } = orderMerges(ranges)
        const real = ranges.filter((r) => r.top !== r.bottom || r.left !== r.right)
        expect(kept.length + overlapping.length).toBe(real.length)
        for (const { row, column } of cells)
          expect(kept.filter((r) => covers(r, row, column)).length).toBeLessThan(2)
        for (const r of overlapping)
          expect(
            cells.some((c) => covers(r, c.row, c.column) && kept.some((k) => covers(k, c.row, c.column))),
          ).toBe(true)
        const places = {
          length: cells.length,
          rows: cells.map((c) => c.row),
          columns: cells.map((c) => c.column),
        }
        expect(findCovered(places, kept).map((at) => cells[at])).toEqual(
          cells.filter((c) =>
            kept.some((k) => covers(k, c.row, c.column) && (k.top !== c.row || k.left !== c.column)),
          ),
        )
      }),
    )
  })
})
