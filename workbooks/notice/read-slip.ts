/** Knows a reply slip that came back: the number over it, and what the unit wrote beside each word. */
import { InputError, NOT_GIVEN, type InputIssue } from '../../indicators/input-error.ts'
import { parseDay, type Day } from '../../indicators/period.ts'
import { text } from '../../indicators/text.ts'
import type { Cell, ReadResult, Sheet } from '../grid.ts'
import { cellText, mapSheet, type SheetMap } from '../tables/sheet-map.ts'
import { SLIP_FIELDS, SLIP_TITLE } from './slip.ts'

/** What stands on the slip; blank where nothing was written. */
export interface Slip {
  readonly number: string
  readonly cause: string
  readonly measures: string
  readonly due: Day
  readonly signed: string
  readonly answered: string
}

const refuse = (issue: InputIssue): never => {
  throw new InputError([issue])
}

const findTitle = (sheet: Sheet): Cell | undefined =>
  sheet.cells.find(({ content }) => content.type === 'text' && content.value.trim() === SLIP_TITLE)

/** The cell beside the word, under the title; in a row of two fields each word has its own. */
const findBeside = (
  { rows, row, labelAt, mergeAt }: SheetMap,
  from: number,
  word: string,
): Cell | undefined => {
  const label = rows
    .filter((r) => r > from)
    .flatMap((r) => row(r))
    .find((cell) => cellText(cell).trim() === word)
  if (!label) return undefined
  const end = mergeAt(label.row, label.column)?.right ?? label.column
  const beside = labelAt(label.row, end + 1)
  // A blank field is no cell: what is found then may be the word of the next one.
  return beside && beside.row === label.row && beside.column <= end + 1 ? beside : undefined
}

const DAY = /^(\d{4})[年./-](\d{1,2})[月./-](\d{1,2})日?$/

/** `2020-12-31`, `2020年12月31日`, `2020/12/31`, or a date of the workbook. */
const readDue = (cell: Cell | undefined, file: string): Day => {
  const written = cellText(cell).normalize('NFKC').trim()
  const match = DAY.exec(written.slice(0, cell?.content.type === 'date' ? 10 : undefined))
  if (match) {
    const [year = '', month = '', day = ''] = match.slice(1)
    return parseDay(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`)
  }
  return refuse({
    where: text(`${file} 回执的${SLIP_FIELDS.due}`, `${file}, completion date on the slip`),
    found: written === '' ? NOT_GIVEN : written,
    expected: text('如 2020年12月31日 的日期', 'a day such as 2020-12-31'),
  })
}

const NUMBER = /编号[：:]\s*(\d{4}-\d{4,})/

/** Reads a slip. @throws InputError when the file cannot be read, is no notice with a slip, or the date is none. */
export const readSlip = (file: string, result: ReadResult): Slip => {
  const where = text(file, file)
  if ('refused' in result)
    return refuse({
      where,
      found: result.refused.reason,
      expected: text('可以读取的工作簿', 'a workbook that can be read'),
    })
  const found = result.grid.sheets.map((sheet) => ({ sheet, title: findTitle(sheet) })).find((s) => s.title)
  const map = found && mapSheet(found.sheet)
  const from = found?.title?.row ?? 0
  const line = map?.rows
    .filter((r) => r > from)
    .flatMap((r) => map.row(r))
    .map(cellText)
  const number = line?.map((words) => NUMBER.exec(words)?.[1]).find((n) => n !== undefined)
  if (!map || number === undefined)
    return refuse({
      where,
      found: found ? SLIP_TITLE : '—',
      expected: text(`带编号的${SLIP_TITLE}`, 'a reply slip of a notice, with its number'),
    })
  const beside = (field: keyof typeof SLIP_FIELDS) => findBeside(map, from, SLIP_FIELDS[field])
  const words = (field: keyof typeof SLIP_FIELDS): string => cellText(beside(field)).trim()
  return {
    number,
    cause: words('cause'),
    measures: words('measures'),
    due: readDue(beside('due'), file),
    signed: words('signed'),
    answered: words('answered'),
  }
}
