/** Knows the tables of a workbook before any form is matched: each with its heading, its header and the figures in it. */
import type { Form } from '../../indicators/form.ts'
import type { Cell, Grid } from '../grid.ts'
import { isOwnSheet } from '../own-sheets.ts'
import { cutSheet } from '../tables/cut-sheet.ts'
import { findHeaders } from '../tables/find-header.ts'
import type { FormNames } from '../tables/form-names.ts'
import { isStubLabel, type Header } from '../tables/header.ts'
import { addressOf, cellText, mapSheet, type SheetMap } from '../tables/sheet-map.ts'
import { parseNumberText } from '../words/number-text.ts'

/** A table that was cut out of a sheet; without a header the whole sheet, which may be none at all. */
export interface SheetTable {
  readonly map: SheetMap
  readonly header: Header | undefined
  /** Cells of numbers where figures belong. */
  readonly figures: readonly Cell[]
}

const isNumber = ({ content }: Cell): boolean =>
  content.type === 'number' || (content.type === 'text' && parseNumberText(content.value)?.unit === '')

/** Codes and running numbers are no figures: the label over a column tells it, or the letter under the label. */
const isStubColumn = (map: SheetMap, header: Header, column: number): boolean => {
  const letter = header.letters.get(column)
  if (letter !== undefined && !/^\d+$/.test(letter)) return true
  for (let row = header.top; row <= header.bottom; row++)
    if (isStubLabel(cellText(map.labelAt(row, column)))) return true
  return false
}

const listFigures = (map: SheetMap, header: Header | undefined): readonly Cell[] => {
  if (!header) return map.sheet.cells.filter((c) => c.content.type === 'number')
  const stub = new Set(
    Array.from({ length: map.span.right - map.span.left + 1 }, (_, i) => map.span.left + i).filter(
      (column) => column === header.name.column || isStubColumn(map, header, column),
    ),
  )
  return map.sheet.cells.filter((c) => c.row >= header.dataStart && !stub.has(c.column) && isNumber(c))
}

/** The tables on the visible sheets, sheet by sheet. */
export const listTables = (
  grid: Grid,
  forms: readonly Form[],
  namesOf: (form: Form) => FormNames,
): readonly SheetTable[] =>
  grid.sheets
    // Ours speak of figures and hold none, whatever their columns look like.
    .filter((s) => s.state === 'visible' && s.cells.length > 0 && !isOwnSheet(s))
    .flatMap((sheet) => {
      const whole = mapSheet(sheet)
      const headers = forms.flatMap((form) => findHeaders(whole, form, namesOf(form)))
      return cutSheet(whole, headers).map((map): SheetTable => {
        const [header] = forms.flatMap((form) => findHeaders(map, form, namesOf(form)))
        return { map, header, figures: listFigures(map, header) }
      })
    })

/** Where a table is: the cell that heads its names. */
export const placeOf = ({ map, header }: SheetTable): { readonly sheet: string; readonly cell: string } => ({
  sheet: map.sheet.name,
  cell: header ? addressOf(header.name) : '',
})
