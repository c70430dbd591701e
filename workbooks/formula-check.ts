/** Knows how to add again what simple formulas add (A1+B1, SUM(A1:A9)), to find results that were saved before a change. */
import { text } from '../indicators/text.ts'
import { findRange } from './addresses.ts'
import { cellAt, findContent } from './cell-columns.ts'
import type { PlainSheet } from './compose-sheet.ts'
import { cellAddress, type Cell, type CellValue, type MergedRange, type Oddity } from './grid.ts'
import { excerpt } from './refusal.ts'

/** A sheet, and how many look-ups are still allowed: a check may not cost more than the reading. */
interface Lookup {
  readonly sheet: PlainSheet
  left: number
}

/** What was added, and the sum of its sizes: the measure of what rounding may do. */
interface Sum {
  value: number
  size: number
}

const LONGEST_FORMULA = 512
const LOOKUPS = 2_000_000
/** A term costs about as much as so many look-ups. */
const TERM_COST = 8
const ROUNDING = 1e-9

const TERM = /([+-]?)\s*(?:SUM\s*\(([^()]*)\)|(\$?[A-Z]{1,3}\$?[1-9]\d{0,6})|(\d{1,15}(?:\.\d{1,15})?))\s*/iy

/** The number that a cell adds; undefined when it cannot be known. In a range text counts for nothing. */
const findAddend = (content: CellValue | undefined, inRange: boolean): number | undefined => {
  if (!content) return 0
  switch (content.type) {
    case 'number':
      return content.value
    case 'date':
      return content.serial
    case 'boolean':
      return inRange ? 0 : Number(content.value)
    case 'text':
      return inRange ? 0 : undefined
    case 'error':
    case 'uncalculated':
      return undefined
  }
}

const addRange = (sum: Sum, range: MergedRange, lookup: Lookup): boolean => {
  const [bottom, right] = [
    Math.min(range.bottom, lookup.sheet.rows),
    Math.min(range.right, lookup.sheet.columns),
  ]
  lookup.left -= Math.max(bottom - range.top + 1, 0) * Math.max(right - range.left + 1, 0)
  if (lookup.left < 0) return false
  for (let row = range.top; row <= bottom; row++)
    for (let column = range.left; column <= right; column++) {
      const value = findAddend(findContent(lookup.sheet.cells, row, column), true)
      if (value === undefined) return false
      sum.value += value
      sum.size += Math.abs(value)
    }
  return true
}

/** The sum of SUM's arguments; undefined when one is not a range or a cell of this sheet. */
const findSum = (list: string, lookup: Lookup): Sum | undefined => {
  const sum = { value: 0, size: 0 }
  for (const argument of list.split(',')) {
    const range = findRange(argument.trim())
    if (!range || !addRange(sum, range, lookup)) return undefined
  }
  return sum
}

const findTerm = (match: RegExpExecArray, lookup: Lookup): Sum | undefined => {
  const [, , list, address, digits] = match
  if (list !== undefined) return findSum(list, lookup)
  const range = findRange(address ?? '')
  const value = range
    ? findAddend(findContent(lookup.sheet.cells, range.top, range.left), false)
    : Number(digits)
  return value === undefined ? undefined : { value, size: Math.abs(value) }
}

/** What the formula gives; undefined when it is not a plain sum or an addend is not known. */
const computeSum = (formula: string, lookup: Lookup): Sum | undefined => {
  const total = { value: 0, size: 0 }
  for (let at = 0; at < formula.length; at = TERM.lastIndex) {
    TERM.lastIndex = at
    const match = TERM.exec(formula)
    lookup.left -= TERM_COST
    if (!match || lookup.left < 0 || (at > 0 && match[1] === '')) return undefined
    const term = findTerm(match, lookup)
    if (!term) return undefined
    total.value += match[1] === '-' ? -term.value : term.value
    total.size += term.size
  }
  return total
}

const candidates = ({
  cells,
}: PlainSheet): readonly { readonly cell: Cell; readonly formula: string; readonly saved: number }[] =>
  [...cells.formulas.keys()]
    .toSorted((a, b) => a - b)
    .flatMap((index) => {
      const cell = cellAt(cells, index)
      const { content, formula } = cell
      if (formula === undefined || content.type !== 'number' || formula.length > LONGEST_FORMULA) return []
      const trimmed = formula.trim()
      return /^[\w$:(),+\-. ]+$/.test(trimmed) ? [{ cell, formula: trimmed, saved: content.value }] : []
    })

/** Says which saved results of a sheet disagree with their own addends. */
export const judgeFormulas = (sheet: PlainSheet): readonly Oddity[] => {
  const formulas = candidates(sheet)
  if (formulas.length === 0) return []
  const lookup: Lookup = { sheet, left: LOOKUPS }
  const stale = formulas.flatMap(({ cell, formula, saved }) => {
    const sum = computeSum(formula, lookup)
    if (!sum || Math.abs(sum.value - saved) <= ROUNDING * Math.max(sum.size, Math.abs(saved))) return []
    return [
      `${cellAddress(cell.row, cell.column)} (=${excerpt(formula)}: ${saved} ≠ ${Number(sum.value.toPrecision(12))})`,
    ]
  })
  if (stale.length === 0) return []
  const shown = stale.slice(0, 5).join(', ') + (stale.length > 5 ? ` … (${stale.length})` : '')
  const said = text(
    `工作表「${excerpt(sheet.name)}」有公式保存的结果与重新相加不符，请重新计算后保存：${shown}`,
    `sheet "${excerpt(sheet.name)}": saved results disagree with their formulas; recalculate and save: ${shown}`,
  )
  return [{ code: 'stale-result', sheet: sheet.name, ...said }]
}
