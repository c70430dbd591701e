/** Knows how a form stands on a sheet: which column and which row is which, however the sheet was rearranged. */
import type { Finding } from '../indicators/finding.ts'
import type { Form } from '../indicators/form.ts'
import { text } from '../indicators/text.ts'
import { findUnit, type UnitOfMeasure } from '../indicators/unit-of-measure.ts'
import { findHeaders } from './tables/find-header.ts'
import { matchColumns, type ColumnMatch } from './tables/match-columns.ts'
import { matchRows, type RowMatch } from './tables/match-rows.ts'
import { addressOf, type SheetMap } from './tables/sheet-map.ts'

/** One block of figures on a sheet. */
export interface FoundTable {
  readonly map: SheetMap
  readonly columns: ColumnMatch
  readonly rows: readonly RowMatch[]
  readonly nameColumn: number
  /** First and last row of labels; what stands above is the heading. */
  readonly headerRows: { readonly top: number; readonly bottom: number }
}

export interface FoundTables {
  /** At most one for now; tables side by side or one under the other will be several. */
  readonly tables: readonly FoundTable[]
  readonly findings: readonly Finding[]
}

const noTable = (map: SheetMap, form: Form): Finding => ({
  rule: 'form.header',
  class: 'mandatory',
  sheet: map.sheet.name,
  cell: '',
  found: text('没有找到表头', 'no header').zh,
  expected: text(
    `含「${form.stub.name}」及 ${form.columns.map((c) => `「${c.labels.join('/')}」`).join('')} 的表头`,
    `a header with ${form.stub.name} and the columns of ${form.code}`,
  ),
})

const severalTables = (map: SheetMap, form: Form, cells: readonly string[]): Finding => ({
  rule: 'form.tables',
  class: 'mandatory',
  sheet: map.sheet.name,
  cell: cells[0] ?? '',
  found: cells.join('、'),
  expected: text(
    `一张工作表只有一个「${form.stub.name}」表头；并排或上下相接的表请改用下发的模板填报`,
    `one header with ${form.stub.name} on a sheet; tables side by side or stacked are not read`,
  ),
})

/** Finds the form's table on a sheet; without one the findings say what was looked for. */
export const findTables = (map: SheetMap, form: Form, units: readonly UnitOfMeasure[]): FoundTables => {
  const isUnit = (name: string): boolean => findUnit(units, name) !== undefined
  const headers = findHeaders(map, form)
  const [header, ...others] = headers
  if (!header) return { tables: [], findings: [noTable(map, form)] }
  if (others.length > 0)
    return {
      tables: [],
      findings: [
        severalTables(
          map,
          form,
          headers.map((h) => addressOf(h.name)),
        ),
      ],
    }
  const columns = matchColumns(map, { header, form, isUnit })
  const { codeColumn, unitColumn } = columns
  const rows = matchRows(map, {
    form,
    isUnit,
    dataStart: header.dataStart,
    nameColumn: header.name.column,
    ...(codeColumn === undefined ? {} : { codeColumn }),
    ...(unitColumn === undefined ? {} : { unitColumn }),
  })
  const table: FoundTable = {
    map,
    columns,
    rows,
    nameColumn: header.name.column,
    headerRows: { top: columns.start, bottom: header.bottom },
  }
  return { tables: [table], findings: columns.findings }
}
