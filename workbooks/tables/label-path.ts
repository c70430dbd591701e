/** Knows what stands over a column: its labels from top to bottom, as one key, with the unit and the periods they state. */
import type { PeriodKind } from '../../indicators/period.ts'
import type { Period } from '../../indicators/period.ts'
import type { Cell } from '../grid.ts'
import { nameKey } from '../words/name-text.ts'
import { fitPeriod, parsePeriodText, scanPeriods, type PeriodText } from '../words/period-text.ts'
import { tightText } from '../words/plain-text.ts'
import { splitUnit, unitName } from '../words/unit-text.ts'
import { labelPath, type FormNames } from './form-names.ts'
import type { Header } from './header.ts'
import { cellText, type SheetMap } from './sheet-map.ts'

export interface LabelPath {
  readonly column: number
  readonly cells: readonly Cell[]
  /** The key without units and months; a second one without a part that is only a dated period, a third with a year and its span as one label. */
  readonly keys: readonly string[]
  /** The labels as they are printed, and as a confirmed match names them. */
  readonly label: string
  readonly path: string
  readonly unit?: string
  readonly periods: readonly PeriodText[]
}

type IsUnit = FormNames['isUnit']

const THIS_YEAR = /^(?:本|今)年度?$/
const LAST_YEAR = /^(?:上|去)年度?$/

/** A year over a span is one label: 本年 over 累计 is 本年累计, over 本期 本期; 上年 over 累计 is 上年同期累计. */
const joinYear = (labels: readonly string[]): string | undefined => {
  const [year = '', span = '', ...more] = labels.map(tightText)
  if (span === '' || more.length > 0) return undefined
  if (THIS_YEAR.test(year)) return span === '累计' ? '本年累计' : span
  if (!LAST_YEAR.test(year)) return undefined
  return `上年同期${span.replace(/^(?:上年|去年)?(?:同期|同月|本期|本月|当月)?/, '')}`
}

/** Reads a path of labels. */
export const readLabels = (labels: readonly string[], isUnit: IsUnit) => {
  const parts = labels.map((label) => {
    if (isUnit(unitName(label))) return { key: '', unit: unitName(label), periods: [], dated: false }
    const { name, unit } = splitUnit(label, isUnit)
    const { found, rest } = scanPeriods(name)
    return {
      key: nameKey(rest),
      unit,
      periods: found,
      dated: rest.length === 1 && found[0]?.period !== undefined,
    }
  })
  const joined = joinYear(labels.filter((label) => !isUnit(unitName(label))))
  const keys = [
    ...[parts, parts.filter((p) => !p.dated)].map((some) => some.map((p) => p.key).join('')),
    ...(joined === undefined ? [] : [nameKey(scanPeriods(splitUnit(joined, isUnit).name).rest)]),
  ]
  const unit = parts.findLast((p) => p.unit !== undefined)?.unit
  return {
    keys: [...new Set(keys)].filter((k) => k !== ''),
    periods: parts.flatMap((p) => p.periods),
    ...(unit === undefined ? {} : { unit }),
  }
}

/** The label at a place; where no cell of the header is merged (a .csv), a blank over a label continues the one at its left. */
const labelCell = (
  map: SheetMap,
  place: { row: number; column: number },
  rows: { start: number; bottom: number; merged: boolean },
) => {
  const own = map.labelAt(place.row, place.column)
  if (own && cellText(own).trim() !== '') return own
  if (rows.merged || place.row === rows.bottom || !map.at(place.row + 1, place.column)) return undefined
  return map
    .row(place.row)
    .findLast((c) => c.column < place.column && c.column >= map.span.left && cellText(c).trim() !== '')
}

/** The paths over the columns of a table when its header begins in the row `start`. */
export const listPaths = (
  map: SheetMap,
  start: number,
  { header, isUnit }: { readonly header: Header; readonly isUnit: IsUnit },
): readonly LabelPath[] => {
  const merged = map.sheet.merges.some((m) => m.top <= header.bottom && m.bottom >= start)
  const rows = Array.from({ length: header.bottom - start + 1 }, (_, i) => start + i)
  const { left, right } = map.span
  return Array.from({ length: right - left + 1 }, (_, i) => left + i).flatMap((column) => {
    if (column === header.name.column) return []
    const found = rows.map((row) => labelCell(map, { row, column }, { start, bottom: header.bottom, merged }))
    const cells = found.filter((c) => c !== undefined).filter((c, i, all) => c !== all[i - 1])
    if (cells.length === 0) return []
    const label = cells.map((c) => cellText(c).trim()).join(' / ')
    const path = labelPath(cells.map((c) => nameKey(cellText(c))))
    return [{ column, cells, label, path, ...readLabels(cells.map(cellText), isUnit) }]
  })
}

/** A month that Excel made into a date stands on its first day. */
const periodWords = (cell: Cell): string =>
  cell.content.type === 'date' ? cellText(cell).replace(/^(\d{4}-\d{2})-01\b.*$/, '$1') : cellText(cell)

/** The period that the labels are and nothing else: `2020年4月`, 2020年 over 4月, 2023; not 1-4月, which is no month. */
export const findColumnPeriod = (path: LabelPath, kind: PeriodKind, isUnit: IsUnit): Period | undefined => {
  const labels = path.cells.map(periodWords).filter((label) => !isUnit(unitName(label)))
  const words = parsePeriodText(labels.map((label) => splitUnit(label, isUnit).name).join(''))
  return words && words.span === kind ? fitPeriod(words, kind) : undefined
}
