/** Knows what a cell says when a figure is looked for in it again: its words, and its number in the unit of the figure. */
import { convertValue, findUnit, type UnitOfMeasure } from '../indicators/unit-of-measure.ts'
import { cellAddress, type Cell, type Grid } from './grid.ts'
import { readNumber } from './submission/read-figure.ts'
import { cellText } from './tables/sheet-map.ts'

/** The cells of each sheet by address. */
export type CellMap = ReadonlyMap<string, ReadonlyMap<string, Cell>>

export const mapCells = ({ sheets }: Grid): CellMap =>
  new Map(
    sheets.map(({ name, cells }) => [
      name,
      new Map(cells.map((cell) => [cellAddress(cell.row, cell.column), cell] as const)),
    ]),
  )

/**
 * What stands in a cell now, in the words in which a figure is kept; undefined when there is no such sheet. The value is
 * undefined where the cell holds no number or its unit does not convert.
 */
export const findReported = (
  cells: CellMap,
  { sheet, cell: address, reportedUnit, unit }: Record<'sheet' | 'cell' | 'reportedUnit' | 'unit', string>,
  units: readonly UnitOfMeasure[],
): { readonly text: string; readonly value: number | undefined } | undefined => {
  const found = cells.get(sheet)
  if (!found) return undefined
  const cell = found.get(address)
  const number = cell && readNumber(cell)
  if (!number) return { text: cellText(cell).trim(), value: undefined }
  const [from, to] = [findUnit(units, reportedUnit), findUnit(units, unit)]
  const value = from && to && convertValue(number.value, from, to)
  return { text: number.shown, value }
}
