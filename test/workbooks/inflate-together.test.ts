/** Knows that entries inflated in one go are the entries inflated one by one, or none at all. */
import { crc32, deflateRawSync } from 'node:zlib'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { FORM_LIMITS } from '../../workbooks/limits.ts'
import { inflateTogether } from '../../workbooks/xlsx/inflate-together.ts'
import { readZipDirectory } from '../../workbooks/xlsx/zip-directory.ts'
import { bookParts, makeZip, type ZipPart } from './package-builder.ts'
import { codeOf } from './reading.ts'

/** What comes out of a zip of these parts, as they were put in. */
const inflate = (parts: readonly ZipPart[]): readonly Buffer[] => {
  const zip = makeZip(parts)
  const entries = [...readZipDirectory(zip, FORM_LIMITS).values()]
  return [...inflateTogether(zip, entries).values()]
}

const parts = (all: readonly Buffer[]): readonly ZipPart[] =>
  all.map((data, index) => ({ name: `${index}.xml`, data }))

test('every entry comes out as it went in', () => {
  const data = fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes))
  fc.assert(
    fc.property(fc.array(data, { maxLength: 8 }), (all) => {
      expect(inflate(parts(all))).toEqual(all)
    }),
  )
})

test('nothing comes out when one length or checksum is wrong', () => {
  const fine = { name: 'a.xml', data: 'a' }
  for (const says of [{ crc: 1 }, { size: 1 }, { size: 99 }])
    expect(inflate([fine, { name: 'b.xml', data: 'bbb', streamed: true, says }])).toEqual([])
  expect(inflate([fine, { name: 'b.xml', data: 'b', packed: Buffer.from([7]) }])).toEqual([])
})

/** An entry that ends at once, and behind its end another member with what it declares. */
const twoFaced = (data: string): ZipPart => {
  const tail = Buffer.alloc(8)
  const head = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3])
  const packed = Buffer.concat([deflateRawSync(''), tail, head, deflateRawSync(data)])
  return {
    name: 'xl/styles.xml',
    data,
    packed,
    streamed: true,
    says: { crc: crc32(data), size: data.length },
  }
}

test('what hides behind the end of an entry is not read', async () => {
  const hidden = twoFaced('<styleSheet/>')
  expect(inflate([{ name: 'a.xml', data: 'a' }, hidden])).toEqual([])
  const others = Object.entries(bookParts({})).filter(([name]) => name !== hidden.name)
  const book = makeZip([...others.map(([name, data]) => ({ name, data })), hidden])
  expect(await codeOf(book)).toBe('zip.size')
})
