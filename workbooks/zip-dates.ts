/** Knows how the dates inside a zip are set still, so that the same workbook has the same bytes whenever it is written. */

const END = 0x06054b50
const END_SIZE = 22
const ENTRY_SIZE = 46
/** 1980-01-01 00:00, the first date that a zip can tell. */
const FIRST_DAY = 0x0021

/** The same archive with every entry dated 1980-01-01; it must be a plain one that was just written, without a comment. */
export const withStillDates = (archive: Uint8Array): Uint8Array => {
  const bytes = archive.slice()
  const view = new DataView(bytes.buffer)
  const end = bytes.length - END_SIZE
  if (end < 0 || view.getUint32(end, true) !== END) throw new Error('not a zip that was just written')
  let at = view.getUint32(end + 16, true)
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    const local = view.getUint32(at + 42, true)
    for (const time of [at + 12, local + 10]) {
      view.setUint16(time, 0, true)
      view.setUint16(time + 2, FIRST_DAY, true)
    }
    at += ENTRY_SIZE
    at += view.getUint16(at - 18, true) + view.getUint16(at - 16, true) + view.getUint16(at - 14, true)
  }
  return bytes
}
