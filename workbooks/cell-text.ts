/** Knows the text and the numbers of a cell: what may not pass into a database, and what is a number as written. */

/** NUL and lone surrogates become U+FFFD: no database takes them. Everything else stays as it was written. */
export const cleanText = (raw: string): string =>
  (raw.includes('\0') ? raw.replaceAll('\0', '\uFFFD') : raw).toWellFormed()

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,4})?$/

/** The finite number that the text is, exactly as `Number` reads it; nothing that `Number` only lets pass (blank, hex). */
export const findNumber = (raw: string): number | undefined => {
  if (!NUMBER.test(raw)) return undefined
  const value = Number(raw)
  return Number.isFinite(value) ? value : undefined
}
