/** Knows a reply slip that came back: the number over it, and what the unit wrote beside each word. */
import { InputError, NOT_GIVEN, type InputIssue } from '../../indicators/input-error.ts'
import { parseDay, type Day } from '../../indicators/period.ts'
import { text } from '../../indicators/text.ts'
import { WANTED } from '../../indicators/warnings/wanted.ts'
import type { Cell, ReadResult, Sheet } from '../grid.ts'
import { cellText, mapSheet, type SheetMap } from '../tables/sheet-map.ts'
import { SLIP_FIELDS, SLIP_TITLE } from './slip.ts'

/** What stands on the slip. */
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

/** `2020-12-31`, `2020年12月31日`, `2020/12/31`, or a date of the workbook; undefined when it is none of these. */
const readDue = (cell: Cell | undefined): Day | undefined => {
  const written = cellText(cell).normalize('NFKC').trim()
  const match = DAY.exec(written.slice(0, cell?.content.type === 'date' ? 10 : undefined))
  if (!match) return undefined
  const [year = '', month = '', day = ''] = match.slice(1)
  return parseDay(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`)
}

/** What each field must hold. */
const WANTED_FIELDS = {
  cause: { field: text('原因', 'cause'), expected: WANTED.cause },
  measures: { field: text('措施', 'measures'), expected: WANTED.measures },
  due: {
    field: text('完成时限', 'completion date'),
    expected: text('如 2020年12月31日 的日期', 'a day such as 2020-12-31'),
  },
  signed: { field: text('签收人', 'who signed'), expected: text('姓名', 'a name') },
  answered: { field: text('答复人', 'who answered'), expected: text('姓名', 'a name') },
} as const

type Written = Omit<Slip, 'number' | 'due'> & { readonly due: string }

/** The day where it is one, and everything that is missing at once: a slip is not sent back field by field. */
const checkFields = (file: string, written: Written, due: Day | undefined): Day => {
  const fields = ['cause', 'measures', 'due', 'signed', 'answered'] as const
  const issues = fields
    .filter((name) => written[name] === '' || (name === 'due' && due === undefined))
    .map((name) => {
      const { field, expected } = WANTED_FIELDS[name]
      const where = text(`${file} 回执的${field.zh}`, `${file}, ${field.en} on the slip`)
      return { where, found: written[name] === '' ? NOT_GIVEN : written[name], expected }
    })
  if (issues.length > 0 || due === undefined) throw new InputError(issues)
  return due
}

const NUMBER = /编号[：:]\s*(\d{4}-\d{4,})/

/** Reads a slip. @throws InputError when the file cannot be read, is no notice with a slip, or a field is missing. */
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
  const written = {
    cause: words('cause'),
    measures: words('measures'),
    due: words('due'),
    signed: words('signed'),
    answered: words('answered'),
  }
  return { ...written, number, due: checkFields(file, written, readDue(beside('due'))) }
}
