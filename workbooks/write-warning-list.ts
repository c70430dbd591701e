/** Knows the workbook that goes with a digest: the recipient's warnings, one a row, with figures to go on with. */
import type { Worksheet } from 'exceljs'
import { dayText } from '../indicators/day-text.ts'
import { formatPeriod } from '../indicators/derivation.ts'
import { WARNING_ENDS, type DigestLine, type DigestFigures } from '../indicators/digest-line.ts'
import { DIGEST_SECTIONS, type Digest, type DigestSection } from '../indicators/digest.ts'
import { formatShort } from '../indicators/figure-text.ts'
import { LIGHTS } from '../indicators/light.ts'
import { BOUNDS, STATUSES } from '../indicators/observation.ts'
import { text, type Language, type Text } from '../indicators/text.ts'
import { WARNING_KINDS, WARNING_LEVELS, WARNING_STATES } from '../indicators/warnings/warning.ts'
import { figureFormat, PERCENT_FORMAT } from './assessment/cells.ts'
import { addPage } from './assessment/page.ts'
import { LIGHT_FILLS, ruled, STYLES, type StyleName } from './assessment/style.ts'
import { rewritePackage } from './rewrite-package.ts'

interface Column {
  readonly title: Text
  readonly width: number
  readonly style: StyleName
  readonly format?: (figure: number) => string
  readonly of: (line: DigestLine, section: DigestSection, language: Language) => string | number | null
}

const DUTIES = {
  acknowledge: text('签收并说明原因和措施', 'acknowledge, explain cause and measures'),
  explain: text('说明原因和措施', 'explain cause and measures'),
  review: text('待复核', 'to be reviewed'),
} as const

const figureOf = (pick: (figures: DigestFigures) => number | null | undefined) => (line: DigestLine) =>
  line.figures ? (pick(line.figures) ?? null) : null

/** What stands beside a figure: period, vintage, that it is a bound or made up. */
const valueNote = ({ figures }: DigestLine, language: Language): string => {
  if (!figures) return ''
  const { value } = figures
  const parts = [
    formatPeriod(value.period, value.basis),
    STATUSES[value.status],
    ...(value.bound === 'exact' ? [] : [BOUNDS[value.bound]]),
    ...(value.synthetic ? [text('合成数据', 'synthetic')] : []),
  ]
  return parts.map((part) => part[language]).join(language === 'zh' ? '，' : ', ')
}

/** As many decimals as the figure has, four at most: `0.####` would leave Excel with `47.`. */
const shortFormat = (figure: number): string => figureFormat(formatShort(figure).split('.')[1]?.length ?? 0)

const LEVEL: Column = {
  title: text('等级', 'Level'),
  width: 8,
  style: 'word',
  of: ({ level }, _, l) => `${LIGHTS[level].symbol} ${WARNING_LEVELS[level][l]}`,
}

const COLUMNS: readonly Column[] = [
  { title: text('分类', 'Section'), width: 7, style: 'word', of: (_, s, l) => DIGEST_SECTIONS[s][l] },
  { title: text('编号', 'No.'), width: 10, style: 'word', of: (line) => line.number },
  {
    title: text('指标', 'Indicator'),
    width: 18,
    style: 'small',
    of: ({ name, region }) => (region === null ? name : `${name}（${region}）`),
  },
  { title: text('类别', 'Kind'), width: 9, style: 'word', of: (line, _, l) => WARNING_KINDS[line.kind][l] },
  LEVEL,
  {
    title: text('状态', 'State'),
    width: 7,
    style: 'word',
    of: ({ state, end }, _, l) => (end === null ? WARNING_STATES[state] : WARNING_ENDS[end])[l],
  },
  { title: text('已延续周数', 'Weeks'), width: 6, style: 'word', of: (line) => line.ageWeeks },
  {
    title: text('实际值', 'Actual'),
    width: 12,
    style: 'figure',
    format: shortFormat,
    of: figureOf((f) => f.value.value),
  },
  {
    title: text('路径值', 'Path'),
    width: 12,
    style: 'figure',
    format: shortFormat,
    of: figureOf((f) => f.planned?.value),
  },
  { title: text('计量单位', 'Unit'), width: 7, style: 'word', of: (line) => line.figures?.unit ?? '' },
  {
    title: text('报告期和版本', 'Period, vintage'),
    width: 13,
    style: 'small',
    of: (l, _, lang) => valueNote(l, lang),
  },
  {
    title: text('增量完成度P（%）', 'P (%)'),
    width: 8,
    style: 'figure',
    format: () => PERCENT_FORMAT,
    of: figureOf((f) => f.progress),
  },
  {
    title: text('水平达成度L（%）', 'L (%)'),
    width: 8,
    style: 'figure',
    format: () => PERCENT_FORMAT,
    of: figureOf((f) => f.level),
  },
  { title: text('理由', 'Reason'), width: 34, style: 'small', of: (line, _, l) => line.reason?.[l] ?? '' },
  {
    title: text('办理要求', 'To do'),
    width: 12,
    style: 'small',
    of: ({ duty }, _, l) => (duty ? DUTIES[duty.kind][l] : ''),
  },
  {
    title: text('期限（含当日）', 'By'),
    width: 16,
    style: 'word',
    of: ({ duty }, _, l) => (duty?.by ? dayText(duty.by)[l] : ''),
  },
  {
    title: text('逾期天数', 'Days overdue'),
    width: 6,
    style: 'word',
    of: ({ duty }) => duty?.overdue ?? null,
  },
  {
    title: text('责任单位', 'Responsible'),
    width: 17,
    style: 'small',
    of: (line) => line.responsible.join('、'),
  },
]

