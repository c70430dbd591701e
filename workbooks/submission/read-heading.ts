/** Knows the words around a table: 填报单位, 计量单位, 有效期至, the period in the middle, 合成数据. */
import type { FoundTable } from '../find-table.ts'
import type { Cell } from '../grid.ts'
import { addressOf, cellText, type SheetMap } from '../tables/sheet-map.ts'
import { isFooter } from '../words/footer-text.ts'
import { plainText, tightText } from '../words/plain-text.ts'
import { isOnlyPeriods, scanPeriods, type PeriodText } from '../words/period-text.ts'

export interface HeadingWord {
  readonly text: string
  readonly cell: string
}

export interface HeadingPeriod {
  readonly words: PeriodText
  readonly cell: string
}

export interface Heading {
  readonly unit: HeadingWord | undefined
  /** The cell of a 填报单位 that nothing was written behind. */
  readonly emptyUnit: string | undefined
  readonly unitOfMeasure: HeadingWord | undefined
  /** Words like it that stand over the own columns too and were not taken. */
  readonly otherUnitsOfMeasure: readonly HeadingWord[]
  readonly validUntil: HeadingWord | undefined
  /** What stands over the table. */
  readonly periods: readonly HeadingPeriod[]
  /** What the labels of the columns say. */
  readonly columnPeriods: readonly HeadingPeriod[]
  /** Words near a table that took over its heading, though they may be meant for it. */
  readonly contested?: HeadingWord
  /** 合成数据 is printed over the table. */
  readonly synthetic: boolean
}

const UNIT_LABELS = ['填报单位', '综合机关名称', '填报单位名称', '填报机关', '报送单位', '填报部门']
const MEASURE_LABELS = ['计量单位', '金额单位', '单位']
const OTHER_LABELS = [
  '表号',
  '制定机关',
  '制表机关',
  '批准机关',
  '备案机关',
  '批准文号',
  '备案文号',
  '文号',
  '报出日期',
  '填报日期',
  '报送日期',
  '制表日期',
]
const VALID_LABELS = ['有效期至', '有效期', '有效期限至']

const SPREAD_LABELS = [...UNIT_LABELS, ...VALID_LABELS, ...OTHER_LABELS, ...MEASURE_LABELS]
  .toSorted((a, b) => b.length - a.length)
  .map((word) => (word === '单位' ? '(?<![\\u4e00-\\u9fff])' : '') + [...word].join('\\s*'))
  .join('|')
/** A label may be spread out (`表    号：`) and be followed by （盖章）; a bare 单位 inside a longer word is none. */
const LABEL = new RegExp(`(${SPREAD_LABELS})\\s*(?:\\((?:盖章|公章|签章)\\))?\\s*:`, 'g')

/** A title that is merged over several tables is each one's own. */
export const isOwn = (map: SheetMap, { row, column }: Cell): boolean => {
  const merge = map.mergeAt(row, column)
  return (merge?.right ?? column) >= map.span.left && (merge?.left ?? column) <= map.span.right
}

/** Another label, known here or not: 报告期, 单位代码：3301. */
const BESIDE = /^(?:报告期别?|所属时?期|[\u4e00-\u9fff]{2,8}:.*)$/

/** No unit is called like a period or a label: such words stand beside a 填报单位 that was left empty. */
const mayAnswer = (label: string, words: string): boolean => {
  const isUnit = UNIT_LABELS.includes(label)
  if (!isUnit && !MEASURE_LABELS.includes(label)) return true
  return !isOnlyPeriods(words) && !(isUnit && BESIDE.test(tightText(words)))
}

interface Piece {
  readonly label: string
  readonly value: string
}

