/** Knows how a form becomes a workbook that one hands to a reporting unit: printed like a form, locked where nothing is to be filled in. */
import type { Workbook, Worksheet } from 'exceljs'
import type { Form } from '../indicators/form.ts'
import { STATUSES, type Measure } from '../indicators/observation.ts'
import type { Period } from '../indicators/period.ts'
import type { PriorFigures } from '../indicators/prior-figures.ts'
import type { ReportingUnit } from '../indicators/reporting-unit.ts'
import type { Variable } from '../indicators/variable.ts'
import { A4_ACROSS, MARGINS } from './paper.ts'
import { rewritePackage, type PartEdits } from './rewrite-package.ts'
import { addComparisonSheet, priorPrompt, type ComparedCell } from './template/comparison-sheet.ts'
import { checkOrder } from './template/check-order.ts'
import { composeRowEntries, type RowEntries, type TemplateEntry } from './template/entries.ts'
import {
  composeLayout,
  SONG_WIDTH,
  widthOf,
  type Block,
  type Layout,
  type TemplateColumn,
  type TemplateItem,
} from './template/layout.ts'
import { clip, numberRule, statusRule } from './template/input-rules.ts'
import { STAMP_SHEET, stampRows } from './template/stamp.ts'
import { STYLES, tableBorder, type StyleName } from './template/style.ts'
import { composePeriodText } from './words/period-text.ts'
import { numberFormat } from './written-number.ts'

export interface TemplateOrder {
  readonly form: Form
  readonly unit: ReportingUnit
  readonly period: Period
  readonly variables: readonly Variable[]
  /** What was reported before for the cell: shown while it is selected, and on a sheet of its own. */
  readonly prior?: (variable: string, measure: Measure) => PriorFigures | undefined
  /** Figures to fill in. */
  readonly entries?: readonly TemplateEntry[]
  /** Prints 合成数据 over the table and marks the stamp. */
  readonly synthetic?: boolean
}

interface Work {
  readonly sheet: Worksheet
  readonly layout: Layout
  readonly order: TemplateOrder
  readonly entries: ReadonlyMap<string, RowEntries>
}

const NOTHING: RowEntries = { values: new Map(), status: undefined, note: '' }

/** Excel takes `_x0041_` in a text for an escaped letter; exceljs does not protect it. */
const literal = (raw: string): string => raw.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')

const put = (sheet: Worksheet, block: Block, style: StyleName): void => {
  if (block.top !== block.bottom || block.left !== block.right)
    sheet.mergeCells(block.top, block.left, block.bottom, block.right)
  const cell = sheet.getCell(block.top, block.left)
  cell.value = literal(block.text)
  cell.style = { ...STYLES[style] }
}

const widthUnder = (layout: Layout, block: Block): number =>
  layout.columns.slice(block.left - 1, block.right).reduce((sum, c) => sum + c.width, 0)

const heightOf = (layout: Layout, block: Block, lineHeight: number): number =>
  Math.max(1, Math.ceil(widthOf(block.text) / Math.max(1, widthUnder(layout, block) - 3))) * lineHeight + 2

const writeHeading = ({ sheet, layout }: Work): void => {
  put(sheet, layout.title, 'title')
  sheet.getRow(1).height = 34
  if (layout.synthetic) put(sheet, layout.synthetic, 'synthetic')
  for (const block of layout.imprint) {
    put(sheet, block, 'imprint')
    sheet.getRow(block.top).height = heightOf(layout, block, 13)
  }
  put(sheet, layout.line.unit, 'lineLeft')
  if (layout.line.period) put(sheet, layout.line.period, 'lineCentre')
  if (layout.line.measure) put(sheet, layout.line.measure, 'lineRight')
  sheet.getRow(layout.line.unit.top).height = 20
  for (const block of layout.header) put(sheet, block, 'header')
  for (let row = layout.headerTop; row < layout.letterRow; row++) sheet.getRow(row).height = 22
}

const writeLetters = ({ sheet, layout }: Work): void => {
  layout.columns.forEach((column, index) => {
    const letter = column.kind === 'form' ? column.formColumn.code : column.letter
    put(
      sheet,
      { text: letter, top: layout.letterRow, bottom: layout.letterRow, left: index + 1, right: index + 1 },
      'letter',
    )
  })
  sheet.getRow(layout.letterRow).height = 18
}

