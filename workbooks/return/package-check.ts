/** Knows whether the writing library may be let at a package that our reader has read, and what it would lose of it. */
import { text, type Text } from '../../indicators/text.ts'
import { findRange, LAST_COLUMN, LAST_ROW } from '../addresses.ts'
import type { Grid, MergedRange } from '../grid.ts'
import { FORM_LIMITS, type Limits } from '../limits.ts'
import { RefusedError } from '../refusal.ts'
import { openPart } from '../xlsx/opc.ts'
import { findAttribute, findNumberAttribute, readText } from '../xlsx/xml-text.ts'
import { END, isNamed, OPEN, step, type Scanner } from '../xlsx/xml.ts'
import { readZipDirectory } from '../xlsx/zip-directory.ts'
import { openZip, type Zip } from '../xlsx/zip.ts'

const MIB = 1024 * 1024

/** The library inflates every part, also those that our reader never asks for, and keeps an object per cell. */
const PACKAGE_LIMITS: Limits = { ...FORM_LIMITS, inflatedBytes: 32 * MIB, entryBytes: 24 * MIB }
const STYLE_BYTES = 2 * MIB
/** Each of these costs the library an object apiece, or a comparison with each of the others. */
const MOST = {
  cells: 300_000,
  rows: 100_000,
  validated: 50_000,
  named: 50_000,
  merges: 2000,
  merged: 200_000,
}

