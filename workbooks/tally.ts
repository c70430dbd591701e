/** Knows how many cells and characters a workbook has given so far, and stops at the limit. */
import { text } from '../indicators/text.ts'
import type { Cell } from './grid.ts'
import type { Limits } from './limits.ts'
import { overLimit } from './refusal.ts'

export interface Tally {
  readonly limits: Limits
  cells: number
  characters: number
}

/** Nothing counted yet. */
export const openTally = (limits: Limits): Tally => ({ limits, cells: 0, characters: 0 })

/** Counts characters; many cells may share one string in the file and still become many in what is made of it. */
export const countCharacters = (tally: Tally, length: number): void => {
  tally.characters += length
  if (tally.characters > tally.limits.characters)
    throw overLimit('limit.characters', {
      what: text('工作簿全部文字与公式的字数', 'characters of all texts and formulas of the workbook'),
      found: `> ${tally.limits.characters}`,
      limit: tally.limits.characters,
    })
}

/** Counts a cell that holds something. @throws RefusedError beyond a limit */
export const countCell = (tally: Tally): void => {
  if (++tally.cells > tally.limits.cells)
    throw overLimit('limit.cells', {
      what: text('工作簿的非空单元格数', 'cells of the workbook that hold something'),
      found: `> ${tally.limits.cells}`,
      limit: tally.limits.cells,
    })
}

/** Counts a cell of any kind, with the characters that it holds. @throws RefusedError beyond a limit */
export const countContent = (tally: Tally, { content, formula }: Cell): void => {
  countCell(tally)
  if (content.type === 'text') countCharacters(tally, content.value.length)
  if (formula !== undefined) countCharacters(tally, formula.length)
}

/** @throws RefusedError when the workbook has too many sheets */
export const checkSheetCount = (count: number, limits: Limits): void => {
  if (count > limits.sheets)
    throw overLimit('limit.sheets', { what: text('工作表数', 'sheets'), found: count, limit: limits.sheets })
}

/** @throws RefusedError when a sheet has too many merged ranges */
export const checkMergeCount = (count: number, limits: Limits): void => {
  if (count > limits.merges)
    throw overLimit('limit.merges', {
      what: text('一张工作表的合并单元格数', 'merged ranges of one sheet'),
      found: count,
      limit: limits.merges,
    })
}
