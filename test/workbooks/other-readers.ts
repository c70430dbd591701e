/** Knows how exceljs, SheetJS and hucre read a workbook, told in one way: value by sheet and address. */
import { read, set_cptable, type CellObject } from '@e965/xlsx'
import * as codePages from '@e965/xlsx/dist/cpexcel.full.mjs'
import ExcelJS from 'exceljs'
import { readXls, readXlsx, type Cell as HucreCell, type Workbook as HucreBook } from 'hucre/xlsx'
import { cellAddress } from '../../workbooks/grid.ts'
import { readWorkbook } from '../../workbooks/read-workbook.ts'

/** A date is its serial, an error its name after `!`, a formula without a result `?`; blanks and empty texts are left out. */
export type Value = number | string | boolean
export type Book = Readonly<Record<string, Readonly<Record<string, Value>>>>
export type ReadBook = (bytes: Buffer) => Promise<Book>

const DAY = 86_400_000

/** The serial of a date of the 1900 system, to the millisecond that a date holds. */
const serialOf = (date: Date, date1904: boolean): number => {
  const days = (date.getTime() - Date.UTC(1899, 11, 30)) / DAY - (date1904 ? 1462 : 0)
  return days < 61 && !date1904 ? days - 1 : days
}

const put = (
  cells: Record<string, Value>,
  place: readonly [row: number, column: number],
  value: unknown,
): void => {
  if (typeof value === 'number' || typeof value === 'boolean' || (typeof value === 'string' && value !== ''))
    cells[cellAddress(...place)] = value
}

const readOurs: ReadBook = async (bytes) => {
  const result = await readWorkbook(bytes)
  if ('refused' in result) throw new Error(result.refused.code)
  return Object.fromEntries(
    result.grid.sheets.map((sheet) => {
      const cells: Record<string, Value> = {}
      for (const { row, column, content } of sheet.cells)
        if (content.type === 'uncalculated') put(cells, [row, column], '?')
        else if (content.type === 'error') put(cells, [row, column], `!${content.value}`)
        else put(cells, [row, column], content.type === 'date' ? content.serial : content.value)
      return [sheet.name, cells]
    }),
  )
}

const exceljsValue = (value: ExcelJS.CellValue | undefined, date1904: boolean): unknown => {
  if (value instanceof Date) return serialOf(value, date1904)
  if (typeof value !== 'object' || value === null) return value
  if ('error' in value) return `!${value.error}`
  if ('richText' in value) return value.richText.map((run) => run.text).join('')
  if ('formula' in value || 'sharedFormula' in value)
    return value.result === undefined ? '?' : exceljsValue(value.result, date1904)
  return 'text' in value ? exceljsValue(value.text, date1904) : undefined
}

const readExceljs: ReadBook = async (bytes) => {
  const book = new ExcelJS.Workbook()
  await book.xlsx.load(Uint8Array.from(bytes).buffer)
  return Object.fromEntries(
    book.worksheets.map((sheet) => {
      const cells: Record<string, Value> = {}
      sheet.eachRow((row, r) => {
        row.eachCell((cell, c) => {
          // Cells under a merge repeat the value of its corner.
          if (!cell.isMerged || cell.master === cell)
            put(cells, [r, c], exceljsValue(cell.value, book.properties.date1904))
        })
      })
      return [sheet.name, cells]
    }),
  )
}

const ERRORS: ReadonlyMap<unknown, string> = new Map([
  [0x00, '#NULL!'],
  [0x07, '#DIV/0!'],
  [0x0f, '#VALUE!'],
  [0x17, '#REF!'],
  [0x1d, '#NAME?'],
  [0x24, '#NUM!'],
  [0x2a, '#N/A'],
])

const sheetjsValue = (cell: CellObject): unknown => {
  if (cell.t === 'e') return `!${ERRORS.get(cell.v) ?? String(cell.v)}`
  return cell.f !== undefined && (cell.t === 'z' || cell.v === undefined) ? '?' : cell.v
}

const readSheetjs: ReadBook = (bytes) => {
  set_cptable(codePages)
  const book = read(bytes, { dense: true, WTF: true, cellFormula: true })
  return Promise.resolve(
    Object.fromEntries(
      book.SheetNames.map((name) => {
        const cells: Record<string, Value> = {}
        book.Sheets[name]?.['!data']?.forEach((row, r) => {
          row?.forEach((cell, c) => put(cells, [r + 1, c + 1], sheetjsValue(cell)))
        })
        return [name, cells]
      }),
    ),
  )
}

const hucreValue = (value: unknown, cell: HucreCell | undefined, date1904: boolean): unknown => {
  if (value instanceof Date) return serialOf(value, date1904)
  if (cell?.type === 'error' && typeof value === 'string') return `!${value}`
  return cell?.formula !== undefined && value === null ? '?' : value
}

const fromHucre = (book: HucreBook): Book =>
  Object.fromEntries(
    book.sheets.map((sheet) => {
      const cells: Record<string, Value> = {}
      sheet.rows.forEach((row, r) => {
        row?.forEach((value, c) => {
          const cell = sheet.cells?.get(`${r},${c}`)
          put(cells, [r + 1, c + 1], hucreValue(value, cell, book.dateSystem === '1904'))
        })
      })
      return [sheet.name, cells]
    }),
  )

const isOld = (bytes: Buffer): boolean => bytes[0] === 0xd0

const readHucre: ReadBook = async (bytes) =>
  fromHucre(await (isOld(bytes) ? readXls(bytes) : readXlsx(bytes)))

export const OURS: ReadBook = readOurs
export const OTHERS = { exceljs: readExceljs, sheetjs: readSheetjs, hucre: readHucre } as const
export type Other = keyof typeof OTHERS
export const OTHER_NAMES: readonly Other[] = ['exceljs', 'sheetjs', 'hucre']

/** The others that know the format at all: exceljs does not know .xls, which ours reads with SheetJS. */
export const othersFor = (bytes: Buffer): readonly Other[] => (isOld(bytes) ? ['hucre'] : OTHER_NAMES)

/** What another reader sees otherwise, `sheet!A1: theirs, ours …`, first difference first; undefined when it sees the same. */
export const findDifference = (ours: Book, theirs: Book): string | undefined => {
  const names = [Object.keys(ours), Object.keys(theirs)].map((n) => n.join())
  if (names[0] !== names[1]) return `sheets ${names[1]}, ours ${names[0]}`
  const different = Object.entries(ours).flatMap(([sheet, cells]) => {
    const other = theirs[sheet] ?? {}
    return [...new Set([...Object.keys(cells), ...Object.keys(other)])]
      .filter((at) => !isSame(cells[at], other[at]))
      .map(
        (at) =>
          `${sheet}!${at}: ${JSON.stringify(other[at] ?? null)}, ours ${JSON.stringify(cells[at] ?? null)}`,
      )
  })
  if (different.length === 0) return undefined
  return `${different[0]}${different.length > 1 ? ` and ${different.length - 1} more` : ''}`
}

/** Dates pass through milliseconds in other readers. */
const isSame = (a: Value | undefined, b: Value | undefined): boolean =>
  a === b ||
  (typeof a === 'number' && typeof b === 'number' && Math.abs(a - b) < 1e-8 && a > 1 && !Number.isInteger(a))
