/** Knows from what a return is made: the unit's own workbook with its formats, its sheets built anew, or nothing of it. */
import type { Workbook, WorksheetView } from 'exceljs'
import { joinTexts, text, type Text } from '../../indicators/text.ts'
import type { Grid, ReadResult, Sheet } from '../grid.ts'
import { takeOffMarks } from './marks.ts'
import { judgePackage, type PackageJudgement } from './package-check.ts'
import type { UnitSheets } from './places.ts'
import { rebuildSheets } from './rebuild.ts'
import { isResultSheet } from './stamp.ts'
import { listHidingMerges, putUnitCells, type Departures } from './unit-cells.ts'

/** A workbook that holds the unit's sheets, or none of them, and what is to be said about that. */
export interface Base {
  readonly workbook: Workbook
  readonly sheets: UnitSheets | undefined
  readonly remarks: readonly Text[]
}

/**
 * Beyond this the unit's sheets stay out: the writing library keeps about a kilobyte for each cell, and walks every row up
 * to its last cell however empty it is.
 */
const MOST = { cells: 100_000, reached: 5_000_000 }
const PICTURES = text('部分图片', 'some pictures')

/** The unit's own sheets: the first sheet of an earlier return is ours. */
const unitGrid = (grid: Grid): Grid => ({
  ...grid,
  sheets: grid.sheets.filter((s) => !isResultSheet(s)),
})

const sayDepartures = ({ formulas, merges }: Departures): readonly Text[] => [
  ...(formulas === 0
    ? []
    : [
        text(
          `有 ${formulas} 个公式引用其他工作簿或名称，本文件中以原文件保存的计算结果代替。`,
          `${formulas} formulas speak of other workbooks or names; here stands the result that the file had saved.`,
        ),
      ]),
  ...(merges === 0
    ? []
    : [
        text(
          `有 ${merges} 处合并单元格遮住了其他内容，本文件中已取消合并，请核对被遮住的内容。`,
          `${merges} merged ranges hid other contents; they are undone here: check what was hidden.`,
        ),
      ]),
]

const sayLost = (lost: readonly Text[]): readonly Text[] => {
  if (lost.length === 0) return []
  return [
    text(
      `原文件中的${joinTexts(lost, '、').zh}未能带入本文件，请以原文件为准。`,
      `${joinTexts(lost, ', ').en} of the original could not be carried over.`,
    ),
  ]
}

const countPictures = (workbook: Workbook): number =>
  workbook.worksheets.reduce((sum, sheet) => sum + sheet.getImages().length, 0)

/** The values of a sheet as our reader read them; the library's own reading is not relied on. */
const settleSheet = (workbook: Workbook, sheet: Sheet, departures: Departures): void => {
  const written = workbook.getWorksheet(sheet.name)
  if (!written) throw new Error(`the library lost sheet ${sheet.name}`)
  for (const merge of listHidingMerges(sheet)) {
    written.unMergeCells(merge.top, merge.left, merge.bottom, merge.right)
    departures.merges++
  }
  const names = new Set(workbook.definedNames.model.map(({ name }) => name.toUpperCase()))
  putUnitCells(written, sheet, { names, rebuilt: false, departures })
  // A sheet without views has none at all, whatever the types of the library say.
  const views: readonly Partial<WorksheetView>[] | null = written.views
  written.views = (views ?? []).map((view) => Object.assign({}, view, { tabSelected: false }))
}