const HEADER_ROW = 3
/** Points that a line of the table's font takes. */
const LINE_POINTS = 14

/** A Chinese sign is two columns wide. */
const widthOf = (shown: string): number =>
  [...shown].reduce((sum, sign) => sum + (sign > '\u2e7f' ? 2 : 1), 0)

/** Programs that open the workbook do not fit the height of a row to its words by themselves. */
const heightOf = (cells: readonly (string | number | null)[]): number => {
  const lines = cells.map((cell, index) => {
    const { width } = COLUMNS[index] ?? { width: 2 }
    return typeof cell === 'string' ? Math.ceil(widthOf(cell) / (width - 1)) : 1
  })
  return Math.max(1, ...lines) * LINE_POINTS + 4
}

const addLine = (
  sheet: Worksheet,
  row: number,
  { words, style, height }: { words: string; style: StyleName; height: number },
): void => {
  sheet.getRow(row).height = height
  sheet.mergeCells(row, 1, row, COLUMNS.length)
  Object.assign(sheet.getCell(row, 1), { value: words, style: STYLES[style] })
}

const titleOf = ({ plan }: Digest): Text => text(`${plan.name}预警清单`, `Warnings: ${plan.name}`)

const aboutOf = ({ recipient, week, synthetic }: Digest): Text => {
  const made = synthetic
    ? text('　含合成数据，不得引用', '; holds synthetic data, not to be cited')
    : text('', '')
  return text(
    `${recipient.name}　${week.label}（${dayText(week.from).zh}至${dayText(week.to).zh}）${made.zh}`,
    `${recipient.name}, ${week.label} (${week.from} to ${week.to})${made.en}`,
  )
}

const addHeader = (sheet: Worksheet, language: Language): void => {
  sheet.getRow(HEADER_ROW).height = heightOf(COLUMNS.map(({ title }) => title[language]))
  for (const [index, { title, width }] of COLUMNS.entries()) {
    sheet.getColumn(index + 1).width = width
    const style = { ...STYLES.header, border: ruled(index + 1, COLUMNS.length) }
    Object.assign(sheet.getCell(HEADER_ROW, index + 1), { value: title[language], style })
  }
}

const addWarning = (
  sheet: Worksheet,
  row: number,
  { line, section, language }: { line: DigestLine; section: DigestSection; language: Language },
): void => {
  const cells = COLUMNS.map(({ of }) => of(line, section, language))
  sheet.getRow(row).height = heightOf(cells)
  for (const [index, column] of COLUMNS.entries()) {
    const { style, format } = column
    const value = cells[index]
    const numFmt = format && typeof value === 'number' ? format(value) : 'General'
    const ground = column === LEVEL ? { fill: LIGHT_FILLS[line.level] } : {}
    Object.assign(sheet.getCell(row, index + 1), {
      value,
      style: { ...STYLES[style], ...ground, numFmt, border: ruled(index + 1, COLUMNS.length) },
    })
  }
}

const SECTIONS: readonly DigestSection[] = ['new', 'worse', 'eased', 'ended', 'withdrawn', 'continuing']

/**
 * Writes the warnings of a digest, in the order of its sections; the same digest gives the same bytes. Undefined when it
 * holds no warning at all.
 */
export const writeWarningList = async (
  digest: Digest,
  { language, created }: { readonly language: Language; readonly created: Date },
): Promise<Uint8Array | undefined> => {
  const rows = SECTIONS.flatMap((section) =>
    digest.sections[section].map((line) => ({ line, section, language })),
  )
  if (rows.length === 0) return undefined
  const { Workbook } = (await import('exceljs')).default
  const workbook = new Workbook()
  const creator = '倍增 beizeng'
  Object.assign(workbook, { creator, lastModifiedBy: creator, created, modified: created })
  const sheet = addPage(workbook, text('预警清单', 'Warnings')[language], {
    from: HEADER_ROW,
    to: HEADER_ROW,
  })
  addLine(sheet, 1, { words: titleOf(digest)[language], style: 'title', height: 30 })
  addLine(sheet, 2, { words: aboutOf(digest)[language], style: 'left', height: 18 })
  addHeader(sheet, language)
  for (const [index, one] of rows.entries()) addWarning(sheet, HEADER_ROW + 1 + index, one)
  sheet.autoFilter = { from: { row: HEADER_ROW, column: 1 }, to: { row: HEADER_ROW, column: COLUMNS.length } }
  return rewritePackage(new Uint8Array(await workbook.xlsx.writeBuffer()))
}
