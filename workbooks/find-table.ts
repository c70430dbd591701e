/** Knows how a form stands in a table: which column and which row is which, however the table was rearranged. */
import type { Finding } from '../indicators/finding.ts'
import { holdsFigures, type Form } from '../indicators/form.ts'
import { text } from '../indicators/text.ts'
import { findHeaders } from './tables/find-header.ts'
import type { FormNames } from './tables/form-names.ts'
import type { Header } from './tables/header.ts'
import { matchColumns, type ColumnMatch } from './tables/match-columns.ts'
import { matchRegionRows } from './tables/match-region-rows.ts'
import { matchRows } from './tables/match-rows.ts'
import type { RowMatch } from './tables/row-match.ts'
import { addressOf, type SheetMap } from './tables/sheet-map.ts'

/** One block of figures on a sheet. */
export interface FoundTable {
  readonly form: Form
  readonly map: SheetMap
  readonly columns: ColumnMatch
  readonly rows: readonly RowMatch[]
  readonly nameColumn: number
  /** First and last row of labels; what stands above is the heading. */
  readonly headerRows: { readonly top: number; readonly bottom: number }
}

export type TableMatch = { readonly table: FoundTable } | { readonly finding: Finding }

/** How a form's columns are printed. */
const columnWords = (form: Form): string =>
  form.columns
    .map((c) => (c.holds.kind === 'period' ? '各报告期' : c.labels.join('/')))
    .map((words) => `「${words}」`)
    .join('')

const noTable = (map: SheetMap, form: Form): Finding => ({
  rule: 'form.header',
  class: 'mandatory',
  sheet: map.sheet.name,
  cell: '',
  found: text('没有找到表头', 'no header').zh,
  expected: text(
    `含「${form.stub.name}」及 ${columnWords(form)} 的表头`,
    `a header with ${form.stub.name} and the columns of ${form.code}`,
  ),
})

const severalTables = (map: SheetMap, form: Form, headers: readonly Header[]): Finding => {
  const cells = headers.map((h) => addressOf(h.name))
  return {
    rule: 'form.tables',
    class: 'mandatory',
    sheet: map.sheet.name,
    cell: cells[0] ?? '',
    found: cells.join('、'),
    expected: text(
      `每张表只有一个「${form.stub.name}」表头；请改用下发的模板填报`,
      `one header with ${form.stub.name} for each table`,
    ),
  }
}

/** Finds the form in a table that `cutSheet` cut out; without one the finding says what was looked for. */
export const findTable = (map: SheetMap, form: Form, names: FormNames): TableMatch => {
  const [header, ...others] = findHeaders(map, form, names)
  if (!header) return { finding: noTable(map, form) }
  if (others.length > 0) return { finding: severalTables(map, form, [header, ...others]) }
  const columns = matchColumns(map, { header, form, names })
  const { codeColumn, unitColumn } = columns
  const needs = {
    form,
    names,
    dataStart: header.dataStart,
    nameColumn: header.name.column,
    ...(codeColumn === undefined ? {} : { codeColumn }),
    ...(unitColumn === undefined ? {} : { unitColumn }),
  }
  return {
    table: {
      form,
      map,
      columns,
      rows: form.regions ? matchRegionRows(map, needs) : matchRows(map, needs),
      nameColumn: header.name.column,
      headerRows: { top: columns.start, bottom: header.bottom },
    },
  }
}

const ALIKE = 0.6

/** Whether the header and the rows are mostly the form's. */
export const looksLike = ({ form, columns, rows }: FoundTable): boolean => {
  const needed = form.columns.filter(holdsFigures)
  const known = needed.filter((c) => columns.columns.some((m) => m.formColumn === c)).length
  const understood = rows.filter((r) => r.kind === 'item' || r.kind === 'region').length
  const named = rows.filter((r) => r.kind !== 'unknown' || r.name !== '').length
  return known >= needed.length * ALIKE && understood > 0 && understood >= named * ALIKE
}