/** Parts that the library drops in silence, by the folder or name that every writer gives them. */
const DROPPED: readonly (readonly [part: RegExp, what: Text])[] = [
  [/\b(?:charts|chartsheets)\//i, text('图表', 'charts')],
  [/\bdiagrams\//i, text('SmartArt 图形', 'SmartArt')],
  [/\b(?:vbaProject\w*\.bin|macrosheets\/)/i, text('宏', 'macros')],
  [/\b(?:embeddings|activeX|ctrlProps)\//i, text('控件和嵌入对象', 'controls and embedded objects')],
  [/\bpivot(?:Tables|Cache)\//i, text('数据透视表', 'pivot tables')],
  [/\b(?:slicers|timelines)\//i, text('切片器', 'slicers')],
  [/\bthreadedComments\//i, text('批注的回复', 'replies to comments')],
]

export interface PackageJudgement {
  /** Why the library must not load it; null when it may. */
  readonly obstacle: Text | null
  readonly lost: readonly Text[]
  /** How many pictures its drawings hold; the library keeps most kinds. */
  readonly pictures: number
}

interface Count {
  cells: number
  rows: number
  validated: number
  pictures: number
  widest: number
  readonly lost: Set<Text>
}

const INSIDE_LINKS = text('表内跳转链接', 'links inside the workbook')
const SPARKLINES = text('迷你图', 'sparklines')
const SHAPES = text('形状和文本框', 'shapes and text boxes')

const areaOf = ({ top, left, bottom, right }: MergedRange): number => (bottom - top + 1) * (right - left + 1)

/** Cells of `A1:C3`, `A:A` or `2:5`; none where the text is no range. */
const areaOfText = (raw: string): number => {
  const plain = raw.slice(raw.lastIndexOf('!') + 1).replaceAll('$', '')
  const range = findRange(plain)
  if (range) return areaOf(range)
  if (/^[A-Za-z]{1,3}:[A-Za-z]{1,3}$/.test(plain)) return LAST_ROW
  return /^\d+:\d+$/.test(plain) ? LAST_COLUMN : 0
}

const countSheet = (scan: Scanner, count: Count): void => {
  while (step(scan) !== END) {
    if (scan.token !== OPEN) continue
    if (isNamed(scan, 'c')) count.cells++
    else if (isNamed(scan, 'row')) count.rows++
    else if (isNamed(scan, 'col'))
      count.widest = Math.max(count.widest, findNumberAttribute(scan, 'max') ?? 0)
    else if (isNamed(scan, 'dataValidation'))
      for (const range of (findAttribute(scan, 'sqref') ?? '').split(/\s+/))
        count.validated += areaOfText(range)
    else if (isNamed(scan, 'hyperlink') && findAttribute(scan, 'location') !== undefined)
      count.lost.add(INSIDE_LINKS)
    else if (isNamed(scan, 'sparkline')) count.lost.add(SPARKLINES)
  }
}

const countDrawing = (scan: Scanner, count: Count): void => {
  while (step(scan) !== END) {
    if (scan.token !== OPEN) continue
    if (isNamed(scan, 'pic')) count.pictures++
    else if (isNamed(scan, 'sp') || isNamed(scan, 'cxnSp')) count.lost.add(SHAPES)
  }
}

/** Cells that the names of the workbook speak of; the library keeps one object for each. */
const countNamed = (scan: Scanner): number => {
  const bound = { code: 'limit.text', what: text('名称', 'a name'), limit: scan.limits.formula }
  let cells = 0
  while (step(scan) !== END) {
    if (scan.token !== OPEN || !isNamed(scan, 'definedName')) continue
    const name = findAttribute(scan, 'name') ?? ''
    const ranges = readText(scan, bound).split(',')
    if (!name.startsWith('_xlnm.Print_')) for (const range of ranges) cells += areaOfText(range)
  }
  return cells
}

const countParts = (zip: Zip, names: readonly string[]): Count => {
  const count: Count = { cells: 0, rows: 0, validated: 0, pictures: 0, widest: 0, lost: new Set() }
  const limits = PACKAGE_LIMITS
  for (const name of names) {
    if (/^xl\/worksheets\/[^/]+\.xml$/i.test(name))
      countSheet(openPart(zip, name, { name: 'worksheet', limits }), count)
    if (/^xl\/drawings\/[^/]+\.xml$/i.test(name))
      countDrawing(openPart(zip, name, { name: 'wsDr', limits }), count)
    for (const [part, what] of DROPPED) if (part.test(name)) count.lost.add(what)
  }
  return count
}

const mergesFit = ({ sheets }: Grid): boolean =>
  sheets.every(({ merges }) => merges.length <= MOST.merges) &&
  sheets.flatMap((s) => s.merges).reduce((sum, range) => sum + areaOf(range), 0) <= MOST.merged

const obstacleOf = (fits: readonly (readonly [boolean, Text])[]): Text | null =>
  fits.find(([does]) => !does)?.[1] ?? null

const judgeParts = (bytes: Buffer, grid: Grid): PackageJudgement => {
  const entries = [...readZipDirectory(bytes, PACKAGE_LIMITS).values()]
  // Inflated once under counted bounds, so that no size is believed before the library takes it at its word.
  const whole = openZip(bytes, PACKAGE_LIMITS)
  for (const entry of entries) whole.read(entry)
  const zip = openZip(bytes, PACKAGE_LIMITS)
  const count = countParts(
    zip,
    entries.map((e) => e.name),
  )
  const book = openPart(zip, 'xl/workbook.xml', { name: 'workbook', limits: PACKAGE_LIMITS })
  const obstacle = obstacleOf([
    [(zip.find('xl/styles.xml')?.size ?? 0) <= STYLE_BYTES, text('样式过多', 'too many styles')],
    [
      count.cells <= MOST.cells && count.rows <= MOST.rows,
      text('空白格式行或单元格过多', 'too many blank styled cells or rows'),
    ],
    [count.validated <= MOST.validated, text('数据有效性设在整列上', 'data validation on whole columns')],
    [count.widest <= LAST_COLUMN, text('列的定义超出表格', 'columns beyond the edge of the sheet')],
    [countNamed(book) <= MOST.named, text('名称引用整列', 'names that mean whole columns')],
    [mergesFit(grid), text('合并单元格过多或过大', 'too many or too large merged ranges')],
  ])
  return { obstacle, lost: [...count.lost], pictures: count.pictures }
}

/** Judges the bytes of a workbook that our reader has read. */
export const judgePackage = (bytes: Uint8Array, grid: Grid): PackageJudgement => {
  const none = { lost: [], pictures: 0 }
  if (grid.kind === 'xls') return { ...none, obstacle: text('原文件是 .xls 格式', 'the original is an .xls') }
  if (grid.kind === 'csv') return { ...none, obstacle: text('原文件是文本（CSV）', 'the original is a CSV') }
  try {
    return judgeParts(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), grid)
  } catch (error) {
    // What our reader never needed to look at may still be too large or broken for the library.
    if (!(error instanceof RefusedError)) throw error
    return { ...none, obstacle: text('文件内部结构特殊', 'the file is built in an unusual way') }
  }
}
