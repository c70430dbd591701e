/** Knows the block 其他版本: every other vintage of a figure with the P and L that it would give. */
import type { Worksheet } from 'exceljs'
import type { AssessmentRow } from '../../indicators/assessment-row.ts'
import type { IndicatorValue } from '../../indicators/indicator-value.ts'
import { STATUSES } from '../../indicators/observation.ts'
import { cellAddress } from '../grid.ts'
import { figureFormat, linesOf, PERCENT_FORMAT, putCell, rowHeight, ruleRows, type Content } from './cells.ts'
import type { StyleName } from './style.ts'

export interface OtherVintage {
  readonly row: AssessmentRow
  readonly alternative: AssessmentRow['alternatives'][number]
}

interface Block {
  readonly start: number
  readonly others: readonly OtherVintage[]
  /** Address of an indicator's baseline and path on the same sheet. */
  readonly addressOf: (row: AssessmentRow, place: 'baseline' | 'path') => string
}

/** Fields over the columns of the sheet; several columns are merged into one field. */
const FIELDS: readonly { head: string; from: number; to: number; style: StyleName }[] = [
  { head: '序号', from: 1, to: 1, style: 'word' },
  { head: '指标名称', from: 2, to: 2, style: 'text' },
  { head: '计量单位', from: 3, to: 3, style: 'word' },
  { head: '采用值', from: 4, to: 4, style: 'figure' },
  { head: '采用版本', from: 5, to: 6, style: 'word' },
  { head: '其他版本值', from: 7, to: 7, style: 'figure' },
  { head: '其他版本', from: 8, to: 10, style: 'word' },
  { head: 'P（%）', from: 11, to: 11, style: 'figure' },
  { head: 'L（%）', from: 12, to: 13, style: 'figure' },
  { head: '其他版本的算式', from: 14, to: 14, style: 'small' },
]
const LAST = 14
const OTHER_VALUE = 7

const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : (part / whole) * 100)
const live = (formula: string, result: number | null): Content =>
  result === null ? null : { formula, result }

const yardsticks = ({ row, alternative: { value } }: OtherVintage, at: number, block: Block): Content[] => {
  const { path, baseline } = row
  if (!path) return [null, null]
  const own = cellAddress(at, OTHER_VALUE)
  const [base, planned] = [block.addressOf(row, 'baseline'), block.addressOf(row, 'path')]
  const p = baseline ? ratio(value - baseline.value, path.value - baseline.value) : null
  const level =
    row.direction === 'fall'
      ? live(`${planned}/${own}*100`, ratio(path.value, value))
      : live(`${own}/${planned}*100`, ratio(value, path.value))
  return [live(`(${own}-${base})/(${planned}-${base})*100`, p), level]
}

const vintage = ({ status, known }: Pick<IndicatorValue, 'status' | 'known'>): string =>
  `${STATUSES[status].zh} ${known}`

const contentsOf = (other: OtherVintage, at: number, block: Block): Content[] => {
  const { row, alternative } = other
  return [
    row.number,
    row.name,
    row.unit,
    row.actual?.value ?? null,
    row.actual && vintage(row.actual),
    alternative.value,
    vintage(alternative),
    ...yardsticks(other, at, block),
    alternative.computation.zh,
  ]
}

const putFields = (sheet: Worksheet, at: number, contents: readonly Content[]): void => {
  FIELDS.forEach(({ from, to, style }, index) => {
    if (to > from) sheet.mergeCells(at, from, at, to)
    putCell(sheet.getCell(at, from), contents[index] ?? null, style)
  })
}

const putOther = (
  sheet: Worksheet,
  at: number,
  { other, block }: { other: OtherVintage; block: Block },
): void => {
  putFields(sheet, at, contentsOf(other, at, block))
  const { row, alternative } = other
  sheet.getCell(at, 4).numFmt = figureFormat(row.decimals)
  sheet.getCell(at, OTHER_VALUE).numFmt = figureFormat(Math.max(2, row.decimals))
  sheet.getCell(at, 11).numFmt = PERCENT_FORMAT
  sheet.getCell(at, 12).numFmt = PERCENT_FORMAT
  sheet.getRow(at).height = rowHeight(
    Math.max(linesOf(alternative.computation.zh, 72, 10), linesOf(row.name, 27, 10), 2),
    10,
  )
}

/** Puts the block under the paths; nothing when no figure has another vintage. */
export const putOtherVintages = (sheet: Worksheet, block: Block): void => {
  const { start, others } = block
  if (others.length === 0) return
  putCell(sheet.getCell(start, 1), '其他版本（供对照，不改变本表评价）', 'category')
  putFields(
    sheet,
    start + 1,
    FIELDS.map(({ head }) => head),
  )
  FIELDS.forEach(({ from, head }) => putCell(sheet.getCell(start + 1, from), head, 'header'))
  sheet.getRow(start + 1).height = 22
  others.forEach((other, index) => putOther(sheet, start + 2 + index, { other, block }))
  ruleRows(sheet, { from: start + 1, to: start + 1 + others.length, columns: LAST })
}