/** Cuts `填报单位：甲局      2020年7月` into labelled values and what stands beside them (label ``). */
const cut = (raw: string): readonly Piece[] => {
  const plain = plainText(raw)
  const marks = [...plain.matchAll(LABEL)]
  const first = marks[0]?.index ?? plain.length
  const labelled = marks.flatMap((mark, i): Piece[] => {
    const text = plain.slice(mark.index + mark[0].length, marks[i + 1]?.index ?? plain.length)
    const [value = '', ...beside] = text.replace(/^ +/, '').split(/\s{2,}|\n/)
    const label = tightText(mark[1] ?? '')
    if (!mayAnswer(label, value))
      return [
        { label, value: '' },
        { label: '', value: text },
      ]
    return [
      // A label inside a bracket ends with it: 月报表（单位：万元）.
      { label, value: value.trim().replace(/^([^(]*)\)+$/, '$1') },
      { label: '', value: beside.join(' ') },
    ]
  })
  return [{ label: '', value: plain.slice(0, first) }, ...labelled].filter(
    (p) => p.label !== '' || p.value.trim() !== '',
  )
}

interface PlacedPiece extends Piece {
  readonly cell: string
  readonly own: boolean
}

/** A label alone in its cell is answered by the next cell of the row, unless that is a label itself. */
const withNeighbour = (map: SheetMap, cell: Cell, piece: Piece): readonly PlacedPiece[] => {
  const own = isOwn(map, cell)
  if (piece.label === '' || piece.value !== '') return [{ ...piece, cell: addressOf(cell), own }]
  const next = map.row(cell.row).find((c) => c.column > cell.column && cellText(c).trim() !== '')
  const words = cellText(next)
  const isAnswer = cut(words).every((p) => p.label === '') && mayAnswer(piece.label, words)
  const answer = isAnswer ? next : undefined
  return [{ label: piece.label, value: cellText(answer).trim(), cell: addressOf(answer ?? cell), own }]
}

/** A date typed as 2020年7月 became the first of the month in Excel; any other day is no reporting period. */
const cellPeriods = (cell: Cell, words: string): readonly HeadingPeriod[] => {
  const source = cell.content.type === 'date' ? words.replace(/^(\d{4}-\d{2})-01\b.*$/, '$1') : words
  return scanPeriods(source).found.map((found) => ({ words: found, cell: addressOf(cell) }))
}

const isWords = (cell: Cell): boolean => cell.content.type === 'text' || cell.content.type === 'date'

const wordOf = ({ value, cell }: PlacedPiece): HeadingWord => ({ text: value, cell })

/** Words of headings, whosever they are. */
export interface HeadingWords {
  readonly units: readonly HeadingWord[]
  readonly unitsOfMeasure: readonly HeadingWord[]
  readonly periods: readonly HeadingPeriod[]
}

/** A note speaks of periods too, and heads nothing. */
const LONGEST_HEADING = 60

/** Every word of a heading in some cells of a sheet. */
export const listWords = (map: SheetMap, cells: readonly Cell[]): HeadingWords => {
  const words = cells.filter(
    (c) => isWords(c) && cellText(c).length <= LONGEST_HEADING && !isFooter(cellText(c)),
  )
  const pieces = words.flatMap((cell) =>
    cut(cellText(cell)).flatMap((piece) => withNeighbour(map, cell, piece)),
  )
  const said = (labels: readonly string[]): readonly HeadingWord[] =>
    pieces.filter((p) => labels.includes(p.label) && p.value !== '').map(wordOf)
  const periods = words.map((c) => ({
    row: c.row,
    found: cellPeriods(c, cellText(c)).filter((p) => p.words.period !== undefined),
  }))
  // Several cells of a row with dated periods are labels of columns.
  const alone = periods.filter((p) => periods.every((o) => o === p || o.row !== p.row || !o.found[0]))
  return {
    units: said(UNIT_LABELS),
    unitsOfMeasure: said(MEASURE_LABELS),
    periods: alone.flatMap((p) => p.found),
  }
}

/** What stands over the own columns counts before what stands over neighbours; where these disagree, it is nobody's. */
const findWord = (pieces: readonly PlacedPiece[], labels: readonly string[]): readonly PlacedPiece[] => {
  const said = pieces.filter((p) => labels.includes(p.label) && p.value !== '')
  const own = said.filter((p) => p.own).slice(0, 1)
  return own.length > 0 ? own : [...new Map(said.map((p) => [tightText(p.value), p])).values()]
}

