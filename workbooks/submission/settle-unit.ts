/** Knows in which unit a figure was written: of its cell, its column, its row, the sheet's line, else the form's. */
import type { FormItem } from '../../indicators/form.ts'
import type { Measure } from '../../indicators/observation.ts'
import { findUnit, type UnitOfMeasure } from '../../indicators/unit-of-measure.ts'
import type { Variable } from '../../indicators/variable.ts'
import type { MatchedColumn } from '../tables/match-columns.ts'
import { addressOf } from '../tables/sheet-map.ts'
import { unitName, unitNames } from '../words/unit-text.ts'

export interface UnitQuestion {
  readonly units: readonly UnitOfMeasure[]
  readonly variable: Variable
  readonly item: FormItem
  readonly measure: Measure
  /** The unit typed behind the number, empty when there is none. */
  readonly cell: { readonly unit: string; readonly cell: string }
  readonly column: MatchedColumn
  readonly row: { readonly unit: string; readonly cell: string }
  /** The text behind 计量单位： over the table. */
  readonly line: { readonly unit: string; readonly cell: string }
}

export type SettledUnit =
  | {
      readonly from: UnitOfMeasure
      readonly to: UnitOfMeasure
      /** Where the workbook states a unit other than the form's; absent when it is the form's. */
      readonly differs?: { readonly cell: string; readonly form: string }
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

interface Statement {
  readonly unit: string
  readonly cell: string
}

/** Of a line with several units (`亿元、万家`) the one of the item's dimension; a single unit speaks for every item. */
const ofLine = (q: UnitQuestion, form: UnitOfMeasure): readonly Statement[] => {
  const names = unitNames(q.line.unit)
  if (names.length < 2) return names.map((unit) => ({ unit, cell: q.line.cell }))
  return names
    .filter((name) => findUnit(q.units, name)?.dimension === form.dimension)
    .map((unit) => ({ unit, cell: q.line.cell }))
}

const statements = (q: UnitQuestion, form: UnitOfMeasure): readonly Statement[] => {
  const { holds } = q.column.formColumn
  const printed = holds.kind === 'measure' ? (holds.unit ?? '') : ''
  return [
    { unit: unitName(q.cell.unit), cell: q.cell.cell },
    { unit: q.column.unit ?? '', cell: addressOf(q.column.header) },
    { unit: printed, cell: '' },
    ...(isGrowth(q.measure) ? [] : [{ unit: unitName(q.row.unit), cell: q.row.cell }, ...ofLine(q, form)]),
  ].filter((s) => s.unit !== '' && !/^[-—…]+$/.test(s.unit))
}

const MULTIPLES = new Set(['千', '万', '十万', '百万', '千万', '亿', '万亿'])

/**
 * The unit that a bare 万 behind a number makes of the unit around it: 40万 under 家 is 40 万家. Under 万家 or 亿元 it could
 * mean two things, and means none.
 */
const multipleOf = (q: UnitQuestion, multiple: string, around: string): UnitOfMeasure | undefined => {
  const base = findUnit(q.units, around)
  return base?.factor === 1 ? findUnit(q.units, `${multiple}${base.name}`) : undefined
}

/** Settles the unit that a figure was written in and the one that it is kept in. */
export const settleUnit = (q: UnitQuestion): SettledUnit => {
  const to = listedUnit(q.units, targetUnit(q.measure, q.variable))
  const form = isGrowth(q.measure) ? to : listedUnit(q.units, q.item.unit)
  const [stated, next] = statements(q, form)
  if (!stated) return { from: form, to }
  const from = MULTIPLES.has(stated.unit)
    ? multipleOf(q, stated.unit, next?.unit ?? form.name)
    : findUnit(q.units, stated.unit)
  if (!from) return { unknown: stated.unit, cell: stated.cell, to }
  return from.name === form.name || stated.cell === ''
    ? { from, to }
    : { from, to, differs: { cell: stated.cell, form: form.name } }
}
