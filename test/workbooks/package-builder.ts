/** Knows how to build zips and workbook packages byte by byte, right or wrong on purpose. */
import { crc32, deflateRawSync } from 'node:zlib'

export interface ZipPart {
  readonly name: string
  readonly data: string | Buffer
  readonly stored?: boolean
  /** What stands in the file instead of the data as zlib deflates it. */
  readonly packed?: Buffer
  /** Sizes and checksum follow the data, as streaming writers do. */
  readonly streamed?: boolean
  /** Sizes and offset in 64-bit fields. */
  readonly zip64?: boolean
  /** Overrides of what the directory says. */
  readonly says?: {
    readonly crc?: number
    readonly size?: number
    readonly flags?: number
    readonly method?: number
  }
}

const u16 = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 2)
  values.forEach((v, i) => bytes.writeUInt16LE(v, i * 2))
  return bytes
}
const u32 = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4)
  values.forEach((v, i) => bytes.writeUInt32LE(v >>> 0, i * 4))
  return bytes
}
const u64 = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 8)
  values.forEach((v, i) => bytes.writeBigUInt64LE(BigInt(v), i * 8))
  return bytes
}

/** A zip of these parts. */
export const makeZip = (parts: readonly ZipPart[]): Buffer => {
  const body: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const part of parts) {
    const data = Buffer.from(part.data)
    const packed = part.packed ?? (part.stored ? data : deflateRawSync(data))
    const name = Buffer.from(part.name)
    const method = part.stored ? 0 : 8
    const flags = part.streamed ? 8 : 0
    const crc = crc32(data)
    const sizes = part.streamed ? u32(0, 0, 0) : u32(crc, packed.length, part.says?.size ?? data.length)
    const local = Buffer.concat([
      u32(0x04034b50),
      u16(20, flags, method, 0, 0),
      sizes,
      u16(name.length, 0),
      name,
    ])
    const after = part.streamed ? u32(0x08074b50, crc, packed.length, data.length) : Buffer.alloc(0)
    const extra = part.zip64
      ? Buffer.concat([u16(1, 24), u64(data.length, packed.length, at)])
      : Buffer.alloc(0)
    const full = 0xffffffff
    directory.push(
      u32(0x02014b50),
      u16(20, 20, part.says?.flags ?? flags, part.says?.method ?? method, 0, 0),
      u32(
        part.says?.crc ?? crc,
        part.zip64 ? full : packed.length,
        part.zip64 ? full : (part.says?.size ?? data.length),
      ),
      u16(name.length, extra.length, 0, 0, 0),
      u32(0, part.zip64 ? full : at),
      name,
      extra,
    )
    body.push(local, packed, after)
    at += local.length + packed.length + after.length
  }
  const central = Buffer.concat(directory)
  const end = parts.some((p) => p.zip64)
    ? Buffer.concat([
        u32(0x06064b50),
        u64(44),
        u16(45, 45),
        u32(0, 0),
        u64(parts.length, parts.length, central.length, at),
        u32(0x07064b50, 0),
        u64(at + central.length),
        u32(1, 0x06054b50),
        u16(0, 0, 0xffff, 0xffff),
        u32(0xffffffff, 0xffffffff),
        u16(0),
      ])
    : Buffer.concat([u32(0x06054b50), u16(0, 0, parts.length, parts.length), u32(central.length, at), u16(0)])
  return Buffer.concat([...body, central, end])
}

const REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'

export interface BookParts {
  /** What stands inside `<sheetData>`. */
  readonly rows?: string
  /** What follows `</sheetData>`, and what precedes it. */
  readonly after?: string
  readonly before?: string
  /** `<si>` elements; no shared strings part when absent. */
  readonly strings?: string
  /** Format codes of cell styles 1, 2, … */
  readonly formats?: readonly string[]
  readonly workbookPr?: string
  /** Replaces or adds whole parts. */
  readonly parts?: Readonly<Record<string, string | Buffer>>
}

const relation = (id: string, type: string, target: string): string =>
  `<Relationship Id="${id}" Type="${REL}/${type}" Target="${target}"/>`

const relations = (inner: string): string =>
  `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${inner}</Relationships>`

/** The parts of a workbook with one sheet `表`. */
export const bookParts = (book: BookParts): Record<string, string | Buffer> => {
  const formats = book.formats ?? []
  const numFmts = formats.map((code, i) => `<numFmt numFmtId="${200 + i}" formatCode="${code}"/>`).join('')
  const xfs = formats.map((_, i) => `<xf numFmtId="${200 + i}"/>`).join('')
  return {
    '_rels/.rels': relations(relation('rId1', 'officeDocument', 'xl/workbook.xml')),
    'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${REL}">${book.workbookPr ?? ''}<sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations(
      relation('rId1', 'worksheet', 'worksheets/sheet1.xml') +
        relation('rId2', 'styles', 'styles.xml') +
        (book.strings === undefined ? '' : relation('rId3', 'sharedStrings', 'sharedStrings.xml')),
    ),
    'xl/styles.xml': `<styleSheet xmlns="${MAIN}"><numFmts>${numFmts}</numFmts><cellXfs><xf numFmtId="0"/>${xfs}</cellXfs></styleSheet>`,
    ...(book.strings === undefined
      ? {}
      : { 'xl/sharedStrings.xml': `<sst xmlns="${MAIN}">${book.strings}</sst>` }),
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${MAIN}">${book.before ?? ''}<sheetData>${book.rows ?? ''}</sheetData>${book.after ?? ''}</worksheet>`,
    ...book.parts,
  }
}

/** A workbook package. */
export const makeXlsx = (book: BookParts, part: Partial<ZipPart> = {}): Buffer =>
  makeZip(Object.entries(bookParts(book)).map(([name, data]) => ({ name, data, ...part })))
