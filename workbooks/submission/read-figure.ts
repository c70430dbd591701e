/** Knows how one cell becomes a figure in the variable's unit, a missing value with its reason, or a finding. */
import type { RegionCode } from '../../indicators/codes.ts'
import type { Finding } from '../../indicators/finding.ts'
import type { Bound, Figure, Measure, MissingReason } from '../../indicators/observation.ts'
import type { Period } from '../../indicators/period.ts'
import { text, type Text } from '../../indicators/text.ts'
import { convertValue } from '../../indicators/unit-of-measure.ts'
import type { Cell } from '../grid.ts'
import { addressOf, cellText } from '../tables/sheet-map.ts'
import { markKey, parseNumberText } from '../words/number-text.ts'
import { findShareDoubt, hundredfold, shareFinding } from './share-doubt.ts'
import type { UnitConflict } from './unit-conflict.ts'
import { judgeFormat } from './format-conflict.ts'
import { isGrowth, settleUnit, type SettledUnit, targetUnit, type UnitQuestion } from './settle-unit.ts'

/** `blank` says nothing at all; `rejected` was a figure that could not be taken. */
export type FigureReading =
  | { readonly kind: 'blank' }
  | {
      readonly kind: 'read'
      readonly figure: Figure
      readonly unit: string
      readonly reported: { readonly text: string; readonly unit: string }
      readonly findings: readonly Finding[]
      readonly conflicts: readonly UnitConflict[]
    }
  | { readonly kind: 'rejected'; readonly findings: readonly Finding[] }

/** What a cell speaks of; region and period of the submission where they are absent. */
export interface CellSubject {
  readonly variable: string
  readonly measure: Measure
  readonly region?: RegionCode
  readonly period?: Period
}

/** What is known of a cell's series: the last figure, and what the plans printed for it. */
export type LastKnown = (about: CellSubject) => Pick<FigurePlace, 'last' | 'planned'>

export interface FigurePlace extends Omit<UnitQuestion, 'cell'> {
  readonly sheet: string
  readonly cell: Cell | undefined
  readonly marks: ReadonlyMap<string, MissingReason>
  /** The last value known of the same series. */
  readonly last: number | undefined
  /** What the plans printed for the variable where it is a share. */
  readonly planned: readonly number[]
}

const NUMBER_EXPECTED = text('数字', 'a number')
const UNCALCULATED = text(
  '数字；公式没有计算结果，请在表格软件中打开、重新计算并保存',
  'a number; the formula was never calculated: open, recalculate and save the workbook',
)

interface TypedNumber {
  readonly value: number
  readonly bound: Bound
  readonly unit: string
  /** What a person sees in the cell. */
  readonly shown: string
}

/** The number of a cell, or what was expected instead. */
const typed = (cell: Cell): TypedNumber | Text => {
  const { content } = cell
  const shown = cellText(cell).trim()
  if (content.type === 'number' && content.percent) {
    const value = hundredfold(content.value)
    return { value, bound: 'exact', unit: '%', shown: `${value}%` }
  }
  if (content.type === 'number') return { value: content.value, bound: 'exact', unit: '', shown }
  if (content.type === 'uncalculated') return UNCALCULATED
  const written = content.type === 'text' ? parseNumberText(content.value) : undefined
  return written ? { ...written, shown } : NUMBER_EXPECTED
}

/** The number of a cell as it was typed, and the words in which it is kept; undefined when it holds none. */
export const readNumber = (cell: Cell): Pick<TypedNumber, 'value' | 'shown'> | undefined => {
  const number = typed(cell)
  return 'zh' in number ? undefined : number
}

/** The reason that the cell's mark stands for; undefined when it is no missing mark. */
export const missingMark = (
  cell: Cell | undefined,
  marks: ReadonlyMap<string, MissingReason>,
): MissingReason | undefined =>
  cell === undefined || cell.content.type === 'text' ? marks.get(markKey(cellText(cell))) : undefined

/** A cell with nothing in it, or only spaces. */
export const isBlank = (cell: Cell | undefined): boolean =>
  cell === undefined || (cell.content.type === 'text' && markKey(cell.content.value) === '')

const rangeFinding = (place: FigurePlace, cell: Cell, value: number): readonly Finding[] => {
  const { range, unit } = place.variable
  if (!range || isGrowth(place.measure) || (value >= range[0] && value <= range[1])) return []
  return [
    {
      rule: 'read.range',
      class: 'quasi_mandatory',
      sheet: place.sheet,
      cell: addressOf(cell),
      found: `${value} ${unit}`,
      expected: text(
        `${place.item.name.trim()} 在 ${range[0]}—${range[1]} ${unit} 之间`,
        `${range[0]} to ${range[1]} ${unit}`,
      ),
    },
  ]
}

