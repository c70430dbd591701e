/** Knows which formulas can stand in the return: those that speak only of cells, functions and names that are still there. */

const WORD = /[\p{L}\p{N}_.\\?]+/uy
const CELL = /^[A-Za-z]{1,3}[1-9]\d{0,6}$/
const LINE = /^(?:[A-Za-z]{1,3}|\d+)$/
const NUMBER = /^(?:\d+\.?\d*|\.\d+)(?:[eE]\d*)?$/
const CONSTANTS: ReadonlySet<string> = new Set(['TRUE', 'FALSE'])

const skipQuoted = (formula: string, at: number): number => {
  const end = formula.indexOf(formula.charAt(at), at + 1)
  return end < 0 ? formula.length : end + 1
}

/** Whether a word means something in the return; before `(` it is a function, before `!` a sheet, beside `:` a row or column. */
const isKnown = (
  word: string,
  around: { before: string; after: string },
  names: ReadonlySet<string>,
): boolean =>
  around.after.startsWith('(') ||
  around.after.startsWith('!') ||
  CELL.test(word) ||
  NUMBER.test(word) ||
  CONSTANTS.has(word.toUpperCase()) ||
  names.has(word.toUpperCase()) ||
  (LINE.test(word) && (around.before === ':' || around.after.startsWith(':')))

/** Whether the formula still means the same in a workbook of these names (upper case); `[…]` is another workbook or a table. */
export const isSelfContained = (formula: string, names: ReadonlySet<string>): boolean => {
  const bare = formula.replaceAll('$', '')
  let at = 0
  while (at < bare.length) {
    const sign = bare.charAt(at)
    if (sign === '[') return false
    if (sign === '"' || sign === "'") {
      const end = skipQuoted(bare, at)
      if (sign === "'" && bare.slice(at, end).includes('[')) return false
      at = end
      continue
    }
    // The name of an error value, #REF!, is no sheet.
    if (sign === '#') {
      at += /^#[A-Z/0-9]+[!?]?/.exec(bare.slice(at, at + 16))?.[0].length ?? 1
      continue
    }
    WORD.lastIndex = at
    const word = WORD.exec(bare)?.[0]
    if (word === undefined) {
      at++
      continue
    }
    const after = bare.slice(at + word.length, at + word.length + 8).trimStart()
    if (!isKnown(word, { before: bare.charAt(at - 1), after }, names)) return false
    at += word.length
  }
  return true
}
