/** Knows the records of a BIFF stream as far as to tell whether it is whole, encrypted, and safe to hand to a library. */
import { text } from '../indicators/text.ts'
import { refused } from './refusal.ts'

const BOF = 0x0809
const EOF = 0x000a
const FILEPASS = 0x002f
/** Links over ranges of cells, which the library writes out cell by cell; a link holds no figure. */
const LINKS: ReadonlySet<number> = new Set([0x01b8, 0x0800])
/** A record that the library passes over. */
const PASSED_OVER = 0x00eb

/**
 * The stream with its links made harmless. @throws RefusedError when it is encrypted, or cut before the end of its last
 * part: half a table is never read.
 */
export const prepareBiff = (stream: Buffer): Buffer => {
  const safe = Buffer.from(stream)
  let at = 0
  let open = 0
  let before = 0
  while (at + 4 <= safe.length) {
    const type = safe.readUInt16LE(at)
    const end = at + 4 + safe.readUInt16LE(at + 2)
    // Zeros fill the stream up after its last part.
    if (open === 0 && before === EOF && type !== BOF) break
    if (type === FILEPASS)
      throw refused(
        'encrypted',
        text(
          '文件设有密码，请取消密码后再报',
          'the workbook is protected by a password; remove it and send it again',
        ),
      )
    if (end > safe.length) break
    if (type === BOF) open++
    if (type === EOF) open--
    if (LINKS.has(type)) safe.writeUInt16LE(PASSED_OVER, at)
    before = type
    at = end
  }
  if (open === 0 && before === EOF) return safe
  throw refused(
    'xls.broken',
    text(
      '文件（.xls 格式）的内容提前结束，请重新导出并上传',
      'the content of the file (.xls) ends too early; export it and send it again',
    ),
  )
}
