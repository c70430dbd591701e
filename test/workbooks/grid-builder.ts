/** Knows how tests lay out a grid: rows of values, merges by address. */
import { findRange } from '../../workbooks/addresses.ts'
import type { Cell, CellValue, Grid, Sheet } from '../../workbooks/grid.ts'

export type Value = string | number | null | CellValue

export interface SheetPlan {
  readonly name?: string
  readonly state?: Sheet['state']
  readonly rows: readonly (readonly Value[])[]
  readonly merges?: readonly string[]
  readonly hiddenRows?: readonly number[]
  readonly hiddenColumns?: readonly number[]
}

const contentOf = (value: string | number | CellValue): CellValue => {
  if (typeof value === 'number') return { type: 'number', value }
  return typeof value === 'string' ? { type: 'text', value } : value
}

const sheetOf = (plan: SheetPlan): Sheet => {
  const cells = plan.rows.flatMap((row, r) =>
    row.flatMap((value, c): Cell[] =>
      value === null || value === '' ? [] : [{ row: r + 1, column: c + 1, content: contentOf(value) }],
    ),
  )
  return {
    name: plan.name ?? 'Sheet1',
    state: plan.state ?? 'visible',
    rows: cells.reduce((most, c) => Math.max(most, c.row), 0),
    columns: cells.reduce((most, c) => Math.max(most, c.column), 0),
    merges: (plan.merges ?? []).flatMap((range) => findRange(range) ?? []),
    cells,
    hiddenRows: plan.hiddenRows ?? [],
    hiddenColumns: plan.hiddenColumns ?? [],
  }
}

/** A grid of these sheets. */
export const gridOf = (...plans: readonly SheetPlan[]): Grid => ({
  kind: 'xlsx',
  sheets: plans.map(sheetOf),
  warnings: [],
})