const keepWorkbook = async (
  workbook: Workbook,
  { original, grid }: { original: Uint8Array; grid: Grid },
  judgement: PackageJudgement,
): Promise<Base> => {
  // A copy: the buffer of a file may be a part of a larger one.
  await workbook.xlsx.load(new Uint8Array(original).buffer)
  const [own, found] = [grid.sheets.map((s) => s.name), workbook.worksheets.map((s) => s.name)]
  if (own.join('\n') !== found.join('\n')) throw new Error('the library sees other sheets')
  const missing = countPictures(workbook) < judgement.pictures
  for (const { name } of grid.sheets.filter(isResultSheet)) {
    const earlier = workbook.getWorksheet(name)
    if (earlier) takeOffMarks(workbook, earlier)
    workbook.removeWorksheet(name)
  }
  const [unit, departures]: [Grid, Departures] = [unitGrid(grid), { formulas: 0, merges: 0 }]
  for (const sheet of unit.sheets) settleSheet(workbook, sheet, departures)
  return {
    workbook,
    sheets: { grid: unit, names: new Map(unit.sheets.map(({ name }) => [name, name])) },
    remarks: [...sayLost([...judgement.lost, ...(missing ? [PICTURES] : [])]), ...sayDepartures(departures)],
  }
}

const rebuild = (workbook: Workbook, grid: Grid, why: Text): Base => {
  const [unit, departures]: [Grid, Departures] = [unitGrid(grid), { formulas: 0, merges: 0 }]
  const { names, remarks } = rebuildSheets(workbook, unit, departures)
  const said = text(
    `${why.zh}，各表按其内容重建：文字、数字和合并单元格照原样，字体、边框、列宽、批注和图形等未保留，请以原文件为准。`,
    `${why.en}: the sheets were built anew from their contents; fonts, borders, widths, comments and drawings were not kept.`,
  )
  return {
    workbook,
    sheets: { grid: unit, names },
    remarks: [said, ...remarks, ...sayDepartures(departures)],
  }
}

/** One way to make the base. */
export interface Way {
  readonly base: () => Promise<Base>
  /** The library may fail on the unit's own workbook in any way; then the next way is tried. */
  readonly mayFail: boolean
}

const NOT_CARRIED = text('原文件的格式不能完整带入', 'its formats cannot be carried over')

const bare = (make: () => Workbook, remark: Text): Way => ({
  base: () => Promise.resolve({ workbook: make(), sheets: undefined, remarks: [remark] }),
  mayFail: false,
})

const waysOf = (make: () => Workbook, original: Uint8Array, grid: Grid): readonly Way[] => {
  const judgement = judgePackage(original, grid)
  const keep: Way = {
    base: () => keepWorkbook(make(), { original, grid }, judgement),
    mayFail: true,
  }
  const anew: Way = {
    base: () => Promise.resolve(rebuild(make(), grid, judgement.obstacle ?? NOT_CARRIED)),
    mayFail: false,
  }
  return [
    ...(judgement.obstacle === null ? [keep] : []),
    anew,
    bare(
      make,
      text(
        '原表的内容不能完整带入本文件，未附入，请对照原文件办理。',
        'the sheets could not be carried over.',
      ),
    ),
  ]
}

/** Places from the first column of each row to its last cell. */
const countReached = ({ sheets }: Grid): number => {
  let reached = 0
  for (const sheet of sheets) {
    let [row, last] = [0, 0]
    for (const cell of sheet.cells) {
      if (cell.row !== row) [row, reached, last] = [cell.row, reached + last, 0]
      last = cell.column
    }
    reached += last
  }
  return reached
}

/** The ways to make a return of a file, the best first; the last one holds nothing of the file and always works. */
export const listWays = (
  make: () => Workbook,
  { original, result }: { readonly original: Uint8Array; readonly result: ReadResult },
): readonly Way[] => {
  if ('refused' in result) {
    const { zh, en } = result.refused.reason
    return [bare(make, text(`文件未能读取，原表未附入：${zh}。`, `the file could not be read: ${en}.`))]
  }
  const cells = result.grid.sheets.reduce((sum, sheet) => sum + sheet.cells.length, 0)
  const isLarge = cells > MOST.cells || countReached(result.grid) > MOST.reached
  const tooMany = text(
    `原文件有 ${cells} 个单元格，数量过多或散布过广，未附入本文件，请对照原文件办理。`,
    `the original has ${cells} cells, too many or too far apart, and is not part of this file.`,
  )
  return isLarge ? [bare(make, tooMany)] : waysOf(make, original, result.grid)
}
