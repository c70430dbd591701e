/** Knows how it is said that cells of a sheet are odd: what they have in common, and where the first few stand. */
import { text, type Text } from '../indicators/text.ts'
import { listAddresses } from './addresses.ts'
import type { Cell, Oddity } from './grid.ts'
import { excerpt } from './refusal.ts'

/** What is odd about cells of a sheet; nothing where there are none. */
export const listOddCells = (
  sheet: string,
  cells: readonly Pick<Cell, 'row' | 'column'>[],
  { code, what }: { readonly code: Oddity['code']; readonly what: Text },
): readonly Oddity[] => {
  if (cells.length === 0) return []
  const [name, where] = [excerpt(sheet), listAddresses(cells)]
  const said = text(`工作表「${name}」${what.zh}：${where}`, `sheet "${name}": ${what.en}: ${where}`)
  return [{ code, sheet, ...said }]
}
