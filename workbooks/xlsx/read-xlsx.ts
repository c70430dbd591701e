/** Knows a workbook package as a whole: from its root to the workbook, its strings, styles and sheets. */
import { text } from '../../indicators/text.ts'
import type { SheetDraft } from '../compose-sheet.ts'
import type { Sheet, WorkbookKind } from '../grid.ts'
import type { Limits } from '../limits.ts'
import { excerpt, refused } from '../refusal.ts'
import { checkSheetCount, openTally } from '../tally.ts'
import type { BookContext } from './cell-value.ts'
import { findContentType, finishPart, openPart, readRelationships, type Relationship } from './opc.ts'
import { readSharedStrings } from './shared-strings.ts'
import { readSheet } from './sheet.ts'
import { readStyleKinds } from './styles.ts'
import { findAttribute, findPrefixedAttribute, isTrue, readAttribute } from './xml-text.ts'
import { isNamed, nextChild, type Scanner } from './xml.ts'
import { openZip, type Zip } from './zip.ts'

interface SheetEntry {
  readonly name: string
  readonly state: Sheet['state']
  readonly id: string
}

interface Book {
  readonly sheets: readonly SheetEntry[]
  readonly date1904: boolean
}

/** Sheets that hold no grid of figures: charts and dialogs have no cells, macro sheets have programs. */
const WITHOUT_FIGURES: ReadonlySet<string> = new Set([
  'chartsheet',
  'dialogsheet',
  'xlMacrosheet',
  'xlIntlMacrosheet',
])

/** How parts that nearly every workbook needs are nearly always named. Only what is read ahead depends on it, not what is found. */
const USUAL_PARTS =
  /^(?:\[Content_Types\]\.xml|(?:xl\/)?_rels\/[^/]*\.rels|xl\/(?:workbook|sharedStrings|styles)\.xml|xl\/worksheets\/[^/]+\.xml)$/

const notExcel = (zh: string, en: string) =>
  refused(
    'kind.unsupported',
    text(
      `${zh}，不是 .xlsx 工作簿。请用 Excel 或 WPS 另存为 .xlsx 后再报`,
      `${en}, not an .xlsx workbook; save it as .xlsx and send it again`,
    ),
  )

/** The workbook part, found from the root of the package, and its kind. */
const findBookPart = (zip: Zip, limits: Limits): { readonly part: string; readonly kind: WorkbookKind } => {
  const part = readRelationships(zip, '', limits).find((r) => r.type === 'officeDocument')?.part
  if (part === undefined)
    throw zip.find('mimetype') || zip.find('META-INF/manifest.xml')
      ? notExcel('文件是 OpenDocument（.ods 等）', 'the file is an OpenDocument (.ods or the like)')
      : notExcel('文件是普通压缩包', 'the file is an ordinary zip archive')
  if (/\.bin$/i.test(part))
    throw notExcel('文件是二进制工作簿（.xlsb）', 'the file is a binary workbook (.xlsb)')
  const type = findContentType(zip, part, limits) ?? ''
  if (/wordprocessingml|presentationml/.test(type))
    throw notExcel('文件是 Word 文档或演示文稿', 'the file is a Word document or a presentation')
  return { part, kind: type.includes('macroEnabled') ? 'xlsm' : 'xlsx' }
}

const readState = (raw: string | undefined): Sheet['state'] =>
  raw === 'hidden' || raw === 'veryHidden' ? raw : 'visible'

const readSheetEntries = (scan: Scanner): readonly SheetEntry[] => {
  const sheets: SheetEntry[] = []
  const level = scan.depth
  while (nextChild(scan, level)) {
    if (!isNamed(scan, 'sheet')) continue
    sheets.push({
      name: readAttribute(scan, 'name'),
      state: readState(findAttribute(scan, 'state')),
      id: findPrefixedAttribute(scan, 'id') ?? '',
    })
  }
  return sheets
}

const readBook = (scan: Scanner): Book => {
  let [sheets, date1904]: [readonly SheetEntry[], boolean] = [[], false]
  while (nextChild(scan, 1))
    if (isNamed(scan, 'workbookPr')) date1904 = isTrue(findAttribute(scan, 'date1904'))
    else if (isNamed(scan, 'sheets')) sheets = readSheetEntries(scan)
  finishPart(scan)
  return { sheets, date1904 }
}

/** Sheets are places that figures are traced to: each name once. */
const refuseSameNames = (sheets: readonly SheetEntry[]): void => {
  const seen = new Set<string>()
  for (const { name } of sheets) {
    const key = name.toLowerCase()
    if (seen.has(key))
      throw refused(
        'book.sheet-name',
        text(`有两张工作表都叫「${excerpt(name)}」`, `two sheets are both named "${excerpt(name)}"`),
      )
    seen.add(key)
  }
}

const readShared = (
  zip: Zip,
  relationships: readonly Relationship[],
  limits: Limits,
): Omit<BookContext, 'date1904'> => {
  const partOf = (type: string): string | undefined => relationships.find((r) => r.type === type)?.part
  const [strings, styles] = [partOf('sharedStrings'), partOf('styles')]
  return {
    strings: strings === undefined ? [] : readSharedStrings(openPart(zip, strings, { name: 'sst', limits })),
    styleKinds:
      styles === undefined ? [] : readStyleKinds(openPart(zip, styles, { name: 'styleSheet', limits })),
  }
}

const findSheetPart = (
  entry: SheetEntry,
  relationships: readonly Relationship[],
): Relationship & { part: string } => {
  const found = relationships.find((r) => r.id === entry.id)
  if (found?.part !== undefined) return { ...found, part: found.part }
  throw refused(
    'opc.sheet',
    text(
      `工作表「${excerpt(entry.name)}」在文件中没有内容，文件不完整。请重新导出并上传`,
      `sheet "${excerpt(entry.name)}" has no content in the file: it is incomplete; export it and send it again`,
    ),
  )
}

/** Reads an .xlsx or .xlsm. @throws RefusedError */
export const readXlsx = (
  bytes: Buffer,
  limits: Limits,
): { readonly kind: WorkbookKind; readonly drafts: readonly SheetDraft[] } => {
  const zip = openZip(bytes, limits, USUAL_PARTS)
  const { part, kind } = findBookPart(zip, limits)
  const { sheets, date1904 } = readBook(openPart(zip, part, { name: 'workbook', limits }))
  checkSheetCount(sheets.length, limits)
  refuseSameNames(sheets)
  const relationships = readRelationships(zip, part, limits)
  const book = { ...readShared(zip, relationships, limits), date1904 }
  const tally = openTally(limits)
  const drafts = sheets.flatMap(({ name, state, id }) => {
    const found = findSheetPart({ name, state, id }, relationships)
    if (WITHOUT_FIGURES.has(found.type)) return []
    const scan = openPart(zip, found.part, { name: 'worksheet', limits })
    return [readSheet(scan, { name, state, book, tally })]
  })
  return { kind, drafts }
}
