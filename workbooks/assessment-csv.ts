/** Knows how figures are written as .csv for another program: no cell can become a formula. */

type Field = string | number | boolean | null

/** Text that a spreadsheet would take for a formula, also in its full-width forms. */
const DANGEROUS = /^[=+\-@\t\r＝＋－＠]/

const fieldText = (value: Field): string => {
  if (value === null) return ''
  if (typeof value !== 'string') return String(value)
  const safe = DANGEROUS.test(value) ? `'${value}` : value
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

const COLUMNS = [
  'code',
  'name',
  'unit',
  'period',
  'actual',
  'bound',
  'planned',
  'progress',
  'level',
  'light',
  'class',
  'status',
  'released',
] as const

/** Rows with a header, UTF-8 with a byte order mark so that Excel and WPS read the Chinese. */
export const renderAssessmentCsv = (
  rows: readonly Readonly<Record<(typeof COLUMNS)[number], Field>>[],
): string => {
  const lines = rows.map((row) => COLUMNS.map((column) => fieldText(row[column])).join(','))
  return `\uFEFF${[COLUMNS.join(','), ...lines].join('\r\n')}\r\n`
}
