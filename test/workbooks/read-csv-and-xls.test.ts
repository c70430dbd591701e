/** Knows what the readers of CSV and of old workbooks must get right, and how other files are told apart. */
import { utils, write, type WorkBook } from '@e965/xlsx'
import { describe, expect, test } from 'vitest'
import { FORM_LIMITS } from '../../workbooks/limits.ts'
import { codeOf, readGrid, valuesOf } from './reading.ts'

const bytesOf = (content: string): Uint8Array => new TextEncoder().encode(content)
const csv = async (content: string): Promise<Record<string, unknown>> =>
  valuesOf((await readGrid(bytesOf(content))).sheets[0])

describe('csv', () => {
  test('quotes, line ends of all kinds, and blank lines that keep their number', async () => {
    expect(await csv('a,"b ""x""\r\nc"\r\n\n,1\r2,3')).toEqual({
      A1: 'a',
      B1: 'b "x"\r\nc',
      B3: 1,
      A4: 2,
      B4: 3,
    })
  })

  test('a plain number is a number; codes, long figures and dressed figures stay text', async () => {
    expect(await csv('1,-2.50,.5,1e3, 7 ,01,330100199001011234,"1,5",5%,0x10,Infinity,0.5')).toEqual({
      A1: 1,
      B1: -2.5,
      C1: 0.5,
      D1: 1000,
      E1: 7,
      F1: '01',
      G1: '330100199001011234',
      H1: '1,5',
      I1: '5%',
      J1: '0x10',
      K1: 'Infinity',
      L1: 0.5,
    })
  })

  test('the separator on which the records agree, or which the file names', async () => {
    expect(await csv('表一\n地区;本月\n甲;1,5\n乙;2,5\n')).toMatchObject({ A2: '地区', B3: '1,5' })
    expect(await csv('地区\t本月\n甲\t1\n')).toMatchObject({ B2: 1 })
    expect(await csv('sep=;\na,b;c,d\n')).toEqual({ A1: 'a,b', B1: 'c,d' })
  })

  test('encodings: mark, UTF-8, GB18030, and nothing that is guessed', async () => {
    const gbk = Uint8Array.of(0xb5, 0xd8, 0xc7, 0xf8, 0x2c, 0x31)
    expect(valuesOf((await readGrid(gbk)).sheets[0])).toEqual({ A1: '地区', B1: 1 })
    expect(valuesOf((await readGrid(Buffer.from('\uFEFF地区\t1', 'utf16le'))).sheets[0])).toEqual({
      A1: '地区',
      B1: 1,
    })
    expect(await codeOf(Uint8Array.of(0x2c, 0xff, 0xff))).toBe('kind.unknown')
  })

  test('what is no table is refused, and where it breaks is said', async () => {
    expect(await codeOf(bytesOf('a,b\n"x,1\n'))).toBe('csv.quote')
    expect(await codeOf(bytesOf('a,b\n"x"y,1\n'))).toBe('csv.quote')
    expect(await codeOf(bytesOf('a,b\n1,\0'))).toBe('kind.unknown')
    expect(await codeOf(bytesOf('just a sentence'))).toBe('kind.unknown')
    expect(await codeOf(bytesOf('<html><table><tr><td>1</td></tr></table>'))).toBe('kind.html')
    const xml2003 = '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?><Workbook/>'
    expect(await codeOf(bytesOf(xml2003))).toBe('kind.xml2003')
    expect(await codeOf(bytesOf('%PDF-1.7'))).toBe('kind.unsupported')
    expect(await codeOf(new Uint8Array())).toBe('kind.empty')
    expect(await codeOf(new Uint8Array(11 << 20))).toBe('limit.file')
  })
})

const oldBook = (change: (book: WorkBook) => void = () => undefined): Buffer => {
  const sheet = utils.aoa_to_sheet([
    ['地区', 1.5, true],
    ['合计', 42480, null],
  ])
  sheet['B2'] = { t: 'n', v: 42480, z: 'yyyy"年"m"月"' }
  sheet['C2'] = { t: 'n', v: 3 }
  sheet['D2'] = { t: 'e', v: 0x17 }
  sheet['!ref'] = 'A1:D2'
  sheet['!merges'] = [{ s: { r: 0, c: 0 }, e: { r: 0, c: 2 } }]
  const book: WorkBook = { SheetNames: [], Sheets: {}, Workbook: { Sheets: [{ Hidden: 0 }, { Hidden: 2 }] } }
  utils.book_append_sheet(book, sheet, '表')
  utils.book_append_sheet(book, utils.aoa_to_sheet([['内部']]), '藏')
  change(book)
  const written: unknown = write(book, { type: 'buffer', bookType: 'biff8' })
  if (!Buffer.isBuffer(written)) throw new Error('the writer gave no bytes')
  return written
}

describe('xls', () => {
  test('values, dates, errors, merges and hidden sheets', async () => {
    const grid = await readGrid(oldBook())
    expect(grid.kind).toBe('xls')
    expect(valuesOf(grid.sheets[0])).toEqual({
      A1: '地区',
      B1: 1.5,
      C1: true,
      A2: '合计',
      B2: '2016-04-20',
      C2: 3,
      D2: '#REF!',
    })
    expect(grid.sheets[0]).toMatchObject({
      rows: 2,
      columns: 4,
      merges: [{ top: 1, left: 1, bottom: 1, right: 3 }],
    })
    expect(grid.sheets.map((s) => [s.name, s.state])).toEqual([
      ['表', 'visible'],
      ['藏', 'veryHidden'],
    ])
  })

  test('the 1904 system', async () => {
    const bytes = oldBook((book) => {
      book.Workbook = { WBProps: { date1904: true } }
    })
    expect(valuesOf((await readGrid(bytes)).sheets[0])).toMatchObject({ B2: '2020-04-21' })
  })

  test('cut, encrypted, too large and foreign files are refused', async () => {
    const bytes = oldBook()
    expect(await codeOf(bytes.subarray(0, 3000))).toBe('ole.broken')
    expect(await codeOf(bytes, { ...FORM_LIMITS, xlsFile: 1000 })).toBe('limit.file')
    const named = (name: string): Buffer => {
      const changed = Buffer.from(bytes)
      const at = changed.indexOf(Buffer.from('Workbook', 'utf16le'))
      changed.fill(0, at, at + 64)
      changed.write(name, at, 'utf16le')
      changed.writeUInt16LE((name.length + 1) * 2, at + 64)
      return changed
    }
    expect(await codeOf(named('EncryptedPackage'))).toBe('encrypted')
    expect(await codeOf(named('WordDocument'))).toBe('kind.unsupported')
    const locked = Buffer.from(bytes)
    // The record after the first BOF becomes the one that says the rest is encrypted.
    const bof = locked.indexOf(Buffer.from([0x09, 0x08, 0x10, 0x00]))
    locked.writeUInt16LE(0x2f, bof + 20)
    expect(await codeOf(locked)).toBe('encrypted')
  })
})
