/** Knows which items, regions and columns of a form stand in none of its tables. */
import type { Finding } from '../../indicators/finding.ts'
import {
  findMeasure,
  holdsFigures,
  itemsOfColumn,
  type Form,
  type FormColumn,
  type FormItem,
} from '../../indicators/form.ts'
import type { Region } from '../../indicators/reporting-unit.ts'
import { text } from '../../indicators/text.ts'
import type { FoundTable } from '../find-table.ts'
import type { RowMatch } from '../tables/row-match.ts'

/** What a form asks of a unit. */
export interface AskedForm {
  readonly form: Form
  readonly isAsked: (item: FormItem) => boolean
  /** Every region that the form's rows should name. */
  readonly regions: readonly Region[]
}

interface Subject {
  readonly name: string
  readonly isIn: (row: RowMatch) => boolean
  readonly takes: (column: FormColumn) => boolean
}

const itemSubject =
  (form: Form) =>
  (item: FormItem): Subject => ({
    name: `${item.code ?? ''} ${item.name}`.trim(),
    isIn: (row) =>
      (row.kind === 'item' && row.item === item) || (row.kind === 'rejected' && row.items.includes(item)),
    takes: (column) => itemsOfColumn(form, column).includes(item) && findMeasure(item, column) !== undefined,
  })

const regionSubject = (region: Region): Subject => ({
  name: region.name,
  isIn: (row) =>
    (row.kind === 'region' && row.region === region.code) ||
    (row.kind === 'rejected' && row.regions.includes(region.code)),
  takes: () => true,
})

const hasColumn = ({ columns }: FoundTable, column: FormColumn): boolean =>
  columns.columns.some((c) => c.formColumn === column) || columns.stray.some((s) => s.claims === column)

/** The columns of figures that a subject has in a table, those of different periods apart. */
const columnKeys = ({ columns }: FoundTable, subject: Subject): readonly string[] => [
  ...columns.columns
    .filter((c) => holdsFigures(c.formColumn) && subject.takes(c.formColumn))
    .map((c) => `${c.formColumn.code} ${c.period ?? ''}`),
  ...columns.stray.flatMap(({ claims }) =>
    claims && holdsFigures(claims) && subject.takes(claims) ? [`${claims.code} `] : [],
  ),
]

/** Tables with a column of the subject's, but no row for it; all of them where it has no row at all. */
const listWithout = (subject: Subject, tables: readonly FoundTable[]): readonly FoundTable[] => {
  const withRow = tables.filter((t) => t.rows.some(subject.isIn))
  if (withRow.length === 0) return tables.slice(0, 1)
  const seen = new Set(withRow.flatMap((table) => columnKeys(table, subject)))
  return tables.filter(
    (table) => !withRow.includes(table) && columnKeys(table, subject).some((key) => !seen.has(key)),
  )
}

const listAbsentColumns = (tables: readonly FoundTable[], { form, isAsked }: AskedForm) =>
  form.columns
    .filter((c) => holdsFigures(c) && !tables.some((t) => hasColumn(t, c)))
    .filter((c) => itemsOfColumn(form, c).some((i) => isAsked(i) && findMeasure(i, c) !== undefined))
    .map((c) => c.labels.join(' / '))

const miss = (rule: string, sheet: string, name: string): Finding => ({
  rule,
  class: 'quasi_mandatory',
  sheet,
  cell: '',
  found: '表中没有',
  expected: text(name, name),
})

/** Items, regions and columns of the form that stand in none of its tables, or not in the one with their columns. */
export const listAbsences = (tables: readonly FoundTable[], question: AskedForm): readonly Finding[] => {
  const { form, isAsked, regions } = question
  const subjects = form.regions
    ? regions.map(regionSubject)
    : form.items.filter(isAsked).map(itemSubject(form))
  const rule = form.regions ? 'form.region-missing' : 'form.item-missing'
  const sheet = tables[0]?.map.sheet.name ?? ''
  return [
    ...subjects.flatMap((subject) =>
      listWithout(subject, tables).map((table) => miss(rule, table.map.sheet.name, subject.name)),
    ),
    ...listAbsentColumns(tables, question).map((name) => miss('form.column-missing', sheet, name)),
  ]
}
