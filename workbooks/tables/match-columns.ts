/** Knows which column of a sheet is which column of the form: by the full path of labels, wherever the column was moved. */
import type { ConfirmedMatch } from '../../indicators/confirmed-match.ts'
import type { Finding } from '../../indicators/finding.ts'
import { holdsFigures, type Form, type FormColumn } from '../../indicators/form.ts'
import type { Period } from '../../indicators/period.ts'
import { text } from '../../indicators/text.ts'
import { columnLetters, type Cell } from '../grid.ts'
import { nameKey } from '../words/name-text.ts'
import { isOnlyPeriods, scanPeriods, type PeriodText } from '../words/period-text.ts'
import { tightText } from '../words/plain-text.ts'
import { unitName } from '../words/unit-text.ts'
import type { FormNames } from './form-names.ts'
import type { Header } from './header.ts'
import { findColumnPeriod, listPaths, readLabels, type LabelPath } from './label-path.ts'
import { claimPriorYear } from './prior-year.ts'
import { addressOf, cellText, type SheetMap } from './sheet-map.ts'

export interface MatchedColumn {
  readonly column: number
  readonly formColumn: FormColumn
  /** The period that stands over a column of a form whose columns are periods. */
  readonly period?: Period
  /** The lowest label over the column. */
  readonly header: Cell
  readonly label: string
  /** The unit that a label over the column states. */
  readonly unit?: string
  readonly periods: readonly PeriodText[]
  /** The match that a person confirmed and that was used. */
  readonly confirmed?: ConfirmedMatch
}

/** A column that is not read; `claims` is the form's column that it seems to be, when a finding already says why not. */
export interface StrayColumn {
  readonly column: number
  readonly label: string
  readonly cell: string
  readonly path: string
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
  readonly names: FormNames
}

const UNIT_WORDS = ['计量单位', '单位']
const CODE_WORDS = ['代码', '指标代码', '代号']
const IGNORED_WORDS = ['序号']

/** What a column of the sheet may be. */
interface Claim {
  readonly formColumn: FormColumn
  readonly period?: Period
  readonly confirmed?: ConfirmedMatch
}

interface ClaimedPath {
  readonly path: LabelPath
  readonly claims: readonly Claim[]
}

const claimKey = ({ formColumn, period }: Claim): string => `${formColumn.code} ${period ?? ''}`

const formKeys = (column: FormColumn, isUnit: FormNames['isUnit']): readonly string[] =>
  [column.labels, ...column.synonyms].flatMap((labels) => readLabels(labels, isUnit).keys.slice(0, 1))

const periodClaims = (path: LabelPath, { form, names }: ColumnNeeds): readonly Claim[] => {
  const formColumn = form.columns.find((c) => c.holds.kind === 'period')
  const period = formColumn && findColumnPeriod(path, form.periodKind, names.isUnit)
  return formColumn && period !== undefined ? [{ formColumn, period }] : []
}

const confirmedClaims = (path: LabelPath, { form, names }: ColumnNeeds): readonly Claim[] => {
  const confirmed = names.confirmed.find((c) => c.kind === 'column' && c.path === path.path)
  const formColumn = form.columns.find((c) => c.code === confirmed?.means && c.holds.kind !== 'period')
  return confirmed && formColumn ? [{ formColumn, confirmed }] : []
}

const matchFrom = (map: SheetMap, start: number, needs: ColumnNeeds) => {
  const { form, names, header } = needs
  const known = form.columns
    .filter((column) => column.holds.kind !== 'period')
    .map((column) => ({ column, keys: formKeys(column, names.isUnit) }))
  const found = listPaths(map, start, { header, isUnit: names.isUnit }).map((path): ClaimedPath => {
    const labelled = known.filter((k) => k.keys.some((key) => path.keys.includes(key)))
    const claims = [...labelled.map((k): Claim => ({ formColumn: k.column })), ...periodClaims(path, needs)]
    return { path, claims: claims.length > 0 ? claims : confirmedClaims(path, needs) }
  })
  const paths = claimPriorYear(found, form.columns)
  const single = paths.filter((p) => p.claims.length === 1).flatMap((p) => p.claims)
  return { start, paths, hits: new Set(single.map(claimKey)).size }
}

const twice = (sheet: string, path: LabelPath, { formColumn, period }: Claim): Finding => ({
  rule: 'form.column-twice',
  class: 'mandatory',
  sheet,
  cell: path.cells.map(addressOf).at(-1) ?? '',
  found: `${columnLetters(path.column)}列：${path.label}`,
  expected: text(
    `「${period ?? formColumn.labels.join(' / ')}」只应有一列，请删去重复的列或更正栏目名称`,
    `one column only for ${period ?? formColumn.labels.join(' / ')}`,
  ),
})

