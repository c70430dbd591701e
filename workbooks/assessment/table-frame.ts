/** Knows the frame of the sheet 年度评估表: title, imprint, two header rows, totals, signatures and notes. */
import type { Worksheet } from 'exceljs'
import { CLASSES, type AssessmentClass } from '../../indicators/assessment.ts'
import type { AssessmentTable, Totals } from '../../indicators/assessment-table.ts'
import { dayText } from '../../indicators/day-text.ts'
import type { Day } from '../../indicators/period.ts'
import { LIGHTS, type Light } from '../../indicators/light.ts'
import { linesOf, putAcross, putCell, type ColumnPlan } from './cells.ts'

/** Columns of the page, 1-based, in the order in which they are written. */
export const COLUMN = {
  number: 1,
  name: 2,
  unit: 3,
  code: 4,
  baseline: 5,
  path: 6,
  origin: 7,
  actual: 8,
  vintage: 9,
  growth: 10,
  progress: 11,
  level: 12,
  light: 13,
  class: 14,
  nextYear: 15,
  nextValue: 16,
  nextGrowth: 17,
  remark: 18,
} as const

export const COLUMNS: readonly ColumnPlan[] = [
  { head: '序号', width: 4.5, style: 'word' },
  { head: '指标名称', width: 25, style: 'text' },
  { head: '计量单位', width: 9, style: 'word' },
  { head: '指标代码', width: 17, style: 'code' },
  { head: '基期值', width: 8.5, style: 'figure' },
  { head: '数值', width: 8.5, style: 'figure' },
  { head: '依据', width: 5.5, style: 'word' },
  { head: '数值', width: 8.5, style: 'figure' },
  { head: '版本', width: 11, style: 'word' },
  { head: '基期以来年均增速（%）', width: 8.5, style: 'figure' },
  { head: '增量完成度 P', width: 8.5, style: 'figure' },
  { head: '水平达成度 L', width: 8.5, style: 'figure' },
  { head: '灯号', width: 12, style: 'word' },
  { head: '类别', width: 10, style: 'word' },
  { head: '年份', width: 6, style: 'word' },
  { head: '目标值', width: 8.5, style: 'figure' },
  { head: '需年均增速（%）', width: 8.5, style: 'figure' },
  { head: '说明', width: 34, style: 'small' },
]

const LAST = COLUMNS.length
/** First row under the header. */
export const FIRST_ROW = 7

interface Imprint {
  readonly table: AssessmentTable
  readonly tableNumber?: string
  readonly compiler?: string
  readonly made: Day
}

const putImprint = (sheet: Worksheet, { table, tableNumber, compiler, made }: Imprint): void => {
  putAcross(
    sheet,
    { row: 1, from: 1, to: LAST },
    { content: `《${table.plan.name}》${table.year}年度实施情况评估表`, style: 'title' },
  )
  sheet.getRow(1).height = 28
  const warning = table.synthetic ? '本表含合成数据，仅供演练，不得引用' : ''
  putAcross(sheet, { row: 2, from: 1, to: 9 }, { content: warning, style: 'warning' })
  putAcross(
    sheet,
    { row: 2, from: 10, to: LAST },
    { content: `表　　号：${tableNumber ?? '　　　　　　　　'}`, style: 'right' },
  )
  putAcross(sheet, { row: 3, from: 1, to: 6 }, { content: `编制单位：${compiler ?? ''}`, style: 'left' })
  const days = `数据截至：${dayText(table.asOf).zh}　　制表日期：${dayText(made).zh}`
  putAcross(sheet, { row: 3, from: 7, to: 15 }, { content: days, style: 'centre' })
  putAcross(sheet, { row: 3, from: 16, to: LAST }, { content: '计量单位：见表内', style: 'right' })
  sheet.getRow(2).height = 16
  sheet.getRow(3).height = 16
}

interface HeadBlock {
  readonly from: number
  readonly to: number
  readonly content: string
}