const findEmptyUnit = (pieces: readonly PlacedPiece[]): string | undefined => {
  const units = pieces.filter((p) => UNIT_LABELS.includes(p.label))
  const own = units.filter((p) => p.own)
  const said = own.length > 0 ? own : units
  return said.every((p) => p.value === '') ? said[0]?.cell : undefined
}

/** Different units over several neighbours: a text that is no unit, so that no figure is read by one of them. */
const findUnitLine = (pieces: readonly PlacedPiece[]): HeadingWord | undefined => {
  const [first, ...others] = findWord(pieces, MEASURE_LABELS)
  return first && { ...wordOf(first), text: [first, ...others].map((p) => p.value).join('或') }
}

/**
 * Reads the heading of a table; the title of the form is left out, for a year in it is not the reporting period. `shares`
 * tells whether what stands over a column of a neighbour may speak for the table.
 */
export const readHeading = (table: FoundTable, shares: (column: number) => boolean): Heading => {
  const { map, headerRows, form } = table
  const { title } = form
  const over = map.sheet.cells.filter((c) => c.row < headerRows.top && isWords(c))
  const cells = over.filter((c) => isOwn(map, c) || shares(c.column))
  const labels = map.sheet.cells.filter(
    (c) => c.row >= headerRows.top && c.row <= headerRows.bottom && isOwn(map, c) && isWords(c),
  )
  const pieces = cells.flatMap((cell) =>
    cut(cellText(cell)).flatMap((piece) => withNeighbour(map, cell, piece)),
  )
  const find = (labels: readonly string[]): HeadingWord | undefined => {
    const [only, ...others] = findWord(pieces, labels)
    return only && others.length === 0 ? wordOf(only) : undefined
  }
  const answers = new Set(pieces.filter((p) => p.label !== '').map((p) => p.cell))
  const free = (cell: Cell): string =>
    cut(cellText(cell))
      .filter((p) => p.label === '')
      .map((p) => tightText(p.value).replace(tightText(title), ''))
      .join(' ')
  const periodsOf = (some: readonly Cell[]): readonly HeadingPeriod[] =>
    some
      .filter((c) => !answers.has(addressOf(c)) || cut(cellText(c)).some((p) => p.label !== ''))
      .flatMap((c) => cellPeriods(c, c.content.type === 'date' ? cellText(c) : free(c)))
  const own = periodsOf(cells.filter((c) => isOwn(map, c)))
  return {
    unit: find(UNIT_LABELS),
    emptyUnit: findEmptyUnit(pieces),
    unitOfMeasure: findUnitLine(pieces),
    otherUnitsOfMeasure: pieces
      .filter((p) => p.own && MEASURE_LABELS.includes(p.label) && p.value !== '')
      .slice(1)
      .map(wordOf),
    validUntil: find(VALID_LABELS),
    periods: own.length > 0 ? own : periodsOf(cells),
    columnPeriods: labels.flatMap((c) => cellPeriods(c, cellText(c))),
    synthetic: over.some((c) => tightText(cellText(c)).includes('合成数据')),
  }
}

/** What a table under or beside others leaves out is said once, over the first of the sheet; the unit once in the workbook. */
export const inheritHeading = (
  own: Heading,
  { above, unit, sameForm }: { above: Heading; unit: HeadingWord | undefined; sameForm: boolean },
): Heading => ({
  ...own,
  unit: own.unit ?? above.unit ?? unit,
  // Another form may be in another unit: its line does not speak for this table.
  unitOfMeasure: own.unitOfMeasure ?? (sameForm ? above.unitOfMeasure : undefined),
  validUntil: own.validUntil ?? above.validUntil,
  periods: own.periods.length > 0 ? own.periods : above.periods,
  synthetic: own.synthetic || above.synthetic,
})