const wrongNumber = (map: SheetMap, header: Header, matched: MatchedColumn): readonly Finding[] => {
  const printed = header.letters.get(matched.column)
  if (matched.period !== undefined || printed === undefined || !/^\d+$/.test(printed)) return []
  if (printed === matched.formColumn.code) return []
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

const toMatched = (path: LabelPath, claim: Claim): readonly MatchedColumn[] => {
  const { column, label, unit, periods } = path
  const header = path.cells.at(-1)
  return header ? [{ column, ...claim, header, label, periods, ...(unit === undefined ? {} : { unit }) }] : []
}

/** Columns that claim what another column claims, or two things at once: nobody knows which is meant. */
const listRepeated = (paths: readonly ClaimedPath[]): readonly { path: LabelPath; claim: Claim }[] => {
  const times = Map.groupBy(
    paths.flatMap((p) => p.claims),
    claimKey,
  )
  return paths.flatMap(({ path, claims }) =>
    claims
      .filter((claim) => claims.length > 1 || (times.get(claimKey(claim))?.length ?? 0) > 1)
      .slice(0, 1)
      .map((claim) => ({ path, claim })),
  )
}

/**
 * A label right above the header that the form does not have, over columns of figures and not over the names: it says
 * that these are other figures (限上 over 1-6月). Titles, periods, units and the words of the heading say nothing like it.
 */
const findGroupAbove = (
  map: SheetMap,
  { start, column }: { start: number; column: number },
  { form, header, names }: ColumnNeeds,
): Cell | undefined => {
  const over = map.labelAt(start - 1, column)
  // In a header without merges the label stands over the first column of its group only.
  const cell =
    cellText(over).trim() === ''
      ? map
          .row(start - 1)
          .findLast((c) => c.column < column && c.column > header.name.column && cellText(c).trim() !== '')
      : over
  const words = tightText(cellText(cell))
  if (!cell || words === '' || cell.content.type !== 'text') return undefined
  const merge = map.mergeAt(cell.row, cell.column)
  const left = merge?.left ?? cell.column
  if (left <= header.name.column && (merge?.right ?? cell.column) >= header.name.column) return undefined
  const known = [form.title, ...form.marks, form.tableNumber ?? form.title].map(tightText)
  const isPeriod = scanPeriods(words).rest.length <= 1 || isOnlyPeriods(words)
  const isHeading = known.some((k) => words.includes(k)) || words.includes(':') || isPeriod
  return isHeading || names.isUnit(unitName(words)) ? undefined : cell
}

const unknownGroup = (map: SheetMap, cell: Cell): Finding => ({
  rule: 'form.group-unknown',
  class: 'mandatory',
  sheet: map.sheet.name,
  cell: addressOf(cell),
  found: cellText(cell).trim(),
  expected: text(
    '本表的栏目；其下各栏未读取，若为标题请移至表头以上并空一行，或写在左侧首列',
    'a column of the form; the columns under it were not read',
  ),
})

const toStray = ({ path, claims }: ClaimedPath): StrayColumn => ({
  column: path.column,
  label: path.label,
  cell: path.cells.map(addressOf).at(-1) ?? '',
  path: path.path,
  ...(claims[0] === undefined ? {} : { claims: claims[0].formColumn }),
})

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
  const repeated = listRepeated(paths)
  const groups = paths.flatMap(({ path, claims }) => {
    const figures = claims.some((c) => holdsFigures(c.formColumn))
    const cell = figures ? findGroupAbove(map, { start: best.start, column: path.column }, needs) : undefined
    return cell ? [{ path, cell }] : []
  })
  const isRead = ({ path }: ClaimedPath): boolean =>
    !repeated.some((r) => r.path === path) && !groups.some((g) => g.path === path)
  const columns = paths
    .filter(isRead)
    .flatMap(({ path, claims }) => claims.flatMap((claim) => toMatched(path, claim)))
  return {
    start: best.start,
    columns,
    stray: paths.filter((p) => !isRead(p) || p.claims.length === 0).map(toStray),
    stub,
    ...(unitColumn === undefined ? {} : { unitColumn }),
    ...(codeColumn === undefined ? {} : { codeColumn }),
    findings: [
      ...repeated.map((r) => twice(map.sheet.name, r.path, r.claim)),
      ...[...new Set(groups.map((g) => g.cell))].map((cell) => unknownGroup(map, cell)),
      ...columns.flatMap((column) => wrongNumber(map, header, column)),
    ],
  }
}
