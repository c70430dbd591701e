/** Knows which items, regions and columns of a form stand in none of its tables. */
import type { Finding } from '../../indicators/finding.ts'
import { findMeasure, holdsFigures, itemsOfColumn, type Form, type FormItem } from '../../indicators/form.ts'
import type { Region } from '../../indicators/reporting-unit.ts'
import { text } from '../../indicators/text.ts'
import type { FoundTable } from '../find-table.ts'
import type { RowMatch } from '../tables/row-match.ts'

export interface AbsenceQuestion {
  readonly form: Form
  readonly isAsked: (item: FormItem) => boolean
  /** Every region that the form's rows should name. */
  readonly regions: readonly Region[]
}

const listAbsentItems = (
  rows: readonly RowMatch[],
  { form, isAsked }: AbsenceQuestion,
): readonly string[] => {
  const seen = new Set(
    rows.flatMap((r) => (r.kind === 'item' ? [r.item] : r.kind === 'rejected' ? r.items : [])),
  )
  return form.items.filter((i) => isAsked(i) && !seen.has(i)).map((i) => `${i.code ?? ''} ${i.name}`.trim())
}

const listAbsentRegions = (rows: readonly RowMatch[], { regions }: AbsenceQuestion): readonly string[] => {
  const seen = new Set(
    rows.flatMap((r) => (r.kind === 'region' ? [r.region] : r.kind === 'rejected' ? r.regions : [])),
  )
  return regions.filter((r) => !seen.has(r.code)).map((r) => r.name)
}

const listAbsentColumns = (tables: readonly FoundTable[], { form, isAsked }: AbsenceQuestion) => {
  const found = new Set(
    tables.flatMap(({ columns }) => [
      ...columns.columns.map((c) => c.formColumn),
      ...columns.stray.map((s) => s.claims),
    ]),
  )
  return form.columns
    .filter((c) => holdsFigures(c) && !found.has(c))
    .filter((c) => itemsOfColumn(form, c).some((i) => isAsked(i) && findMeasure(i, c) !== undefined))
    .map((c) => c.labels.join(' / '))
}

/** Items, regions and columns of the form that stand in none of its tables. */
export const listAbsences = (
  tables: readonly FoundTable[],
  question: AbsenceQuestion,
): readonly Finding[] => {
  const rows = tables.flatMap((t) => t.rows)
  const [first] = tables
  const miss =
    (rule: string) =>
    (name: string): Finding => ({
      rule,
      class: 'quasi_mandatory',
      sheet: first?.map.sheet.name ?? '',
      cell: '',
      found: '表中没有',
      expected: text(name, name),
    })
  return [
    ...(question.form.regions
      ? listAbsentRegions(rows, question).map(miss('form.region-missing'))
      : listAbsentItems(rows, question).map(miss('form.item-missing'))),
    ...listAbsentColumns(tables, question).map(miss('form.column-missing')),
  ]
}
