/** Knows how text is written into a cell so that no program takes it for anything but text. */

/** A cell that begins with one of these may be taken for a formula when the sheet goes on as CSV or is typed over. */
const RISKY = /^[=+\-@\t\r＝＋－＠]/
/** Excel would decode `_x0041_` to `A`. */
const ESCAPE_LIKE = /_x(?=[0-9A-Fa-f]{4}_)/g
/** Characters that XML 1.0 cannot hold. */
// oxlint-disable-next-line no-control-regex
const NOT_XML = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g

/** Text for a cell: prefixed with ' where it begins like a formula, without what XML cannot hold, at most 32767 long. */
export const writtenText = (raw: string): string => {
  const clean = raw.replace(NOT_XML, '\uFFFD').toWellFormed()
  const safe = RISKY.test(clean) ? `'${clean}` : clean
  return safe.replace(ESCAPE_LIKE, '_x005F_x').slice(0, 32_767)
}
