/** Knows which column of a sheet is which column of the form: by the full path of labels, wherever the column was moved. */
import type { Finding } from '../../indicators/finding.ts'
import type { Form, FormColumn } from '../../indicators/form.ts'
import { text } from '../../indicators/text.ts'
import { columnLetters, type Cell } from '../grid.ts'
import { nameKey } from '../words/name-text.ts'
import { scanPeriods, type PeriodText } from '../words/period-text.ts'
import { splitUnit, unitName } from '../words/unit-text.ts'
import type { Header } from './find-header.ts'
import { addressOf, cellText, type SheetMap } from './sheet-map.ts'

export interface MatchedColumn {
  readonly column: number
  readonly formColumn: FormColumn
  /** The lowest label over the column. */
  readonly header: Cell
  readonly label: string
  /** The unit that a label over the column states. */
  readonly unit?: string
  readonly periods: readonly PeriodText[]
}

/** A column that is not read; `claims` is the form's column that it seems to be, when a finding already says why not. */
export interface StrayColumn {
  readonly column: number
  readonly label: string
  readonly cell: string
  readonly claims?: FormColumn
}

export interface ColumnMatch {
  /** First row of labels. */
  readonly start: number
  readonly columns: readonly MatchedColumn[]
  readonly stray: readonly StrayColumn[]
  /** Columns that hold no figures: units, codes, running numbers. */
  readonly stub: readonly number[]
  readonly unitColumn?: number
  readonly codeColumn?: number
  readonly findings: readonly Finding[]
}

/** What the match needs besides the sheet. */
export interface ColumnNeeds {
  readonly header: Header
  readonly form: Form
  readonly isUnit: (name: string) => boolean
}

const UNIT_WORDS = ['计量单位', '单位']
const CODE_WORDS = ['代码', '指标代码', '代号']
const IGNORED_WORDS = ['序号']

interface LabelPath {
  readonly column: number
  readonly cells: readonly Cell[]
  readonly keys: readonly string[]
  readonly label: string
  readonly unit?: string
  readonly periods: readonly PeriodText[]
}

/** Reads a path of labels: its key without units and months, a second one without a part that is only a dated period. */
const readLabels = (labels: readonly string[], isUnit: (name: string) => boolean) => {
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
  const keys = [parts, parts.filter((p) => !p.dated)].map((some) => some.map((p) => p.key).join(''))
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
  return map.row(place.row).findLast((c) => c.column < place.column && cellText(c).trim() !== '')
}

const pathsFrom = (map: SheetMap, start: number, { header, isUnit }: ColumnNeeds): readonly LabelPath[] => {
  const merged = map.sheet.merges.some((m) => m.top <= header.bottom && m.bottom >= start)
  const rows = Array.from({ length: header.bottom - start + 1 }, (_, i) => start + i)
  return Array.from({ length: map.sheet.columns }, (_, i) => i + 1).flatMap((column) => {
    if (column === header.name.column) return []
    const found = rows.map((row) => labelCell(map, { row, column }, { start, bottom: header.bottom, merged }))
    const cells = found.filter((c) => c !== undefined).filter((c, i, all) => c !== all[i - 1])
    const label = cells.map((c) => cellText(c).trim()).join(' / ')
    return cells.length === 0 ? [] : [{ column, cells, label, ...readLabels(cells.map(cellText), isUnit) }]
  })
}

const formKeys = (column: FormColumn, isUnit: (name: string) => boolean): readonly string[] =>
  [column.labels, ...column.synonyms].flatMap((labels) => readLabels(labels, isUnit).keys.slice(0, 1))

const matchFrom = (map: SheetMap, start: number, needs: ColumnNeeds) => {
  const known = needs.form.columns.map((column) => ({ column, keys: formKeys(column, needs.isUnit) }))
  const paths = pathsFrom(map, start, needs).map((path) => ({
    path,
    matches: known.filter((k) => k.keys.some((key) => path.keys.includes(key))).map((k) => k.column),
  }))
  return {
    start,
    paths,
    hits: new Set(paths.filter((p) => p.matches.length === 1).flatMap((p) => p.matches)).size,
  }
}

