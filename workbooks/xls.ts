/** Knows .xls and WPS .et: the workbook stream of a compound file, read by a library that is loaded only for it. */
import type { CellObject, Range, WorkBook, WorkSheet } from '@e965/xlsx'
import { text, type Text } from '../indicators/text.ts'
import { prepareBiff } from './biff.ts'
import { appendCell, openCellList, type CellList } from './cell-columns.ts'
import { cleanText } from './cell-text.ts'
import type { SheetDraft } from './compose-sheet.ts'
import { findCivilDate } from './dates.ts'
import type { Cell, CellValue, Sheet } from './grid.ts'
import type { Limits } from './limits.ts'
import { findFormatKind } from './number-format.ts'
import { openCompoundFile } from './ole.ts'
import { excerpt, overLimit, refused } from './refusal.ts'
import { checkMergeCount, checkSheetCount, countContent, openTally, type Tally } from './tally.ts'

const ERRORS: ReadonlyMap<number, string> = new Map([
  [0x00, '#NULL!'],
  [0x07, '#DIV/0!'],
  [0x0f, '#VALUE!'],
  [0x17, '#REF!'],
  [0x1d, '#NAME?'],
  [0x24, '#NUM!'],
  [0x2a, '#N/A'],
  [0x2b, '#GETTING_DATA'],
])
const STATES: readonly Sheet['state'][] = ['visible', 'hidden', 'veryHidden']

const OTHER_FILES: readonly (readonly [stream: string, name: Text])[] = [
  ['worddocument', text('Word 文档', 'a Word document')],
  ['powerpoint document', text('演示文稿', 'a presentation')],
  ['visiodocument', text('Visio 图', 'a Visio drawing')],
]

/** The workbook stream; a password wraps a whole .xlsx in streams of other names. */
const readBookStream = (bytes: Buffer): Buffer => {
  const file = openCompoundFile(bytes)
  if (file.names.includes('encryptedpackage') || file.names.includes('encryptioninfo'))
    throw refused(
      'encrypted',
      text(
        '文件设有密码，请取消密码后再报',
        'the workbook is protected by a password; remove it and send it again',
      ),
    )
  const stream = file.find('Workbook') ?? file.find('Book')
  if (stream) return prepareBiff(stream)
  const other =
    OTHER_FILES.find(([name]) => file.names.includes(name))?.[1] ??
    text('其他 OLE2 文件', 'another OLE2 file')
  throw refused(
    'kind.unsupported',
    text(`文件是${other.zh}，不是 Excel 工作簿`, `the file is ${other.en}, not an Excel workbook`),
  )
}

/** What the library throws on broken input says nothing to a person; that it could not read the file does. */
const parseStream = async (stream: Buffer): Promise<WorkBook> => {
  const [library, codePages] = await Promise.all([
    import('@e965/xlsx'),
    import('@e965/xlsx/dist/cpexcel.full.mjs'),
  ])
  // Files of Excel 5 and 95 are in the code page of their office, GBK for ours.
  library.set_cptable(codePages)
  try {
    return library.read(stream, {
      type: 'buffer',
      dense: true,
      WTF: true,
      cellFormula: true,
      cellNF: true,
      cellStyles: true,
      cellHTML: false,
      cellText: false,
    })
  } catch (error) {
    const said = excerpt(error instanceof Error ? error.message : String(error))
    throw refused(
      'xls.broken',
      text(
        `文件（.xls 格式）无法解析（${said}）。请用 Excel 或 WPS 另存为 .xlsx 后再报`,
        `the file (.xls) cannot be parsed (${said}); save it as .xlsx and send it again`,
      ),
    )
  }
}

const numberValue = (value: number, format: unknown, date1904: boolean): CellValue => {
  if (!Number.isFinite(value)) return { type: 'error', value: '#NUM!' }
  // The library names every format by its code, the built-in ones too.
  const kind = typeof format === 'string' ? findFormatKind(0, format) : undefined
  if (kind === 'percent') return { type: 'number', value, percent: true }
  if (kind !== 'date') return { type: 'number', value, ...(kind ? { printed: kind } : {}) }
  const date = findCivilDate(value, date1904)
  return date === undefined ? { type: 'number', value } : { type: 'date', value: date, serial: value }
}

