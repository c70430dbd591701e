/** Knows how a grid becomes a submission: which form, who, when, and every figure with its cell, or a finding for each doubt. */
import type { Finding } from '../indicators/finding.ts'
import type { Form, FormItem } from '../indicators/form.ts'
import type { FormCode, RegionCode, ReportingUnitCode } from '../indicators/codes.ts'
import type { ReadObservation } from '../indicators/observation.ts'
import type { Period } from '../indicators/period.ts'
import type { ReportingUnit } from '../indicators/reporting-unit.ts'
import type { UnitOfMeasure } from '../indicators/unit-of-measure.ts'
import type { Variable } from '../indicators/variable.ts'
import { findForm } from './find-form.ts'
import { findTables, type FoundTable } from './find-table.ts'
import type { Grid } from './grid.ts'
import {
  checkColumns,
  listAbsences,
  listExpired,
  listHiddenPlaces,
  listHiddenSheets,
  listWrongLevel,
} from './submission/check-submission.ts'
import { findOrigin, type Origin } from './submission/find-origin.ts'
import { readHeading, type Heading } from './submission/read-heading.ts'
import { readTable } from './submission/read-table.ts'
import { findStamp } from './template/stamp.ts'

/** What the reader must know of the world. */
export interface SubmissionCatalogue {
  readonly forms: readonly Form[]
  readonly variables: readonly Variable[]
  readonly units: readonly UnitOfMeasure[]
  readonly reportingUnits: readonly ReportingUnit[]
}

export interface SubmissionQuestion {
  readonly grid: Grid
  /** Name of the file, without its folder. */
  readonly file: string
  readonly catalogue: SubmissionCatalogue
  /** What the sender said; it wins over what stands in the workbook. */
  readonly given: {
    readonly unit?: ReportingUnitCode | undefined
    readonly period?: Period | undefined
    readonly form?: FormCode | undefined
  }
}

/**
 * What a workbook says. Each of form, unit, region and period is null when it could not be settled. Every figure that
 * was seen counts once: `read` = observations with a value + `rejected`; missing marks and blanks are no figures,
 * though a mark may become an observation with its reason. Without unit or period every figure is rejected; without a
 * form or a table none is seen.
 */
export interface SubmissionReading {
  readonly form: Form | null
  readonly unit: ReportingUnit | null
  readonly region: RegionCode | null
  readonly period: Period | null
  readonly observations: readonly ReadObservation[]
  readonly findings: readonly Finding[]
  readonly read: number
  readonly rejected: number
}

const NOTHING: SubmissionReading = {
  form: null,
  unit: null,
  region: null,
  period: null,
  observations: [],
  findings: [],
  read: 0,
  rejected: 0,
}

interface Settled {
  readonly form: Form
  readonly table: FoundTable
  readonly heading: Heading
  readonly origin: Origin
  readonly synthetic: boolean
}

const readFigures = (
  { form, table, heading, origin, synthetic }: Settled,
  { catalogue, given }: SubmissionQuestion,
) => {
  const { unit, period } = origin
  const answersFor = (item: FormItem): boolean =>
    unit === null || !item.reportingUnits || item.reportingUnits.includes(unit.code)
  const isAsked = (item: FormItem): boolean => answersFor(item) && (unit !== null || !item.reportingUnits)
  const checked = checkColumns(table, period, given.period !== undefined)
  const reading = readTable({
    table: checked.table,
    form,
    units: catalogue.units,
    variables: new Map(catalogue.variables.map((v) => [v.code, v])),
    answersFor,
    line: { unit: heading.unitOfMeasure?.text ?? '', cell: heading.unitOfMeasure?.cell ?? '' },
  })
  const figures = reading.values.filter((v) => 'value' in v.figure)
  const observations: readonly ReadObservation[] =
    unit === null || period === null
      ? []
      : reading.values.map((v) => ({
          ...v,
          region: unit.region,
          period,
          synthetic: synthetic || v.note.includes('合成数据'),
        }))
  return {
    observations,
    read: figures.length + reading.rejected,
    rejected: observations.length === 0 ? figures.length + reading.rejected : reading.rejected,
    findings: [
      ...checked.findings,
      ...listAbsences(checked.table, form, isAsked),
      ...reading.findings,
      ...listHiddenPlaces(table.map, new Set(figures.map((v) => v.cell))),
    ],
  }
}

/** Of findings that say the same of the same place (one header, many figures) one is kept. */
const distinctFindings = (findings: readonly Finding[]): readonly Finding[] => [
  ...new Map(
    findings.map((f) => [JSON.stringify([f.rule, f.sheet, f.cell, f.found, f.expected.zh]), f]),
  ).values(),
]

/** Reads a submission; every doubt is a finding, and no figure is guessed. */
export const readSubmission = (question: SubmissionQuestion): SubmissionReading => {
  const { grid, file, catalogue, given } = question
  const match = findForm(grid, catalogue.forms, { file, form: given.form, units: catalogue.units })
  const before = [...match.findings, ...listHiddenSheets(grid)]
  if (!('form' in match)) return { ...NOTHING, findings: before }
  const { form, map } = match
  const { tables, findings: layout } = findTables(map, form, catalogue.units)
  const [table] = tables
  if (!table) return { ...NOTHING, form, findings: [...before, ...layout] }
  const heading = readHeading(table, form.title)
  const stamp = findStamp(grid)
  const origin = findOrigin(form, catalogue.reportingUnits, {
    sheet: map.sheet.name,
    file,
    heading,
    stamp,
    given: { ...(given.unit ? { unit: given.unit } : {}), ...(given.period ? { period: given.period } : {}) },
  })
  const synthetic = heading.synthetic || stamp?.synthetic === true
  const figures = readFigures({ form, table, heading, origin, synthetic }, question)
  const { unit, period } = origin
  return {
    form,
    unit,
    region: unit?.region ?? null,
    period,
    observations: figures.observations,
    read: figures.read,
    rejected: figures.rejected,
    findings: distinctFindings([
      ...before,
      ...layout,
      ...origin.findings,
      ...listWrongLevel(map.sheet.name, form, unit),
      ...(period === null ? [] : listExpired(map.sheet.name, heading, period)),
      ...figures.findings,
    ]),
  }
}
