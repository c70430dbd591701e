/** Knows how tests look at what was read: cells by address, or the code of the refusal. */
import { cellAddress, type Grid, type Sheet } from '../../workbooks/grid.ts'
import type { Limits } from '../../workbooks/limits.ts'
import { readWorkbook } from '../../workbooks/read-workbook.ts'

/** The grid of a workbook that must be readable. */
export const readGrid = async (bytes: Uint8Array, limits?: Limits): Promise<Grid> => {
  const result = await readWorkbook(bytes, limits ? { limits } : {})
  if ('refused' in result) throw new Error(`${result.refused.code}: ${result.refused.reason.en}`)
  return result.grid
}

/** The code of the refusal, `read` when it was read. */
export const codeOf = async (bytes: Uint8Array, limits?: Limits): Promise<string> => {
  const result = await readWorkbook(bytes, limits ? { limits } : {})
  return 'refused' in result ? result.refused.code : 'read'
}

/** `{ A1: 1, B1: 'text' }`; errors and uncalculated formulas as `#…` and `?`. */
export const valuesOf = (sheet: Sheet | undefined): Record<string, unknown> =>
  Object.fromEntries(
    [...(sheet?.cells ?? [])].map(({ row, column, content }) => [
      cellAddress(row, column),
      content.type === 'uncalculated' ? '?' : content.value,
    ]),
  )

/** `{ C1: 'A1+B1' }`. */
export const formulasOf = (sheet: Sheet | undefined): Record<string, string> =>
  Object.fromEntries(
    [...(sheet?.cells ?? [])].flatMap(({ row, column, formula }) =>
      formula === undefined ? [] : [[cellAddress(row, column), formula]],
    ),
  )