const decimalsIn = (value: number | string | undefined): number =>
  typeof value === 'number' ? (/\.(\d+)$/.exec(String(value))?.[1]?.length ?? 0) : 0

const decimalsOf = ({ variables }: TemplateOrder, { item }: TemplateItem, measure: Measure): number =>
  measure.startsWith('growth') ? 1 : (variables.find((v) => v.code === item.variable)?.decimals ?? 2)

const writeFigure = (
  work: Work,
  place: { item: TemplateItem; index: number; measure: Measure; row: RowEntries },
): void => {
  const { sheet, order } = work
  const { item, measure } = place
  const cell = sheet.getCell(item.row, place.index + 1)
  const taken = item.asked && (item.item.measures?.includes(measure) ?? true)
  if (!taken) {
    cell.value = '—'
    cell.style = { ...STYLES.notAsked }
    return
  }
  const value = place.row.values.get(measure)
  const decimals = decimalsOf(order, item, measure)
  if (value !== undefined) cell.value = typeof value === 'string' ? literal(value) : value
  cell.style = { ...STYLES.figure, numFmt: numberFormat(Math.max(decimals, decimalsIn(value))) }
  const prior = order.prior?.(item.item.variable, measure)
  cell.dataValidation = numberRule(order.form, prior && priorPrompt(prior))
}

/** What is counted, and what the form says of the item. */
const noteOn = ({ variables }: TemplateOrder, { item }: TemplateItem): string => {
  const scope = variables.find((v) => v.code === item.variable)?.scope
  return [
    ...(scope === undefined ? [] : [`口径：${scope}`]),
    ...(item.note === undefined ? [] : [`填报说明：${item.note}`]),
  ].join('\n')
}

const writeStub = (
  { sheet, order }: Work,
  item: TemplateItem,
  place: { column: TemplateColumn; index: number },
): void => {
  const cell = sheet.getCell(item.row, place.index + 1)
  const texts = {
    name: item.printedName,
    unit: item.asked ? item.item.unit : '—',
    code: item.item.code ?? '',
    form: '',
  }
  cell.value = literal(texts[place.column.kind])
  cell.style = { ...STYLES[place.column.kind === 'name' ? 'name' : 'stub'] }
  const note = place.column.kind === 'name' && item.asked ? noteOn(order, item) : ''
  if (note !== '') cell.note = { texts: [{ font: { name: '宋体', size: 9 }, text: literal(note) }] }
}

const writeWord = (
  { sheet, order }: Work,
  item: TemplateItem,
  place: { index: number; kind: 'status' | 'note'; row: RowEntries },
): void => {
  const cell = sheet.getCell(item.row, place.index + 1)
  const words = place.kind === 'note' ? place.row.note : place.row.status ? STATUSES[place.row.status].zh : ''
  if (words !== '') cell.value = literal(words)
  cell.style = { ...STYLES[item.asked ? place.kind : 'notAsked'] }
  if (place.kind === 'status' && item.asked) cell.dataValidation = statusRule(order.form)
}

const writeItem = (work: Work, item: TemplateItem): void => {
  const row = work.entries.get(item.item.variable) ?? NOTHING
  work.layout.columns.forEach((column, index) => {
    if (column.kind !== 'form') return writeStub(work, item, { column, index })
    const { holds } = column.formColumn
    if (holds.kind === 'measure') return writeFigure(work, { item, index, measure: holds.measure, row })
    if (holds.kind !== 'period') writeWord(work, item, { index, kind: holds.kind, row })
  })
  const nameWidth = (work.layout.columns[0]?.width ?? 1) / SONG_WIDTH
  const noteWidth =
    work.layout.columns.find((c) => c.kind === 'form' && c.formColumn.holds.kind === 'note')?.width ?? 99
  const lines = Math.max(widthOf(item.printedName) / nameWidth, widthOf(row.note) / (noteWidth + 1))
  work.sheet.getRow(item.row).height = Math.max(1, Math.ceil(lines)) * 14 + 7
}

const drawTable = ({ sheet, layout }: Work): void => {
  const table = { top: layout.headerTop, bottom: layout.lastItemRow, columns: layout.columns.length }
  for (let row = table.top; row <= table.bottom; row++)
    for (let column = 1; column <= table.columns; column++) {
      const cell = sheet.getCell(row, column)
      cell.style = { ...cell.style, border: tableBorder({ row, column }, table) }
    }
}