/** Heads over two or three columns; every other column has one head over both rows. */
const groupHeads = ({ year, groups }: AssessmentTable): HeadBlock[] => {
  const bases = new Set(groups.flatMap((g) => g.rows.flatMap((r) => (r.baseline ? [r.baseline.period] : []))))
  const base = bases.size === 1 ? `${[...bases][0] ?? ''}年` : ''
  return [
    { from: COLUMN.baseline, to: COLUMN.baseline, content: `${base}基期值` },
    { from: COLUMN.path, to: COLUMN.origin, content: `${year}年目标值` },
    { from: COLUMN.actual, to: COLUMN.vintage, content: `${year}年实际值` },
    { from: COLUMN.progress, to: COLUMN.level, content: '完成程度（%）' },
    { from: COLUMN.light, to: COLUMN.class, content: '评　价' },
    { from: COLUMN.nextYear, to: COLUMN.nextGrowth, content: '下一目标' },
  ]
}

const LETTERS = ['—', '甲', '乙', '丙']

const putHeader = (sheet: Worksheet, table: AssessmentTable): void => {
  const blocks = groupHeads(table)
  COLUMNS.forEach(({ head }, index) => {
    const column = index + 1
    const block = blocks.find((b) => b.from <= column && column <= b.to)
    if (!block || block.from === block.to) {
      sheet.mergeCells(4, column, 5, column)
      putCell(sheet.getCell(4, column), block?.content ?? head, 'header')
    } else {
      if (block.from === column) {
        sheet.mergeCells(4, block.from, 4, block.to)
        putCell(sheet.getCell(4, column), block.content, 'header')
      }
      putCell(sheet.getCell(5, column), head, 'header')
    }
    putCell(sheet.getCell(6, column), LETTERS[index] ?? String(index - 3), 'letter')
  })
  sheet.getRow(4).height = 18
  sheet.getRow(5).height = 28
  sheet.getRow(6).height = 13
}

/** Puts title, imprint and header, and sets the widths. */
export const putHead = (sheet: Worksheet, imprint: Imprint): void => {
  sheet.columns = COLUMNS.map(({ width }) => ({ width }))
  putImprint(sheet, imprint)
  putHeader(sheet, imprint.table)
}

const LIGHT_ORDER = ['green', 'blue', 'yellow', 'red', 'grey'] as const satisfies readonly Light[]
const CLASS_ORDER = [
  'achieved_early',
  'ahead',
  'as_expected',
  'behind',
  'no_data',
  'scope_review',
] as const satisfies readonly AssessmentClass[]

const totalsText = ({ count, lights, classes }: Totals): string => {
  const byLight = LIGHT_ORDER.map((l) => `${LIGHTS[l].symbol}${LIGHTS[l].colour.zh} ${lights[l]}`).join('　')
  const byClass = CLASS_ORDER.map((c) => `${CLASSES[c].zh} ${classes[c]}`).join('　')
  return `指标 ${count} 项。灯号：${byLight}。类别：${byClass}。`
}

const BINDING_WORDS = { binding: '约束性指标', expected: '预期性指标', none: '未分类指标' } as const

const WHOLE_WIDTH = COLUMNS.reduce((sum, { width }) => sum + width, 0)

const putNote = (sheet: Worksheet, row: number, content: string): void => {
  putAcross(sheet, { row, from: 1, to: LAST }, { content, style: 'note' })
  sheet.getRow(row).height = linesOf(content, WHOLE_WIDTH, 9) * 11.5 + 1
}

/** Puts totals, signatures and notes from a row on; returns the first row that is no longer part of the ruled table. */
export const putFoot = (sheet: Worksheet, table: AssessmentTable, start: number): number => {
  const totals = [
    { word: '合　计', totals: table.totals },
    ...table.totalsByBinding.map((t) => ({ word: BINDING_WORDS[t.binding ?? 'none'], totals: t.totals })),
  ]
  totals.forEach(({ word, totals: counted }, index) => {
    const row = start + index
    putAcross(sheet, { row, from: 1, to: 2 }, { content: word, style: 'header' })
    putAcross(sheet, { row, from: 3, to: LAST }, { content: totalsText(counted), style: 'total' })
    sheet.getRow(row).height = 18
  })
  const after = start + totals.length
  const signatures =
    '单位负责人：　　　　　　　　统计负责人：　　　　　　　　填表人：　　　　　　　　联系电话：　　　　　　　　　　报出日期：20　　年　　月　　日'
  putAcross(sheet, { row: after, from: 1, to: LAST }, { content: signatures, style: 'left' })
  sheet.getRow(after).height = 24
  table.notes.forEach((note, index) =>
    putNote(sheet, after + 1 + index, `${index === 0 ? '说明：' : '　　　'}${index + 1}. ${note.zh}`),
  )
  return after
}
