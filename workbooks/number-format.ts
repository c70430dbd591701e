/** Knows which number formats show a date, a percentage, a unit or another scale, from the format's code or its built-in number. */
import type { PrintedFormat } from './grid.ts'
import { findPrintedFormat } from './printed-format.ts'

/** Built-in formats that are dates or times of day; 27–36 and 50–58 are the Chinese ones. 46 (`[h]:mm:ss`) is a duration. */
const isBuiltInDate = (id: number): boolean =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || id === 45 || id === 47 || (id >= 50 && id <= 58)

/** Strikes out what a format only prints: "text", \x, _x, *x and [..]; an elapsed time [h] [m] [s] ends it: a quantity. */
const bareCode = (code: string): string | undefined => {
  let bare = ''
  for (let at = 0; at < code.length; at++) {
    const c = code.charAt(at)
    if (c === ';') break
    if (c === '\\' || c === '_' || c === '*') at++
    else if (c === '"' || c === '[') {
      const end = code.indexOf(c === '"' ? '"' : ']', at + 1)
      const inside = code.slice(at + 1, end < 0 ? code.length : end)
      if (c === '[' && /^(h+|m+|s+)$/i.test(inside)) return undefined
      at = end < 0 ? code.length : end
    } else bare += c
  }
  return bare
}

/** Whether numbers under this format code are dates or times of day. Only the first section speaks of positive numbers. */
export const isDateFormatCode = (code: string): boolean => {
  const bare = bareCode(code)
  // `G/通用格式` is how Chinese writers name General.
  if (bare === undefined || /general|standard|^g\//i.test(bare)) return false
  return /[ymdhsaeg]/i.test(bare.replace(/e[+-]?[0#?]/gi, ''))
}

/** Whether numbers under this format code are shown as percentages: 0.44 as 44 %. */
export const isPercentFormatCode = (code: string): boolean => bareCode(code)?.includes('%') === true

/** Whether numbers under this format are dates: by its own code where the workbook defines one, else as built in. */
export const isDateFormat = (id: number, code: string | undefined): boolean =>
  code === undefined ? isBuiltInDate(id) : isDateFormatCode(code)

/** What a format makes of its numbers, other than numbers. */
export type FormatKind = 'date' | 'percent' | PrintedFormat

/** Whether numbers under this format are dates, percentages or shown otherwise than stored: by its own code where the workbook defines one, else as built in. */
export const findFormatKind = (id: number, code: string | undefined): FormatKind | undefined => {
  if (isDateFormat(id, code)) return 'date'
  const percent = code === undefined ? id === 9 || id === 10 : isPercentFormatCode(code)
  if (percent) return 'percent'
  return code === undefined ? undefined : findPrintedFormat(code)
}
