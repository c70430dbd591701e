/** Knows the sheet 数据来源: every reported figure behind the table, from its observation to its cell. */
import type { Workbook, Worksheet } from 'exceljs'
import type { AssessmentRow } from '../../indicators/assessment-row.ts'
import type { AssessmentTable } from '../../indicators/assessment-table.ts'
import { dayText } from '../../indicators/day-text.ts'
import type { IndicatorCode } from '../../indicators/codes.ts'
import {
  BOUNDS,
  MEASURES,
  MISSING_REASONS,
  STATUSES,
  type Observation,
} from '../../indicators/observation.ts'
import { linesOf, putAcross, putCell, rowHeight, ruleRows, type ColumnPlan, type Content } from './cells.ts'
import { addPage, SHEETS } from './page.ts'

/** A figure that an indicator's value was computed from. */
export interface FigureSource {
  readonly indicator: IndicatorCode
  readonly observation: Observation
}

const COLUMNS: readonly ColumnPlan[] = [
  { head: '序号', width: 5, style: 'word' },
  { head: '指标名称', width: 27, style: 'text' },
  { head: '观测值编号', width: 24, style: 'small' },
  { head: '报表项', width: 24, style: 'small' },
  { head: '报告期', width: 9, style: 'word' },
  { head: '口径', width: 10, style: 'word' },
  { head: '数值', width: 11, style: 'figure' },
  { head: '计量单位', width: 9, style: 'word' },
  { head: '报送原文', width: 13, style: 'small' },
  { head: '公布日期', width: 11, style: 'word' },
  { head: '版本', width: 9, style: 'word' },
  { head: '文件', width: 28, style: 'small' },
  { head: '工作表', width: 13, style: 'small' },
  { head: '单元格', width: 8, style: 'word' },
  { head: '备注', width: 24, style: 'small' },
]
const VALUE_COLUMN = 7
const HEADER_ROW = 3

const remarkOf = ({ figure, synthetic, note }: Observation): string =>
  [
    ...('value' in figure && figure.bound !== 'exact' ? [BOUNDS[figure.bound].zh] : []),
    ...(synthetic ? ['合成数据'] : []),
    ...(note === '' ? [] : [note]),
  ].join('；')

const contentsOf = (row: AssessmentRow, observation: Observation): Content[] => {
  const { figure, reported, vintage, source } = observation
  return [
    row.number,
    row.name,
    observation.id,
    observation.variable,
    observation.period,
    MEASURES[observation.measure].zh,
    'value' in figure ? figure.value : MISSING_REASONS[figure.missing].zh,
    observation.unit,
    `${reported.text} ${reported.unit}`.trim(),
    vintage.known,
    STATUSES[vintage.status].zh,
    source.file,
    source.sheet,
    source.cell,
    remarkOf(observation),
  ]
}

const putSource = (sheet: Worksheet, at: number, contents: readonly Content[]): void => {
  const lines = COLUMNS.map((column, index) => {
    const content = contents[index] ?? null
    putCell(sheet.getCell(at, index + 1), content, column.style)
    return typeof content === 'string' ? linesOf(content, column.width, 10) : 1
  })
  sheet.getCell(at, VALUE_COLUMN).numFmt = 'General'
  sheet.getRow(at).height = rowHeight(Math.max(...lines), 10)
}

/** The first place of an indicator's figures in short, `年报.xlsx 表1!C7 等2处`; null when none was handed over. */
export const sourceNote =
  (sources: readonly FigureSource[]) =>
  (row: AssessmentRow): string | null => {
    const used = sources.filter(
      (s) => s.indicator === row.code && row.actual?.inputs.includes(s.observation.id),
    )
    const first = used[0]?.observation.source
    if (!first) return null
    const more = used.length > 1 ? ` 等${used.length}处` : ''
    return `${first.file} ${first.sheet}!${first.cell}${more}`
  }

/** Adds the sheet to the workbook, in the order of the table. */
export const addSourceSheet = (
  workbook: Workbook,
  table: AssessmentTable,
  sources: readonly FigureSource[],
): void => {
  const sheet = addPage(workbook, SHEETS.source, { from: HEADER_ROW, to: HEADER_ROW })
  sheet.columns = COLUMNS.map(({ width }) => ({ width }))
  const across = { from: 1, to: COLUMNS.length }
  putAcross(sheet, { row: 1, ...across }, { content: `${table.year}年度数据来源`, style: 'title' })
  const said =
    sources.length === 0
      ? '本表没有可列示的观测值。'
      : `共 ${sources.length} 个观测值，数据截至${dayText(table.asOf).zh}。`
  putAcross(sheet, { row: 2, ...across }, { content: said, style: 'left' })
  sheet.getRow(1).height = 30
  COLUMNS.forEach(({ head }, index) => putCell(sheet.getCell(HEADER_ROW, index + 1), head, 'header'))
  sheet.getRow(HEADER_ROW).height = 22
  const listed = table.groups
    .flatMap((g) => [...g.rows])
    .flatMap((row) =>
      sources.filter((s) => s.indicator === row.code).map((s) => contentsOf(row, s.observation)),
    )
  listed.forEach((contents, index) => putSource(sheet, HEADER_ROW + 1 + index, contents))
  ruleRows(sheet, { from: HEADER_ROW, to: HEADER_ROW + listed.length, columns: COLUMNS.length })
}
