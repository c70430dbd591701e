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

/** What SDMX-CSV needs to know besides the rows. */
export interface SdmxFrame {
  /** Code of the plan; becomes the dataflow. */
  readonly plan: string
  readonly region: string
  readonly year: number
}

type SdmxRow = Readonly<
  Record<'code' | 'unit' | 'light' | 'released', Field> &
    Record<'actual' | 'planned' | 'progress' | 'level', number | null>
>

/** Figures of a row under the codes of the measure dimension, each with its own unit. */
const MEASURES = [
  ['ACTUAL', 'actual', null],
  ['PLANNED', 'planned', null],
  ['PROGRESS', 'progress', '%'],
  ['LEVEL', 'level', '%'],
] as const

const sdmxLines = (row: SdmxRow, { plan, region, year }: SdmxFrame): string[] => {
  const flow = `BEIZENG:${plan.toUpperCase().replaceAll('-', '_')}(1.0)`
  return MEASURES.map(([code, key, unit]) => {
    const value = row[key]
    // OBS_STATUS of the cross-domain code list: A normal, M missing.
    const status = value === null ? 'M' : 'A'
    const fields = [
      flow,
      'A',
      region,
      row.code,
      code,
      year,
      value,
      unit ?? row.unit,
      status,
      row.light,
      row.released,
    ]
    return fields.map(fieldText).join(',')
  })
}

/** Rows as SDMX-CSV 1.0: one observation a line, dimensions first; a missing value is an empty OBS_VALUE with status M. */
export const renderAssessmentSdmx = (rows: readonly SdmxRow[], frame: SdmxFrame): string => {
  const header =
    'DATAFLOW,FREQ,REF_AREA,INDICATOR,MEASURE,TIME_PERIOD,OBS_VALUE,UNIT_MEASURE,OBS_STATUS,LIGHT,RELEASED'
  return `${[header, ...rows.flatMap((row) => sdmxLines(row, frame))].join('\r\n')}\r\n`
}