/** The value of a cell; undefined when it is blank. */
const findValue = (cell: CellObject, date1904: boolean): CellValue | undefined => {
  const { t, v, z } = cell
  if (t === 'n' && typeof v === 'number') return numberValue(v, z, date1904)
  if (t === 's' && typeof v === 'string') return { type: 'text', value: cleanText(v) }
  if (t === 'b') return { type: 'boolean', value: Boolean(v) }
  if (t === 'e') return { type: 'error', value: ERRORS.get(Number(v)) ?? '#ERROR!' }
  return undefined
}

const findCell = (
  raw: CellObject,
  place: { row: number; column: number },
  date1904: boolean,
): Cell | undefined => {
  const value = findValue(raw, date1904)
  if (raw.f !== undefined && raw.f !== '')
    return { ...place, content: value ?? { type: 'uncalculated' }, formula: cleanText(raw.f) }
  if (value === undefined || (value.type === 'text' && value.value === '')) return undefined
  return { ...place, content: value }
}

const checkText = (cell: Cell, { limits }: Tally): void => {
  if (cell.content.type === 'text' && cell.content.value.length > limits.text)
    throw overLimit('limit.text', {
      what: text('一个单元格文字的字数', 'characters of one cell'),
      found: cell.content.value.length,
      limit: limits.text,
    })
}

const readCells = (sheet: WorkSheet, tally: Tally, date1904: boolean): CellList => {
  const cells = openCellList()
  // Rows and columns that hold nothing are holes, which forEach passes over.
  sheet['!data']?.forEach((row, r) => {
    row?.forEach((raw, c) => {
      const cell = findCell(raw, { row: r + 1, column: c + 1 }, date1904)
      if (!cell) return
      countContent(tally, cell)
      checkText(cell, tally)
      appendCell(cells, cell)
    })
  })
  return cells
}

const hiddenIndexes = (infos: readonly { hidden?: boolean }[] | undefined): readonly number[] => {
  const hidden: number[] = []
  infos?.forEach((info, index) => {
    if (info?.hidden === true) hidden.push(index + 1)
  })
  return hidden
}

const toRange = ({ s, e }: Range) => ({ top: s.r + 1, left: s.c + 1, bottom: e.r + 1, right: e.c + 1 })

const sheetOf = (book: WorkBook, name: string): WorkSheet => {
  const sheet = book.Sheets[name]
  if (sheet && book.SheetNames.indexOf(name) === book.SheetNames.lastIndexOf(name)) return sheet
  throw refused(
    'xls.broken',
    text(
      `工作表「${excerpt(name)}」在文件中没有内容，或有两张同名`,
      `sheet "${excerpt(name)}" has no content in the file, or two bear its name`,
    ),
  )
}

const readSheet = (book: WorkBook, name: string, tally: Tally): readonly SheetDraft[] => {
  const sheet = sheetOf(book, name)
  // Charts, dialogs and macro sheets are typed; a sheet of cells is not.
  if (sheet['!type'] !== undefined) return []
  const merges = (sheet['!merges'] ?? []).map(toRange)
  checkMergeCount(merges.length, tally.limits)
  const hidden = book.Workbook?.Sheets?.find((s) => s.name === name)?.Hidden ?? 0
  return [
    {
      name: cleanText(name),
      state: STATES[hidden] ?? 'visible',
      cells: readCells(sheet, tally, book.Workbook?.WBProps?.date1904 ?? false),
      merges,
      hiddenRows: hiddenIndexes(sheet['!rows']),
      hiddenColumns: hiddenIndexes(sheet['!cols']).map((column) => [column, column] as const),
      warnings: [],
    },
  ]
}

/** Reads an .xls or .et. @throws RefusedError */
export const readXls = async (bytes: Buffer, limits: Limits): Promise<readonly SheetDraft[]> => {
  if (bytes.length > limits.xlsFile)
    throw overLimit('limit.file', {
      what: text('.xls 文件的字节数', 'bytes of an .xls file'),
      found: bytes.length,
      limit: limits.xlsFile,
    })
  const book = await parseStream(readBookStream(bytes))
  checkSheetCount(book.SheetNames.length, limits)
  const tally = openTally(limits)
  return book.SheetNames.flatMap((name) => readSheet(book, name, tally))
}
