/** Knows how the tables of one form, unit and period become one part of a submission. */
import type { RegionCode } from '../../indicators/codes.ts'
import type { Finding } from '../../indicators/finding.ts'
import type { Form, FormItem } from '../../indicators/form.ts'
import type { ReadObservation } from '../../indicators/observation.ts'
import { comparePeriods, type Period } from '../../indicators/period.ts'
import type { ReportingUnit } from '../../indicators/reporting-unit.ts'
import { text } from '../../indicators/text.ts'
import type { FoundTable } from '../find-table.ts'
import { listFormRegions } from '../tables/form-names.ts'
import { addressOf } from '../tables/sheet-map.ts'
import { unitName, unitNames } from '../words/unit-text.ts'
import { checkColumns, listHiddenPlaces, listSavedResults } from './check-submission.ts'
import { listGrowthDoubts } from './growth-doubt.ts'
import { listAbsences, type AskedForm } from './list-absences.ts'
import { listOverlaps, listUnitDoubts, type Overlaps } from './list-overlaps.ts'
import { confirmedFinding, listUnmatched } from './list-unmatched.ts'
import type { Heading } from './read-heading.ts'
import type { ReadValue, TableReading } from './read-cell.ts'
import { readTable } from './read-table.ts'
import { listPlannedShares } from './planned-share.ts'
import { listShareDoubts } from './share-doubt.ts'
import { listUnitConflicts } from './unit-conflict.ts'
import type { SubmissionPart, SubmissionQuestion } from './submission-reading.ts'

/** A table, with who sent it and for which period. */
export interface OriginatedTable {
  readonly table: FoundTable
  readonly heading: Heading
  readonly unit: ReportingUnit | null
  readonly period: Period | null
  readonly synthetic: boolean
}

const answersFor =
  (unit: ReportingUnit | null) =>
  (item: FormItem): boolean =>
    unit === null || !item.reportingUnits || item.reportingUnits.includes(unit.code)

const readOne = (
  { table, heading, unit, period }: OriginatedTable,
  { catalogue, known = () => undefined }: SubmissionQuestion,
): TableReading =>
  readTable({
    table,
    units: catalogue.units,
    regions: catalogue.regions,
    variables: new Map(catalogue.variables.map((v) => [v.code, v])),
    answersFor: answersFor(unit),
    lines: [heading.unitOfMeasure, ...heading.otherUnitsOfMeasure].flatMap((line) =>
      line ? [{ unit: line.text, cell: line.cell }] : [],
    ),
    known: ({ variable, measure, ...about }) => {
      const region = about.region ?? unit?.region
      const when = about.period ?? period ?? undefined
      const last =
        region === undefined || when === undefined
          ? undefined
          : known({ variable, measure, region, period: when })
      return { last, planned: listPlannedShares(catalogue.plans ?? [], { variable, region }) }
    },
  })

/** About what a share should be: the last figure known of it, and the plans'. */
const expectedBy =
  ({ catalogue, known }: SubmissionQuestion) =>
  (o: ReadObservation): readonly number[] => {
    const last = known?.(o)
    return [...(last === undefined ? [] : [last]), ...listPlannedShares(catalogue.plans ?? [], o)]
  }

/** A value with its region and period; undefined where nobody knows them. */
const observationOf = (
  { region, period, ...value }: ReadValue,
  origin: OriginatedTable,
): ReadObservation | undefined => {
  const where: RegionCode | undefined = region ?? origin.unit?.region
  const when = period ?? origin.period
  if (origin.unit === null || where === undefined || when === null) return undefined
  const synthetic = origin.synthetic || value.note.includes('合成数据')
  return { ...value, region: where, period: when, synthetic }
}

const confirmedColumns = ({ map, columns }: FoundTable): readonly Finding[] =>
  columns.columns.flatMap(({ confirmed, header, label, formColumn: { code, labels } }) => {
    const place = { sheet: map.sheet.name, cell: addressOf(header), label }
    return confirmed ? [confirmedFinding(confirmed, { ...place, name: `${code} ${labels.join(' / ')}` })] : []
  })

const isFigure = (value: ReadValue | ReadObservation): boolean => 'value' in value.figure

const seriesOf = (o: ReadObservation): string => [o.variable, o.region, o.period, o.measure].join(' ')

/** A blank of one table says nothing where another table of the form has the cell filled in. */
const withoutEmptyTwins = (observations: readonly ReadObservation[]): readonly ReadObservation[] => {
  const groups = Map.groupBy(observations, seriesOf)
  return observations.filter((o) => {
    const same = groups.get(seriesOf(o)) ?? [o]
    if (same.length === 1 || o.reported.text !== '') return true
    return same.every((s) => s.reported.text === '') && same[0] === o
  })
}

