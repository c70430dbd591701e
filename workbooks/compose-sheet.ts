/** Knows how what was read of a sheet becomes a sheet: in order, each address once, within its limits. */
import { text } from '../indicators/text.ts'
import { rangeAddress } from './addresses.ts'
import { cellAt, findRepeated, orderCells, type CellColumns, type CellList } from './cell-columns.ts'
import { cellAddress, type Cell, type MergedRange, type Oddity, type Sheet } from './grid.ts'
import type { Limits } from './limits.ts'
import { orderMerges } from './merges.ts'
import { listOddCells } from './odd-cells.ts'
import { excerpt, overLimit, refused } from './refusal.ts'

/** A sheet as its file gives it: cells and merges in any order. */
export interface SheetDraft {
  readonly name: string
  readonly state: Sheet['state']
  readonly cells: CellList
  readonly merges: readonly MergedRange[]
  readonly hiddenRows: readonly number[]
  /** First and last column of each hidden stretch; it may reach to the edge of the sheet. */
  readonly hiddenColumns: readonly (readonly [first: number, last: number])[]
  readonly warnings: readonly Oddity[]
}

/** A sheet as plain data, which passes between processes. */
export type PlainSheet = Omit<Sheet, 'cells'> & { readonly cells: CellColumns }

export interface ComposedSheet {
  readonly sheet: PlainSheet
  readonly warnings: readonly Oddity[]
}

/** Two cells of one address cannot both be right. */
const orderOnce = (draft: SheetDraft): CellColumns => {
  const cells = orderCells(draft.cells)
  const twice = findRepeated(cells)
  if (!twice) return cells
  const where = `${excerpt(draft.name)}!${cellAddress(twice.row, twice.column)}`
  throw refused(
    'sheet.duplicate',
    text(
      `单元格 ${where} 在文件中出现两次，无法判断以哪个为准`,
      `cell ${where} stands twice in the file; which one holds is not known`,
    ),
  )
}

interface UsedBox {
  readonly rows: number
  readonly columns: number
  readonly usedRows: number
  readonly usedColumns: number
}

const measure = ({ length, rows, columns }: CellColumns): UsedBox => {
  const seen: boolean[] = []
  let [usedRows, usedColumns] = [0, 0]
  for (let at = 0; at < length; at++) {
    const column = columns[at] ?? 0
    if (rows[at] !== rows[at - 1]) usedRows++
    if (seen[column]) continue
    seen[column] = true
    usedColumns++
  }
  return { rows: rows[length - 1] ?? 0, columns: Math.max(seen.length - 1, 0), usedRows, usedColumns }
}

/** Stray cells far out do not make a sheet large; rows and columns that hold something do. */
const checkBox = (name: string, box: UsedBox, limits: Limits): void => {
  if (box.usedRows > limits.rows)
    throw overLimit('limit.rows', {
      what: text(
        `工作表「${excerpt(name)}」有内容的行数`,
        `rows of sheet "${excerpt(name)}" that hold something`,
      ),
      found: box.usedRows,
      limit: limits.rows,
    })
  if (box.usedColumns > limits.columns)
    throw overLimit('limit.columns', {
      what: text(
        `工作表「${excerpt(name)}」有内容的列数`,
        `columns of sheet "${excerpt(name)}" that hold something`,
      ),
      found: box.usedColumns,
      limit: limits.columns,
    })
}

const farCells = (name: string, cells: CellColumns, limits: Limits): readonly Oddity[] => {
  const far: Cell[] = []
  for (let at = 0; at < cells.length; at++)
    if ((cells.rows[at] ?? 0) > limits.rows || (cells.columns[at] ?? 0) > limits.columns)
      far.push(cellAt(cells, at))
  return listOddCells(name, far, {
    code: 'far-cells',
    what: text('有远离表格的单元格', 'cells far away from its table'),
  })
}

const overlapWarning = (name: string, overlapping: readonly MergedRange[]): readonly Oddity[] => {
  if (overlapping.length === 0) return []
  const shown = overlapping.slice(0, 5).map(rangeAddress).join(', ')
  const said = text(
    `工作表「${excerpt(name)}」有 ${overlapping.length} 处合并单元格互相重叠，以先出现的为准，未采用：${shown}`,
    `${overlapping.length} merged ranges of sheet "${excerpt(name)}" overlap others; the first was kept, not used: ${shown}`,
  )
  return [{ code: 'merges-overlap', sheet: name, ...said }]
}

/** Columns of the used box that some stretch hides; counted at the ends of stretches, of which a file may list millions. */
const expandColumns = (draft: SheetDraft, columns: number): readonly number[] => {
  if (draft.hiddenColumns.length === 0) return []
  const change = new Int32Array(columns + 2)
  for (const [first, last] of draft.hiddenColumns) {
    if (first > columns) continue
    change[first] = (change[first] ?? 0) + 1
    change[Math.min(last, columns) + 1] = (change[Math.min(last, columns) + 1] ?? 0) - 1
  }
  const hidden: number[] = []
  for (let column = 1, open = 0; column <= columns; column++) {
    open += change[column] ?? 0
    if (open > 0) hidden.push(column)
  }
  return hidden
}

/** The sheet of a draft and what was odd about its shape. @throws RefusedError */
export const composeSheet = (draft: SheetDraft, limits: Limits): ComposedSheet => {
  const cells = orderOnce(draft)
  const box = measure(cells)
  checkBox(draft.name, box, limits)
  const { kept, overlapping } = orderMerges(draft.merges)
  const hiddenRows = [...new Set(draft.hiddenRows.filter((row) => row <= box.rows))].toSorted((a, b) => a - b)
  return {
    sheet: {
      name: draft.name,
      state: draft.state,
      rows: box.rows,
      columns: box.columns,
      merges: kept,
      cells,
      hiddenRows,
      hiddenColumns: expandColumns(draft, box.columns),
    },
    warnings: [
      ...draft.warnings,
      ...overlapWarning(draft.name, overlapping),
      ...farCells(draft.name, cells, limits),
    ],
  }
}