const twice = (sheet: string, path: LabelPath, formColumn: FormColumn): Finding => ({
  rule: 'form.column-twice',
  class: 'mandatory',
  sheet,
  cell: path.cells.map(addressOf).at(-1) ?? '',
  found: `${columnLetters(path.column)}列：${path.label}`,
  expected: text(
    `「${formColumn.labels.join(' / ')}」只应有一列，请删去重复的列或更正栏目名称`,
    `one column only for ${formColumn.labels.join(' / ')}`,
  ),
})

const wrongNumber = (map: SheetMap, header: Header, matched: MatchedColumn): readonly Finding[] => {
  const printed = header.letters.get(matched.column)
  if (printed === undefined || !/^\d+$/.test(printed) || printed === matched.formColumn.code) return []
  return [
    {
      rule: 'form.column-number',
      class: 'verification',
      sheet: map.sheet.name,
      cell: addressOf({ row: header.dataStart - 1, column: matched.column }),
      found: `${printed}：${matched.label}`,
      expected: text(
        `栏号 ${matched.formColumn.code}；已按栏目名称读取，请核对该列是否填错`,
        `column number ${matched.formColumn.code}; read by its label, please check`,
      ),
    },
  ]
}

const stubColumn = (
  paths: readonly LabelPath[],
  words: readonly (string | undefined)[],
): number | undefined => {
  const keys = new Set(words.filter((w) => w !== undefined).map(nameKey))
  return paths.find((p) => p.cells.some((c) => keys.has(nameKey(cellText(c)))))?.column
}

const toMatched = (path: LabelPath, formColumn: FormColumn): readonly MatchedColumn[] => {
  const { column, label, unit, periods } = path
  const header = path.cells.at(-1)
  return header
    ? [{ column, formColumn, header, label, periods, ...(unit === undefined ? {} : { unit }) }]
    : []
}

/** Matches the columns; the header starts where most of the form's columns are recognised, at most two rows above the name cell. */
export const matchColumns = (map: SheetMap, needs: ColumnNeeds): ColumnMatch => {
  const { header, form } = needs
  const starts = [header.top, header.top - 1, header.top - 2].filter((row) => row >= 1)
  const best = starts.map((start) => matchFrom(map, start, needs)).reduce((a, b) => (b.hits > a.hits ? b : a))
  const all = best.paths.map((p) => p.path)
  const unitColumn = stubColumn(all, [form.stub.unit, ...UNIT_WORDS])
  const codeColumn = stubColumn(all, [form.stub.code, ...CODE_WORDS])
  const stub = [unitColumn, codeColumn, stubColumn(all, IGNORED_WORDS)].filter((c) => c !== undefined)
  const paths = best.paths.filter((p) => !stub.includes(p.path.column))
  const timesFound = (column: FormColumn): number => paths.filter((p) => p.matches.includes(column)).length
  const repeated = paths.flatMap(({ path, matches }) =>
    matches
      .filter((m) => timesFound(m) > 1 || matches.length > 1)
      .slice(0, 1)
      .map((column) => ({ path, column })),
  )
  const isRepeated = (path: LabelPath): boolean => repeated.some((r) => r.path === path)
  const columns = paths
    .filter((p) => !isRepeated(p.path))
    .flatMap(({ path, matches }) => matches.flatMap((m) => toMatched(path, m)))
  const stray = paths
    .filter((p) => isRepeated(p.path) || p.matches.length === 0)
    .map(({ path, matches }) => ({
      column: path.column,
      label: path.label,
      cell: path.cells.map(addressOf).at(-1) ?? '',
      ...(matches[0] === undefined ? {} : { claims: matches[0] }),
    }))
  return {
    start: best.start,
    columns,
    stray,
    stub,
    ...(unitColumn === undefined ? {} : { unitColumn }),
    ...(codeColumn === undefined ? {} : { codeColumn }),
    findings: [
      ...repeated.map((r) => twice(map.sheet.name, r.path, r.column)),
      ...columns.flatMap((column) => wrongNumber(map, header, column)),
    ],
  }
}
