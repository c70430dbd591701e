/** Knows when two places state units for one figure that differ by a factor: a person must say which of them holds. */
import type { Finding } from '../../indicators/finding.ts'
import { text } from '../../indicators/text.ts'

/** A unit and where it stands; the form's own stands nowhere. */
export interface UnitStatement {
  readonly unit: string
  readonly cell: string
}

/** A figure that was read by one unit while another place states another. */
export interface UnitConflict {
  readonly sheet: string
  /** The cell of the figure. */
  readonly figure: string
  readonly taken: UnitStatement
  readonly other: UnitStatement
  /** `line`: over the table, for all that says nothing else; `format`: printed by the number format of the cell; `scale`: no unit, the format shows the number that many times smaller. */
  readonly from: 'label' | 'line' | 'format' | 'scale'
}

/** How many a cell list names. */
const SHOWN = 5

const places = (cells: readonly string[]): string => {
  const all = [...new Set(cells)]
  return all.length > SHOWN ? `${all.slice(0, SHOWN).join('、')} 等 ${all.length} 处` : all.join('、')
}

const tellScale = (same: readonly UnitConflict[], { sheet, other }: UnitConflict): Finding => ({
  rule: 'read.scale',
  class: 'verification',
  sheet,
  cell: other.cell,
  found: `${places(same.map((c) => c.figure))} 的数字格式把数缩小到 1/${other.unit} 显示`,
  expected: text(
    '看到的数就是存储的数；已按存储的数读取，请核对',
    `numbers shown as they are stored; they are shown ${other.unit} times smaller and were read as stored`,
  ),
})

const tell = (same: readonly UnitConflict[]): readonly Finding[] => {
  const [first] = same
  if (!first) return []
  const { sheet, taken, other, from } = first
  if (from === 'scale') return [tellScale(same, first)]
  const printed = taken.cell === '' ? '本表表式' : places(same.map((c) => c.taken.cell))
  const figures = places(same.map((c) => c.figure))
  const stated = places(same.map((c) => c.other.cell))
  return [
    {
      rule: 'read.several-units',
      class: 'quasi_mandatory',
      sheet,
      cell: other.cell,
      found:
        from === 'format'
          ? `${stated} 的数字格式显示为「${other.unit}」，${printed} 写「${taken.unit}」`
          : `${stated} 写「${other.unit}」，${printed} 写「${taken.unit}」`,
      expected: text(
        `同一个数只有一个计量单位；${figures} 已按「${taken.unit}」读取，请核对`,
        `one unit for a figure; ${figures} read in ${taken.unit}, please check`,
      ),
    },
  ]
}

/**
 * One finding for each pair of units of a sheet. A line over the table that holds for other figures (`isUsed`) is no
 * contradiction of those that state their own.
 */
export const listUnitConflicts = (
  conflicts: readonly UnitConflict[],
  isUsed: (unit: string) => boolean,
): readonly Finding[] => {
  const meant = conflicts.filter((c) => c.from !== 'line' || !isUsed(c.other.unit))
  const pairs = Map.groupBy(meant, (c) =>
    JSON.stringify([
      c.from === 'scale' ? '' : c.taken.unit,
      c.other.unit,
      c.from === 'line' ? 'label' : c.from,
      c.taken.cell === '',
    ]),
  )
  return [...pairs.values()].flatMap(tell)
}