const writeFoot = ({ sheet, layout }: Work): void => {
  if (layout.footer) {
    put(sheet, layout.footer, 'footer')
    sheet.getRow(layout.footer.top).height = 26
  }
  for (const block of layout.notes) {
    put(sheet, block, 'notes')
    sheet.getRow(block.top).height = heightOf(layout, block, 13)
  }
}

const setUpPage = ({ sheet, layout, order }: Work): void => {
  layout.columns.forEach((column, index) => {
    sheet.getColumn(index + 1).width = column.width
  })
  sheet.views = [{ state: 'frozen', xSplit: 1, ySplit: layout.letterRow, showGridLines: false }]
  sheet.pageSetup = {
    ...A4_ACROSS,
    printTitlesRow: `${layout.headerTop}:${layout.letterRow}`,
    margins: MARGINS,
  }
  sheet.headerFooter = { oddFooter: `&L&9${order.form.tableNumber ?? order.form.code}&R&9第 &P 页 共 &N 页` }
}

const writeStamp = (workbook: Workbook, { form, unit, period, synthetic }: TemplateOrder): void => {
  const sheet = workbook.addWorksheet(STAMP_SHEET, { state: 'veryHidden' })
  const stamp = {
    form: form.code,
    version: form.version,
    unit: unit.code,
    period,
    synthetic: synthetic === true,
  }
  for (const row of stampRows(stamp)) sheet.addRow([...row])
}

/** The cells of the form to which something was reported before, item by item. */
const listCompared = ({ layout, order }: Work): readonly ComparedCell[] =>
  layout.items
    .filter((item) => item.asked)
    .flatMap((item) =>
      layout.columns.flatMap((column, index) => {
        if (column.kind !== 'form' || column.formColumn.holds.kind !== 'measure') return []
        const { measure } = column.formColumn.holds
        const label = column.formColumn.labels.join(' ')
        const prior = order.prior?.(item.item.variable, measure)
        if (!prior || !(item.item.measures?.includes(measure) ?? true)) return []
        const { code = '', unit } = item.item
        const rate = measure.startsWith('growth')
        const format = numberFormat(decimalsOf(order, item, measure))
        const place = { row: item.row, column: index + 1 }
        return [{ ...place, name: item.printedName, code, unit: rate ? '%' : unit, label, format, prior }]
      }),
    )

/** The dates that the library takes from the clock: the same order gives the same bytes, and so the same submission. */
const UNDATED: PartEdits = new Map([
  ['docProps/core.xml', (xml) => xml.replaceAll(/<dcterms:(created|modified)\b.*?<\/dcterms:\1>/gs, '')],
])

/** Sheet names hold at most 31 characters and none of `[]:*?/\`. */
const sheetName = (form: Form, period: Period): string =>
  clip(`${form.tableNumber ?? form.code} ${composePeriodText(period)}`.replace(/[[\]:*?/\\]/g, ' '), 31)

/**
 * Writes the form as .xlsx for one reporting unit and period, with the entries filled in. The sheet is protected
 * without a password: a person may lift it, the reader does not depend on it.
 * @throws InputError when the period is of another kind, the unit answers for no item, or an entry has no place.
 */
export const writeTemplate = async (order: TemplateOrder): Promise<Uint8Array> => {
  const { form, unit, period, synthetic = false } = order
  const layout = composeLayout({ form, unit, period, synthetic })
  checkOrder(order, layout)
  const entries = composeRowEntries(form, layout.items, order.entries ?? [])
  const { default: ExcelJS } = await import('exceljs')
  const workbook = new ExcelJS.Workbook()
  workbook.creator = '倍增'
  workbook.title = form.title
  const sheet = workbook.addWorksheet(sheetName(form, period))
  const work = { sheet, layout, order, entries }
  writeHeading(work)
  writeLetters(work)
  for (const item of layout.items) writeItem(work, item)
  drawTable(work)
  writeFoot(work)
  setUpPage(work)
  await sheet.protect('', {
    selectLockedCells: true,
    selectUnlockedCells: true,
    formatColumns: true,
    formatRows: true,
  })
  await addComparisonSheet(workbook, { period, form: sheet.name, cells: listCompared(work) })
  writeStamp(workbook, order)
  return rewritePackage(new Uint8Array(await workbook.xlsx.writeBuffer()), UNDATED)
}
