/** Knows whether the unit's figures stand in a return as they stood in its own file. */
import { cellAddress, type CellValue, type Sheet } from '../grid.ts'

/** A blank, an empty text and a formula that was never calculated alike say nothing. */
const valueKey = (content: CellValue): string => {
  if (content.type === 'uncalculated') return ''
  return content.type === 'text' && content.value === '' ? '' : `${content.type} ${content.value}`
}

const valuesOf = (sheet: Sheet): ReadonlyMap<string, string> => {
  const values = new Map<string, string>()
  for (const { row, column, content } of sheet.cells) {
    const key = valueKey(content)
    if (key !== '') values.set(cellAddress(row, column), key)
  }
  return values
}

/** Whether both sheets hold the same values at the same places, read by the same reader. */
export const hasSameValues = (a: Sheet, b: Sheet): boolean => {
  const [left, right] = [valuesOf(a), valuesOf(b)]
  return left.size === right.size && [...left].every(([at, value]) => right.get(at) === value)
}
