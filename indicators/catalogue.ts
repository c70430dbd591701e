/** Knows the catalogue: all data of seeds/ in one piece, read through their schemas and checked against each other. */
import { z } from 'zod'
import { listDeadlineIssues } from './deadline-check.ts'
import { deadlineRuleSchema, type DeadlineRule } from './deadline.ts'
import { listFormIssues } from './form-check.ts'
import { formSchema, type Form } from './form.ts'
import { InputError, NOT_GIVEN, type InputIssue } from './input-error.ts'
import {
  listRecipientIssues,
  listRegionIssues,
  listReportingUnitIssues,
  listScheduleIssues,
  listUnitIssues,
  listVariableIssues,
} from './list-check.ts'
import { listPlanIssues } from './plan-check.ts'
import { planSchema, type Plan } from './plan.ts'
import { listPublishedIssues } from './published-check.ts'
import { publishedValueSchema, type PublishedValue } from './published-value.ts'
import { recipientSchema, type Recipient } from './recipient.ts'
import { issueAt, listRepeated, type Placed, type References } from './references.ts'
import { regionSchema, reportingUnitSchema, type Region, type ReportingUnit } from './reporting-unit.ts'
import { scheduleSchema, type ScheduleEntry } from './schedule.ts'
import { parseWithSchema, placeIn } from './schema.ts'
import { text } from './text.ts'
import { unitOfMeasureSchema, type UnitOfMeasure } from './unit-of-measure.ts'
import { variableSchema, type Variable } from './variable.ts'

export interface Catalogue {
  readonly plans: readonly Plan[]
  readonly forms: readonly Form[]
  readonly variables: readonly Variable[]
  readonly units: readonly UnitOfMeasure[]
  readonly regions: readonly Region[]
  readonly reportingUnits: readonly ReportingUnit[]
  readonly recipients: readonly Recipient[]
  readonly deadlines: readonly DeadlineRule[]
  readonly schedules: readonly ScheduleEntry[]
  readonly published: readonly PublishedValue[]
}

/** The JSON Schema for editors lies among the data and is none. */
export const PLAN_SCHEMA_FILE = 'plan.schema.json'

const PLAN_FILE = /^plans\/([^/]+)\/plan\.json$/
const FORM_FILE = /^forms\/[^/]+\.json$/
const PUBLISHED_FILE = /^published\/[^/]+\.json$/
const LIST_FILES = [
  'variables.json',
  'units-of-measure.json',
  'regions.json',
  'reporting-units.json',
  'recipients.json',
  'deadlines.json',
  'schedules.json',
]
const KNOWN_FILE = text(
  `${LIST_FILES.join('、')}、plans/*/plan.json、forms/*.json 或 published/*.json`,
  `${LIST_FILES.join(', ')}, plans/*/plan.json, forms/*.json or published/*.json`,
)

type Files = ReadonlyMap<string, unknown>

/** What the files of one kind hold; `whole` is false when one of them did not pass its schema. */
interface Read<T> {
  readonly placed: readonly Placed<T>[]
  readonly whole: boolean
}

const readKind = <S extends z.ZodType>(
  schema: S,
  { files, isOfKind, issues }: { files: Files; isOfKind: (file: string) => boolean; issues: InputIssue[] },
): Read<z.output<S>> => {
  const names = [...files.keys()].filter(isOfKind).toSorted()
  const placed = names.flatMap((file) => {
    const result = parseWithSchema(schema, file, files.get(file))
    if ('data' in result) return [{ file, data: result.data }]
    issues.push(...result.issues)
    return []
  })
  return { placed, whole: placed.length === names.length }
}

const readFiles = (files: Files, issues: InputIssue[]) => {
  const list = <S extends z.ZodType>(file: string, schema: S): Read<z.output<S>[]> => {
    if (!files.has(file))
      issues.push({ where: placeIn(file, ''), found: NOT_GIVEN, expected: text('此文件', 'this file') })
    const read = readKind(z.array(schema), { files, isOfKind: (name) => name === file, issues })
    return { ...read, whole: read.whole && files.has(file) }
  }
  const many = <S extends z.ZodType>(pattern: RegExp, schema: S): Read<z.output<S>> =>
    readKind(schema, { files, isOfKind: (name) => pattern.test(name), issues })
  return {
    variables: list('variables.json', variableSchema),
    units: list('units-of-measure.json', unitOfMeasureSchema),
    regions: list('regions.json', regionSchema),
    reportingUnits: list('reporting-units.json', reportingUnitSchema),
    recipients: list('recipients.json', recipientSchema),
    deadlines: list('deadlines.json', deadlineRuleSchema),
    schedules: list('schedules.json', scheduleSchema),
    plans: many(PLAN_FILE, planSchema),
    forms: many(FORM_FILE, formSchema),
    published: many(PUBLISHED_FILE, z.array(publishedValueSchema)),
  }
}
type ReadFiles = ReturnType<typeof readFiles>

