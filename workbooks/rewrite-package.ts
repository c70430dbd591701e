/** Knows how a package that the writing library made is written anew: some parts edited, and the same parts always the same bytes. */
import { TABLE_LIMITS } from './limits.ts'
import { writeZip } from './write-zip.ts'
import { readZipDirectory } from './xlsx/zip-directory.ts'
import { openZip } from './xlsx/zip.ts'

/** What becomes of the text of a part, by its name. */
export type PartEdits = ReadonlyMap<string, (xml: string) => string>

/** The package with these edits; the dates inside the archive, which the library takes from the clock, are gone. */
export const rewritePackage = (bytes: Uint8Array, edits: PartEdits = new Map()): Uint8Array => {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const zip = openZip(view, TABLE_LIMITS)
  const parts = [...readZipDirectory(view, TABLE_LIMITS).values()].map((entry) => {
    const [data, edit] = [zip.read(entry), edits.get(entry.name)]
    return { name: entry.name, data: edit ? Buffer.from(edit(data.toString('utf8'))) : data }
  })
  return new Uint8Array(writeZip(parts))
}
