/** Knows in which unit a figure was written: of its cell, its column, its row, the sheet's line, else the form's. */
import type { FormItem } from '../../indicators/form.ts'
import type { Measure } from '../../indicators/observation.ts'
import { findUnit, type UnitOfMeasure } from '../../indicators/unit-of-measure.ts'
import type { Variable } from '../../indicators/variable.ts'
import type { MatchedColumn } from '../tables/match-columns.ts'
import { addressOf } from '../tables/sheet-map.ts'
import { unitName, unitNames } from '../words/unit-text.ts'
import type { UnitConflict, UnitStatement } from './unit-conflict.ts'

export interface UnitQuestion {
  readonly units: readonly UnitOfMeasure[]
  readonly variable: Variable
  readonly item: FormItem
  readonly measure: Measure
  /** The unit typed behind the number, empty when there is none. */
  readonly cell: { readonly unit: string; readonly cell: string }
  readonly column: MatchedColumn
  readonly row: { readonly unit: string; readonly cell: string }
  /** What the name of a row ends with that has a unit of its own besides. */
  readonly name?: UnitStatement
  /** The texts behind 计量单位： over the table; the first one holds. */
  readonly lines: readonly UnitStatement[]
}

export type SettledUnit =
  | {
      readonly from: UnitOfMeasure
      readonly to: UnitOfMeasure
      /** Where the workbook states a unit other than the form's; absent when it is the form's. */
      readonly differs?: { readonly cell: string; readonly form: string }
      /** The place that was taken at its word, and those that state a unit larger or smaller. */
      readonly stated: UnitStatement
      readonly against: readonly (UnitStatement & Pick<UnitConflict, 'from'>)[]
    }
  | { readonly unknown: string; readonly cell: string; readonly to: UnitOfMeasure }

/** Growth is told in %, whatever its variable is told in. */
export const isGrowth = (measure: Measure): boolean => measure === 'growth' || measure === 'growth_ytd'

/** The unit in which a figure is kept. */
export const targetUnit = (measure: Measure, variable: Variable): string =>
  isGrowth(measure) ? '%' : variable.unit

/** A unit of our own catalogue and forms; that it is not listed is our fault, not the person's. */
const listedUnit = (units: readonly UnitOfMeasure[], name: string): UnitOfMeasure => {
  const unit = findUnit(units, unitName(name)) ?? findUnit(units, name)
  if (!unit) throw new Error(`unit of measure "${name}" of a form or a variable is not in the catalogue`)
  return unit
}

/** Of a line with several units (`亿元、万家`) the one of the item's dimension; a single unit speaks for every item. */
const ofLine = (
  units: readonly UnitOfMeasure[],
  line: UnitStatement,
  form: UnitOfMeasure,
): readonly UnitStatement[] => {
  const names = unitNames(line.unit)
  if (names.length < 2) return names.map((unit) => ({ unit, cell: line.cell }))
  return names
    .filter((name) => findUnit(units, name)?.dimension === form.dimension)
    .map((unit) => ({ unit, cell: line.cell }))
}

const statements = (q: UnitQuestion, form: UnitOfMeasure): readonly UnitStatement[] => {
  const { holds } = q.column.formColumn
  const printed = holds.kind === 'measure' ? (holds.unit ?? '') : ''
  return [
    { unit: unitName(q.cell.unit), cell: q.cell.cell },
    { unit: q.column.unit ?? '', cell: addressOf(q.column.header) },
    { unit: printed, cell: '' },
    ...(isGrowth(q.measure)
      ? []
      : [
          { unit: unitName(q.row.unit), cell: q.row.cell },
          ...q.lines.slice(0, 1).flatMap((line) => ofLine(q.units, line, form)),
        ]),
  ].filter((s) => s.unit !== '' && !/^[-—…]+$/.test(s.unit))
}

/** Words that only multiply a unit. */
export const MULTIPLES: ReadonlySet<string> = new Set(['千', '万', '十万', '百万', '千万', '亿', '万亿'])

/**
 * The unit that a bare 万 behind a number makes of the unit around it: 40万 under 家 is 40 万家. Under 万家 or 亿元 it could
 * mean two things, and means none.
 */
const multipleOf = (q: UnitQuestion, multiple: string, around: string): UnitOfMeasure | undefined => {
  const base = findUnit(q.units, around)
  return base?.factor === 1 ? findUnit(q.units, `${multiple}${base.name}`) : undefined
}

/**
 * What contradicts the unit that was taken: another unit of its dimension behind the name, in the column of units or over
 * the table. A unit typed behind the number itself is meant, whatever stands elsewhere.
 */
const listAgainst = (
  q: UnitQuestion,
  from: UnitOfMeasure,
): readonly (UnitStatement & Pick<UnitConflict, 'from'>)[] => {
  if (isGrowth(q.measure) || q.cell.unit !== '') return []
  const differs = ({ unit }: UnitStatement): boolean => {
    const other = findUnit(q.units, unit)
    return other?.dimension === from.dimension && other.factor !== from.factor
  }
  const row = { unit: unitName(q.row.unit), cell: q.row.cell }
  const labels = [row, ...(q.name ? [{ ...q.name, unit: unitName(q.name.unit) }] : [])].filter(differs)
  const lines = q.lines.map((line) => ofLine(q.units, line, from))
  return [
    ...labels.map((s) => ({ ...s, from: 'label' as const })),
    ...lines.flatMap((line) =>
      (line.every(differs) ? line : []).map((s) => ({ ...s, from: 'line' as const })),
    ),
  ]
}

/** Settles the unit that a figure was written in and the one that it is kept in. */
export const settleUnit = (q: UnitQuestion): SettledUnit => {
  const to = listedUnit(q.units, targetUnit(q.measure, q.variable))
  const form = isGrowth(q.measure) ? to : listedUnit(q.units, q.item.unit)
  const [stated, next] = statements(q, form)
  if (!stated) return { from: form, to, stated: { unit: form.name, cell: '' }, against: listAgainst(q, form) }
  const from = MULTIPLES.has(stated.unit)
    ? multipleOf(q, stated.unit, next?.unit ?? form.name)
    : findUnit(q.units, stated.unit)
  if (!from) return { unknown: stated.unit, cell: stated.cell, to }
  const settled = {
    from,
    to,
    stated: { unit: from.name, cell: stated.cell },
    against: listAgainst(q, from),
  }
  return from.name === form.name || stated.cell === ''
    ? settled
    : { ...settled, differs: { cell: stated.cell, form: form.name } }
}