/** A bare 0.44 under % stays 0.44; where range, history or plan say that 44 was meant, the person is asked. */
const shareFindings = (
  { variable, last, planned, measure, sheet }: FigurePlace,
  cell: Cell,
  { value, unit, shown }: TypedNumber,
): readonly Finding[] => {
  const why =
    unit !== '' || isGrowth(measure) ? undefined : findShareDoubt({ value, variable, last, planned })
  return why ? [shareFinding({ sheet, cell: addressOf(cell), shown, value }, why)] : []
}

const rejected = (
  place: FigurePlace,
  cell: Cell,
  said: { rule: string; found: string; expected: Text },
): FigureReading => ({
  kind: 'rejected',
  findings: [{ class: 'mandatory', sheet: place.sheet, cell: addressOf(cell), ...said }],
})

/** Places that speak of another unit than the one the figure is read by; its number format is one of them. */
const listConflicts = (
  { sheet, units }: FigurePlace,
  cell: Cell,
  { from: taken, stated, against }: Exclude<SettledUnit, { readonly unknown: string }>,
): readonly UnitConflict[] => {
  const figure = addressOf(cell)
  const printed = cell.content.type === 'number' ? cell.content.printed : undefined
  const shown = printed && judgeFormat(printed, taken, units)
  const about = { sheet, figure, taken: stated }
  return [
    ...against.map(({ from, ...other }) => ({ ...about, other, from })),
    ...(shown && 'unit' in shown
      ? [{ ...about, other: { unit: shown.unit, cell: figure }, from: 'format' as const }]
      : []),
    ...(shown && 'scale' in shown
      ? [{ ...about, other: { unit: String(shown.scale), cell: figure }, from: 'scale' as const }]
      : []),
  ]
}

const convert = (place: FigurePlace, cell: Cell, number: TypedNumber): FigureReading => {
  const settled = settleUnit({ ...place, cell: { unit: number.unit, cell: addressOf(cell) } })
  const { shown } = number
  const rule = 'read.unit-of-measure'
  const expected = text(`能折算为${settled.to.name}的计量单位`, `a unit that converts to ${settled.to.name}`)
  if ('unknown' in settled)
    return rejected(place, cell, { rule, found: `${shown}（${settled.unknown}）`, expected })
  const value = convertValue(number.value, settled.from, settled.to)
  if (value === undefined)
    return rejected(place, cell, { rule, found: `${shown}（${settled.from.name}）`, expected })
  const converted: readonly Finding[] = settled.differs
    ? [
        {
          rule: 'read.converted',
          class: 'notice',
          sheet: place.sheet,
          cell: settled.differs.cell,
          found: settled.from.name,
          expected: text(
            `本表计量单位为${settled.differs.form}；已由${settled.from.name}折算为${settled.to.name}`,
            `the form's unit is ${settled.differs.form}; converted from ${settled.from.name} to ${settled.to.name}`,
          ),
        },
      ]
    : []
  const share = settled.from.name === '%' ? shareFindings(place, cell, number) : []
  return {
    kind: 'read',
    figure: { value, bound: number.bound },
    unit: settled.to.name,
    reported: { text: shown, unit: settled.from.name },
    findings: [...converted, ...(share.length > 0 ? share : rangeFinding(place, cell, value))],
    conflicts: listConflicts(place, cell, settled),
  }
}

/** Reads one cell that its item and its measure take. */
export const readFigure = (place: FigurePlace): FigureReading => {
  const { cell } = place
  const reason = missingMark(cell, place.marks)
  if (reason !== undefined) {
    const unit = targetUnit(place.measure, place.variable)
    const shown = cellText(cell).trim()
    return {
      kind: 'read',
      figure: { missing: reason },
      unit,
      reported: { text: shown, unit },
      findings: [],
      conflicts: [],
    }
  }
  if (cell === undefined || isBlank(cell)) return { kind: 'blank' }
  const number = typed(cell)
  if ('zh' in number) {
    const found = cell.content.type === 'uncalculated' ? `=${cell.formula ?? ''}` : cellText(cell)
    return rejected(place, cell, { rule: 'read.number', found, expected: number })
  }
  return convert(place, cell, number)
}
