/** Knows when a table that took over its heading may have taken the wrong one: other words stand near it that no table owns. */
import type { Finding } from '../../indicators/finding.ts'
import { text } from '../../indicators/text.ts'
import { fitPeriod } from '../words/period-text.ts'
import { tightText } from '../words/plain-text.ts'
import type { FoundTable } from '../find-table.ts'
import type { Cell, Grid, Sheet } from '../grid.ts'
import { addressOf, mapSheet } from '../tables/sheet-map.ts'
import { isOwn, listWords, type Heading, type HeadingWord, type HeadingWords } from './read-heading.ts'

/** Cells of a table's own heading. */
const headingCells = ({ map, headerRows }: FoundTable): readonly Cell[] =>
  map.sheet.cells.filter((c) => c.row < headerRows.top && isOwn(map, c))

/** Cells whose place in the table is understood: the columns of figures, of names, codes and units. */
const tableCells = ({ map, headerRows, columns, nameColumn }: FoundTable): readonly Cell[] => {
  const understood = new Set([nameColumn, ...columns.stub, ...columns.columns.map((c) => c.column)])
  return map.sheet.cells.filter((c) => c.row >= headerRows.top && understood.has(c.column))
}

/** Where on a sheet of several tables somebody's words stand that none of them owns. */
const listUnowned = (sheet: Sheet, tables: readonly FoundTable[]): HeadingWords => {
  const owned = new Set(tables.flatMap((t) => [...headingCells(t), ...tableCells(t)]).map(addressOf))
  return listWords(
    mapSheet(sheet),
    sheet.cells.filter((c) => !owned.has(addressOf(c))),
  )
}

const rowOf = (cell: string): number => Number(/\d+$/.exec(cell)?.[0])

/** Words over a table stand no lower than its header. */
const standsOver = (table: FoundTable, cell: string): boolean => rowOf(cell) <= table.headerRows.bottom

/** Not higher than where the table's own heading begins: what stands over that is another table's. */
const besideHeading = (table: FoundTable, words: readonly HeadingWord[]): readonly HeadingWord[] => {
  const rows = headingCells(table).map((c) => c.row)
  return rows.length === 0 ? words : words.filter((w) => rowOf(w.cell) >= Math.min(...rows))
}

const otherUnit = (said: HeadingWord | undefined, words: readonly HeadingWord[]): HeadingWord | undefined =>
  words.find((w) => tightText(w.text) !== tightText(said?.text ?? ''))

const otherPeriod = (
  { form, columns }: FoundTable,
  heading: Heading,
  { periods }: HeadingWords,
): HeadingWord | undefined => {
  if (columns.columns.some((c) => c.period !== undefined)) return undefined
  const said = heading.periods.map(({ words }) => fitPeriod(words, form.periodKind))
  const other = periods.find(({ words }) => {
    const period = fitPeriod(words, form.periodKind)
    return period !== undefined && !said.includes(period)
  })
  return other && { text: fitPeriod(other.words, form.periodKind) ?? '', cell: other.cell }
}

const findContest = (table: FoundTable, heading: Heading, unowned: HeadingWords): HeadingWord | undefined => {
  const own = new Set(headingCells(table).map(addressOf))
  const isOwned = (word: { readonly cell: string } | undefined): boolean =>
    word !== undefined && own.has(word.cell)
  const over = <T extends { readonly cell: string }>(words: readonly T[]): readonly T[] =>
    words.filter((w) => standsOver(table, w.cell))
  const [hasUnit, hasPeriod] = [isOwned(heading.unit), heading.periods.some(isOwned)]
  const hasLine = isOwned(heading.unitOfMeasure)
  const words = { ...unowned, periods: over(unowned.periods) }
  return (
    (hasUnit ? undefined : otherUnit(heading.unit, over(unowned.units))) ??
    (hasPeriod ? undefined : otherPeriod(table, heading, words)) ??
    (hasLine
      ? undefined
      : otherUnit(heading.unitOfMeasure, besideHeading(table, over(unowned.unitsOfMeasure))))
  )
}

/** The words that contest what a table took over, for each table of which there are any. */
export const findContests = (
  headings: ReadonlyMap<FoundTable, Heading>,
  { sheets }: Grid,
): ReadonlyMap<FoundTable, HeadingWord> => {
  const tables = [...headings.keys()]
  return new Map(
    sheets.flatMap((sheet) => {
      const here = tables.filter((t) => t.map.sheet.name === sheet.name)
      const cut = here.filter((t) => t.map.sheet.cells.length < sheet.cells.length)
      if (cut.length === 0) return []
      const unowned = listUnowned(sheet, here)
      return cut.flatMap((table) => {
        const heading = headings.get(table)
        const contest = heading && findContest(table, heading, unowned)
        return contest ? [[table, contest] as const] : []
      })
    }),
  )
}

/** Why a table was not read whose heading is contested. */
export const contestedFinding = (sheet: string, { text: found, cell }: HeadingWord): Finding => ({
  rule: 'form.heading',
  class: 'mandatory',
  sheet,
  cell,
  found,
  expected: text(
    '各表的填报单位、报告期、计量单位写在本表正上方；不能确定这里写的是否指这张表，该表未读取',
    'unit, period and unit of measure right over each table; it is not certain whether this speaks of the table, which was not read',
  ),
})
