/** Knows how a zip is written: deflated, every entry dated 1980-01-01, so that the same parts are the same bytes. */
import { crc32, deflateRawSync } from 'node:zlib'
import { CENTRAL, END, LOCAL } from './xlsx/zip-directory.ts'

export interface ZipPart {
  readonly name: string
  readonly data: Buffer
}

const VERSION = 20
/** Names are UTF-8. */
const FLAGS = 0x0800
const DEFLATED = 8
const FIRST_DAY = 0x0021

const numbers = (...fields: readonly (readonly [value: number, bytes: 2 | 4])[]): Buffer => {
  const bytes = Buffer.alloc(fields.reduce((sum, [, size]) => sum + size, 0))
  let at = 0
  for (const [value, size] of fields) at = bytes.writeUIntLE(value, at, size)
  return bytes
}

/** The archive of these parts, in their order. */
export const writeZip = (parts: readonly ZipPart[]): Buffer => {
  const [body, directory]: [Buffer[], Buffer[]] = [[], []]
  let offset = 0
  for (const { name, data } of parts) {
    const [packed, label] = [deflateRawSync(data), Buffer.from(name)]
    // What the local header and the directory say alike.
    const shared = numbers(
      [VERSION, 2],
      [FLAGS, 2],
      [DEFLATED, 2],
      [0, 2],
      [FIRST_DAY, 2],
      [crc32(data), 4],
      [packed.length, 4],
      [data.length, 4],
      [label.length, 2],
      [0, 2],
    )
    const local = Buffer.concat([numbers([LOCAL, 4]), shared, label, packed])
    const rest = numbers([0, 2], [0, 2], [0, 2], [0, 4], [offset, 4])
    directory.push(numbers([CENTRAL, 4], [VERSION, 2]), shared, rest, label)
    body.push(local)
    offset += local.length
  }
  const central = Buffer.concat(directory)
  const count = parts.length
  const end = numbers(
    [END, 4],
    [0, 2],
    [0, 2],
    [count, 2],
    [count, 2],
    [central.length, 4],
    [offset, 4],
    [0, 2],
  )
  return Buffer.concat([...body, central, end])
}
