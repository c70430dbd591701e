/** Knows how a form becomes a workbook that one hands to a reporting unit: printed like a form, locked where nothing is to be filled in. */
import type { Workbook, Worksheet } from 'exceljs'
import type { Form } from '../indicators/form.ts'
import { InputError } from '../indicators/input-error.ts'
import { STATUSES, type Measure } from '../indicators/observation.ts'
import { periodKind, type Period } from '../indicators/period.ts'
import type { ReportingUnit } from '../indicators/reporting-unit.ts'
import { text } from '../indicators/text.ts'
import type { Variable } from '../indicators/variable.ts'
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

export interface TemplateOrder {
  readonly form: Form
  readonly unit: ReportingUnit
  readonly period: Period
  readonly variables: readonly Variable[]
  /** What was reported before for the cell; shown while the cell is selected. */
  readonly prior?: (variable: string, measure: Measure) => string | undefined
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

/** A little room at the right for numbers and texts; more decimals than anyone prints are shown as Excel likes, never as `###`. */
const numberFormat = (decimals: number): string => {
  if (decimals > 6) return 'General'
  const digits = `#,##0${decimals === 0 ? '' : `.${'0'.repeat(decimals)}`}_ `
  return `${digits};-${digits};${digits};@_ `
}

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
  const variable = order.variables.find((v) => v.code === item.item.variable)
  const decimals = measure.startsWith('growth') ? 1 : (variable?.decimals ?? 2)
  if (value !== undefined) cell.value = typeof value === 'string' ? literal(value) : value
  cell.style = { ...STYLES.figure, numFmt: numberFormat(Math.max(decimals, decimalsIn(value))) }
  cell.dataValidation = numberRule(order.form, order.prior?.(item.item.variable, measure))
}

const writeStub = (
  sheet: Worksheet,
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
    if (column.kind !== 'form') return writeStub(work.sheet, item, { column, index })
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
    paperSize: 9,
    orientation: 'landscape',
    fitToPage: true,
    fitToWidth: 1,
    fitToHeight: 0,
    horizontalCentered: true,
    printTitlesRow: `${layout.headerTop}:${layout.letterRow}`,
    margins: { left: 0.5, right: 0.5, top: 0.6, bottom: 0.6, header: 0.3, footer: 0.3 },
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

const checkOrder = ({ form, unit, period }: TemplateOrder, layout: Layout): void => {
  const where = text(`${form.title} ${unit.name}`, `${form.code} ${unit.code}`)
  const issues = [
    ...(periodKind(period) === form.periodKind
      ? []
      : [
          {
            where,
            found: period,
            expected: text(
              `如「${{ month: '2020-07', quarter: '2020-Q3', year: '2020' }[form.periodKind]}」的报告期`,
              `a ${form.periodKind}`,
            ),
          },
        ]),
    ...(form.regions || form.columns.some((c) => c.holds.kind === 'period')
      ? [
          {
            where,
            found: form.title,
            expected: text(
              '各行为指标、各栏为口径的表式；按地区或按时期排列的资料表没有模板',
              'a form of items and measures; tables of regions or periods have no template',
            ),
          },
        ]
      : []),
    ...(layout.items.some((i) => i.asked)
      ? []
      : [
          {
            where,
            found: unit.name,
            expected: text('在本表有填报任务的单位', 'a unit that answers for an item of the form'),
          },
        ]),
  ]
  if (issues.length > 0) throw new InputError(issues)
}

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
  writeStamp(workbook, order)
  return new Uint8Array(await workbook.xlsx.writeBuffer())
}