const dataOf = <T>({ placed }: Read<T>): readonly T[] => placed.map((p) => p.data)

const wholeOf = <T>(read: Read<T>): readonly T[] | null => (read.whole ? dataOf(read) : null)

const referencesOf = (read: ReadFiles): References => {
  return {
    variables: wholeOf(read.variables)?.flat() ?? null,
    units: wholeOf(read.units)?.flat() ?? null,
    regions: wholeOf(read.regions)?.flat() ?? null,
    reportingUnits: wholeOf(read.reportingUnits)?.flat() ?? null,
    forms: wholeOf(read.forms),
    plans: wholeOf(read.plans),
  }
}

/** A plan lies in the folder of its code, and a code occurs once. */
const listPlacementIssues = (read: ReadFiles): InputIssue[] => [
  ...read.plans.placed.flatMap((place) => {
    const folder = PLAN_FILE.exec(place.file)?.[1]
    const expected = text(`与文件夹相同的计划代码 ${folder}`, `the code of its folder, ${folder}`)
    return folder === place.data.code ? [] : [issueAt(place, ['code'], { found: place.data.code, expected })]
  }),
  ...listRepeated({ file: 'forms/', data: dataOf(read.forms) }, text('表式代码', 'form code'), (f) => [
    f.code,
  ]),
]

const listUnknownFiles = (files: Files): InputIssue[] =>
  [...files.keys()]
    .filter((file) => file !== PLAN_SCHEMA_FILE && !LIST_FILES.includes(file))
    .filter((file) => ![PLAN_FILE, FORM_FILE, PUBLISHED_FILE].some((pattern) => pattern.test(file)))
    .map((file) => ({ where: placeIn(file, ''), found: file, expected: KNOWN_FILE }))

/**
 * Composes the catalogue from the files of seeds/, each under its path with `/` and already read as JSON.
 * @throws InputError with every issue of every file: what a schema refuses, codes that occur twice, and names in one file
 * that no other file holds. A file that its schema refuses is not blamed a second time where others name its codes.
 */
export const parseCatalogue = (files: Files): Catalogue => {
  const issues = listUnknownFiles(files)
  const read = readFiles(files, issues)
  const refs = referencesOf(read)
  issues.push(
    ...read.variables.placed.flatMap((place) => listVariableIssues(place, refs)),
    ...read.units.placed.flatMap((place) => listUnitIssues(place)),
    ...read.regions.placed.flatMap((place) => listRegionIssues(place, refs)),
    ...read.reportingUnits.placed.flatMap((place) => listReportingUnitIssues(place, refs)),
    ...listPlacementIssues(read),
    ...read.forms.placed.flatMap((place) => listFormIssues(place, refs)),
    ...read.plans.placed.flatMap((place) => listPlanIssues(place, refs)),
    ...read.recipients.placed.flatMap((place) => listRecipientIssues(place, refs)),
    ...read.deadlines.placed.flatMap((place) => listDeadlineIssues(place, refs)),
    ...read.schedules.placed.flatMap((place) => listScheduleIssues(place)),
    ...read.published.placed.flatMap((place) => listPublishedIssues(place, refs)),
  )
  if (issues.length > 0) throw new InputError(issues)
  return {
    plans: dataOf(read.plans),
    forms: dataOf(read.forms),
    variables: dataOf(read.variables).flat(),
    units: dataOf(read.units).flat(),
    regions: dataOf(read.regions).flat(),
    reportingUnits: dataOf(read.reportingUnits).flat(),
    recipients: dataOf(read.recipients).flat(),
    deadlines: dataOf(read.deadlines).flat(),
    schedules: dataOf(read.schedules).flat(),
    published: dataOf(read.published).flat(),
  }
}

const findByCode = <T extends { readonly code: string }>(list: readonly T[], code: string): T | undefined =>
  list.find((one) => one.code === code)

/** The plan with this code. */
export const findPlan = (catalogue: Catalogue, code: string): Plan | undefined =>
  findByCode(catalogue.plans, code)
/** The form with this code. */
export const findForm = (catalogue: Catalogue, code: string): Form | undefined =>
  findByCode(catalogue.forms, code)
/** The variable with this code. */
export const findVariable = (catalogue: Catalogue, code: string): Variable | undefined =>
  findByCode(catalogue.variables, code)
/** The reporting unit with this code. */
export const findReportingUnit = (catalogue: Catalogue, code: string): ReportingUnit | undefined =>
  findByCode(catalogue.reportingUnits, code)

/** The JSON Schema of a plan file, for editors; `seeds/plan.schema.json` is this text. */
export const planJsonSchema = (): string =>
  `${JSON.stringify(z.toJSONSchema(planSchema, { io: 'input' }), null, 2)}\n`