const blankPart = (form: Form, table: FoundTable | undefined): Finding => ({
  rule: 'form.blank',
  class: 'mandatory',
  sheet: table?.map.sheet.name ?? '',
  cell: '',
  found: '没有填报任何数字，也没有填写没有数字的原因',
  expected: text(`填有数字的${form.title}`, `${form.code} filled in`),
})

interface CheckedTable {
  readonly origin: OriginatedTable
  readonly findings: readonly Finding[]
}

interface ReadOrigin {
  readonly origin: OriginatedTable
  readonly reading: TableReading
}

const tableFindings = ({ origin, reading }: ReadOrigin, sheets: readonly string[]): readonly Finding[] => {
  const cells = new Set(reading.values.filter(isFigure).map((v) => v.cell))
  const units = new Set(reading.values.filter(isFigure).map((v) => v.reported.unit))
  return [
    ...reading.findings,
    ...listUnitConflicts(reading.conflicts ?? [], (unit) => units.has(unit)),
    ...listHiddenPlaces(origin.table.map, cells),
    ...listSavedResults(origin.table.map, cells, sheets),
  ]
}

/** What the form asks of the unit. */
const askedOf = (
  { unit, form }: { unit: ReportingUnit | null; form: Form },
  { catalogue }: SubmissionQuestion,
): AskedForm => ({
  form,
  isAsked: (item) => answersFor(unit)(item) && (unit !== null || !item.reportingUnits),
  regions: listFormRegions(form, catalogue.regions),
})

const listDoubts = (checked: readonly CheckedTable[], form: Form): Overlaps => {
  const overlaps = listOverlaps(checked.map((c) => c.origin.table))
  const lines = checked.map(({ origin }) => ({
    table: origin.table,
    line: origin.heading.unitOfMeasure?.text ?? '',
  }))
  const isFormUnit = (line: string): boolean =>
    unitNames(line).every((name) => form.items.some((i) => unitName(i.unit) === name) || name === '%')
  const units = listUnitDoubts(lines, isFormUnit)
  return {
    refused: new Set([...overlaps.refused, ...units.refused]),
    findings: [...overlaps.findings, ...units.findings],
  }
}

/** All tables of a part are of one period, unless their columns are periods. */
const latestOf = (origins: readonly OriginatedTable[]): Period | null =>
  origins
    .flatMap((o) => o.period ?? [])
    .toSorted(comparePeriods)
    .at(-1) ?? null

/** The tables without columns of another period. */
const checkOrigins = (
  origins: readonly OriginatedTable[],
  { given }: SubmissionQuestion,
): readonly CheckedTable[] =>
  origins.map((origin) => {
    const { table, findings } = checkColumns(origin.table, origin.period, given.period !== undefined)
    return { origin: { ...origin, table }, findings }
  })

/** Reads the tables of one form, unit and period together; those that speak of the same cells are refused. */
export const readPart = (
  origins: readonly OriginatedTable[],
  question: SubmissionQuestion,
): SubmissionPart => {
  const [first] = origins
  if (!first) throw new Error('a part has at least one table')
  const { unit } = first
  const { form } = first.table
  const period = latestOf(origins)
  const checked = checkOrigins(origins, question)
  const tables = checked.map((c) => c.origin.table)
  const asked = askedOf({ unit, form }, question)
  const doubts = listDoubts(checked, form)
  const kept = checked.filter((c) => !doubts.refused.has(c.origin.table))
  const readTables = kept.map((c) => c.origin.table)
  const read = kept.map(({ origin }) => ({ origin, reading: readOne(origin, question) }))
  const values = read.flatMap(({ origin, reading }) => reading.values.map((value) => ({ value, origin })))
  const observations = withoutEmptyTwins(
    values.flatMap(({ value, origin }) => observationOf(value, origin) ?? []),
  )
  const figures = values.filter(({ value }) => isFigure(value)).length
  const refused = read.reduce((sum, { reading }) => sum + reading.rejected, 0)
  const sheets = question.grid.sheets.map((s) => s.name)
  const said = read.flatMap((one) => tableFindings(one, sheets))
  const isBlank = doubts.refused.size === 0 && values.length + refused === 0
  return {
    form,
    unit,
    region: unit?.region ?? null,
    period,
    sheets: [...new Set(tables.map((t) => t.map.sheet.name))],
    observations,
    unmatched: listUnmatched(readTables, asked),
    read: figures + refused,
    rejected: refused + figures - observations.filter(isFigure).length,
    findings: [
      ...checked.flatMap((c) => c.findings),
      ...tables.flatMap((t) => [...t.columns.findings, ...confirmedColumns(t)]),
      ...doubts.findings,
      // Where tables were refused, what they hold is not called absent.
      ...(doubts.refused.size === 0 ? listAbsences(tables, asked) : []),
      ...said,
      ...listShareDoubts(observations, said, expectedBy(question)),
      ...listGrowthDoubts(observations),
      ...(isBlank ? [blankPart(form, tables[0])] : []),
    ],
  }
}
