/** Knows how a grid becomes a submission: which forms, who, when, and every figure with its cell, or a finding for each doubt. */
import type { ConfirmedMatch } from '../indicators/confirmed-match.ts'
import type { Finding } from '../indicators/finding.ts'
import type { Form } from '../indicators/form.ts'
import { comparePeriods } from '../indicators/period.ts'
import { findForms } from './find-form.ts'
import { listExpired, listHiddenSheets, listWrongLevel } from './submission/check-submission.ts'
import { findOrigins, type TableOrigin } from './submission/find-origins.ts'
import { listOddities } from './submission/list-oddities.ts'
import { areOfSeveralOrigins, listOtherOrigins } from './submission/list-other-origins.ts'
import { readPart } from './submission/read-part.ts'
import type {
  SubmissionPart,
  SubmissionQuestion,
  SubmissionReading,
} from './submission/submission-reading.ts'
import { formNames } from './tables/form-names.ts'

/** Nothing was read, for these reasons. */
export const nothingRead = (findings: readonly Finding[], form: Form | null = null): SubmissionReading => ({
  form,
  unit: null,
  region: null,
  period: null,
  sheets: [],
  observations: [],
  findings,
  unmatched: [],
  read: 0,
  rejected: 0,
  parts: [],
})

/** Of findings that say the same of the same place (one header, many figures) one is kept. */
const distinctFindings = (findings: readonly Finding[]): readonly Finding[] => [
  ...new Map(
    findings.map((f) => [JSON.stringify([f.rule, f.sheet, f.cell, f.found, f.expected.zh]), f]),
  ).values(),
]

const readOrigins = (origins: readonly TableOrigin[], question: SubmissionQuestion): SubmissionPart => {
  const part = readPart(origins, question)
  const whole = origins.flatMap(({ findings, heading, table, unit, period }) => [
    ...findings,
    ...listWrongLevel(table.map.sheet.name, table.form, unit),
    ...(period === null ? [] : listExpired(table, heading, period)),
  ])
  return { ...part, findings: distinctFindings([...whole, ...part.findings]) }
}

/** The part that the receipt is filed under. */
const mainPart = (parts: readonly SubmissionPart[]): SubmissionPart | undefined =>
  parts.reduce<SubmissionPart | undefined>((best, part) => {
    if (!best?.period || !part.period) return best?.period ? best : (best ?? part)
    return comparePeriods(part.period, best.period) > 0 ? part : best
  }, undefined)

/** Tables whose columns are periods are one part, whichever period is their latest. */
const keyOf = ({ table, unit, period }: TableOrigin): string => {
  const ofPeriods = table.form.columns.some((c) => c.holds.kind === 'period')
  return JSON.stringify([table.form.code, unit?.code, ofPeriods ? '' : period])
}

/** Labels that were confirmed for the unit that turned out to be the sender; undefined when there are none. */
const confirmedFor = (origins: readonly TableOrigin[], question: SubmissionQuestion) => {
  const senders = new Set(origins.map((o) => o.unit?.code))
  const some = (question.confirmed ?? []).filter((c) => senders.has(c.unit))
  return some.length > 0 ? some : undefined
}

const matchTables = (question: SubmissionQuestion, confirmed: readonly ConfirmedMatch[]) => {
  const { grid, file, catalogue, given } = question
  const names = new Map(catalogue.forms.map((form) => [form, formNames(form, catalogue, confirmed)]))
  const namesOf = (form: Form) => names.get(form) ?? formNames(form, catalogue, confirmed)
  const matches = findForms({ grid, file, forms: catalogue.forms, namesOf, named: given.form })
  const origins = findOrigins(matches.tables, question)
  return { matches, origins }
}

/** Reads what the forms of the catalogue find in the workbook. */
const readForms = (question: SubmissionQuestion): SubmissionReading => {
  const first = matchTables(question, [])
  // Only when the sender is known is it known whose confirmations count.
  const confirmed = confirmedFor(first.origins, question)
  const { matches, origins } = confirmed ? matchTables(question, confirmed) : first
  const before = [...matches.findings, ...listHiddenSheets(question.grid)]
  const groups = [...Map.groupBy(origins, keyOf).values()]
  const parts = groups.map((group) => readOrigins(group, question))
  const main = mainPart(parts)
  if (!main) return nothingRead(before, matches.form ?? null)
  return {
    form: main.form,
    unit: main.unit,
    region: main.region,
    period: main.period,
    sheets: [...new Set(parts.flatMap((p) => p.sheets))],
    observations: parts.flatMap((p) => p.observations),
    findings: distinctFindings([
      ...before,
      ...listOtherOrigins(groups, main),
      ...parts.flatMap((p) => p.findings),
    ]),
    unmatched: parts.flatMap((p) => p.unmatched),
    read: parts.reduce((sum, p) => sum + p.read, 0),
    rejected: parts.reduce((sum, p) => sum + p.rejected, 0),
    parts,
  }
}

/** Reads a submission; every doubt is a finding, and no figure is guessed. */
export const readSubmission = (question: SubmissionQuestion): SubmissionReading => {
  const reading = readForms(question)
  return { ...reading, findings: [...reading.findings, ...listOddities(question.grid, reading)] }
}

export type { SubmissionPart, SubmissionQuestion, SubmissionReading }
export { areOfSeveralOrigins }
