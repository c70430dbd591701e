/** Knows what is odd about a sheet though it can be read: what a person should look at before trusting the figures. */
import { text } from '../indicators/text.ts'
import { cellAt, listHolding } from './cell-columns.ts'
import type { PlainSheet } from './compose-sheet.ts'
import { judgeFormulas } from './formula-check.ts'
import { cellAddress, type CellValue, type Oddity, type WorkbookKind } from './grid.ts'
import { findCovered } from './merges.ts'
import { listOddCells } from './odd-cells.ts'
import { excerpt } from './refusal.ts'

const LONGEST_NUMBER = 40
/** A mark of comparison or direction, digits with or without thousands separators, a unit: what a person reads as a number. */
const NUMBER_AS_TEXT =
  /^(?:[<>=≤≥≦≧~≈约±↑↓]{1,2}\s?)?\(?[+\u2212-]?(?:\d{1,3}(?:[, ]\d{3})+|\d{1,20})(?:\.\d{1,15})?(?:e[+-]?\d{1,3})?\)?\s?\(?(?:%|‰|倍|(?:个)?百分点|[十百千万亿]{0,2}(?:元|美元|户|人|家|个|吨|千瓦时|平方米|公里)?)?\)?$/i
const UNIT_LINE = /^\(?(?:计量|货币)?单位:\s*([^\s()]{1,12})\)?$/

/** Full-width characters as plain ones, without invisible ones; only for looking, the value stays as it was written. */
const plain = (raw: string): string =>
  raw
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .trim()

/** An ideograph that no number and no unit after it is written with: nearly every label has one, and needs no closer look. */
const LABEL = /(?![约倍个百分点十千万亿元美户人家吨瓦时平方米公里])[\u3400-\u9FFF]/

const isNumberAsText = (content: CellValue): boolean => {
  if (content.type !== 'text' || content.value.length > LONGEST_NUMBER) return false
  // A leading zero is a code (01, 0301), one or two plain digits are the number of a line or column (栏次): rightly text.
  if (/^\d{1,2}$/.test(content.value) || LABEL.test(content.value) || !/\p{N}/u.test(content.value))
    return false
  const value = plain(content.value)
  return !/^0\d/.test(value) && NUMBER_AS_TEXT.test(value)
}

/** The unit that a unit line states. */
const findUnit = (content: CellValue): string | undefined =>
  content.type === 'text' && content.value.length <= LONGEST_NUMBER && content.value.includes('位')
    ? UNIT_LINE.exec(plain(content.value))?.[1]
    : undefined

/** Two unit lines that disagree: which figures are in which unit is a question. */
const judgeUnits = (sheet: PlainSheet): readonly Oddity[] => {
  const units = listHolding(sheet.cells, (content) => findUnit(content) !== undefined).map(
    ({ row, column, content }) => ({ unit: findUnit(content) ?? '', place: cellAddress(row, column) }),
  )
  if (new Set(units.map((u) => u.unit)).size < 2) return []
  const shown = units
    .slice(0, 5)
    .map((u) => `${u.place} ${excerpt(u.unit)}`)
    .join(', ')
  const said = text(
    `工作表「${excerpt(sheet.name)}」写有不同的计量单位：${shown}`,
    `sheet "${excerpt(sheet.name)}" states different units: ${shown}`,
  )
  return [{ code: 'several-units', sheet: sheet.name, ...said }]
}

/** What is odd about a sheet. In a CSV every cell is text, so that numbers written as text are nothing odd there. */
export const judgeSheet = (sheet: PlainSheet, kind: WorkbookKind): readonly Oddity[] => {
  const { cells } = sheet
  const uncalculated = listHolding(cells, (content) => content.type === 'uncalculated')
  const numbers = kind === 'csv' ? [] : listHolding(cells, isNumberAsText)
  return [
    ...listOddCells(sheet.name, uncalculated, {
      code: 'uncalculated',
      what: text(
        '有公式没有保存计算结果，请用 Excel 或 WPS 打开并保存后再报',
        'formulas without a saved result; open and save it with Excel or WPS',
      ),
    }),
    ...listOddCells(sheet.name, numbers, {
      code: 'number-as-text',
      what: text('有以文字形式存放的数', 'numbers stored as text'),
    }),
    ...listOddCells(
      sheet.name,
      findCovered(cells, sheet.merges).map((at) => cellAt(cells, at)),
      { code: 'covered', what: text('有被合并单元格遮住的内容', 'values covered by a merged range') },
    ),
    ...judgeUnits(sheet),
    ...judgeFormulas(sheet),
  ]
}
