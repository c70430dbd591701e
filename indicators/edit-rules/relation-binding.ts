/** Knows which figure an operand of a relation means in a submission: its item, column, table and time. */
import type { RegionCode } from '../codes.ts'
import { MEASURES, MISSING_REASONS, type Measure, type MissingReason } from '../observation.ts'
import { shiftYears, yearOf, yearPeriod, type Period } from '../period.ts'
import type { Evaluated, Lookup } from './evaluate.ts'
import type { Reference } from './reference.ts'
import { stepBack } from './steps.ts'
import { findItem, type JudgedForm, type JudgedItem, type ReportedFigure, type Subject } from './subject.ts'
import { findDecimals, halfUnit, type Tolerance } from './tolerance.ts'

/** What the open ends of an operand stand for while a relation is judged. */
export interface Binding {
  readonly region: RegionCode
  readonly period: Period
  /** The column of figures that is judged now. */
  readonly measure: Measure
  /** The item, where the relation names none and holds for every one. */
  readonly item: JudgedItem | null
  readonly tolerance: Tolerance
  /** The reasons for a missing figure that stand for 0: 无此项 in a sum. */
  readonly missingAsZero: readonly MissingReason[]
}

const plainLabel = (label: string): string => label.normalize('NFKC').replaceAll(/[\s()]/g, '')

/**
 * The measure of a column by its code, its whole header or a synonym, the word for the measure, or the last line of the
 * header where no other measure has it (1-本月 under 本年 and under 去年同期 is two).
 */
export const findMeasure = ({ columns }: JudgedForm, named: string): Measure | undefined => {
  const wanted = plainLabel(named)
  const measured = columns.flatMap(({ code, labels, synonyms, holds }) =>
    holds.kind === 'measure' ? [{ code, paths: [labels, ...synonyms], measure: holds.measure }] : [],
  )
  const whole = measured.find(
    ({ code, paths, measure }) =>
      code === named ||
      MEASURES[measure].zh === named ||
      paths.some((path) => plainLabel(path.join('')) === wanted),
  )
  const partly = measured.filter(({ paths }) =>
    paths.some((path) => plainLabel(path.at(-1) ?? '') === wanted),
  )
  const [only, ...others] = new Set(partly.map((c) => c.measure))
  return whole?.measure ?? (others.length === 0 ? only : undefined)
}

/** A table by its code, 表号, title or mark. */
export const findTable = (forms: readonly JudgedForm[], named: string): JudgedForm | undefined =>
  forms.find((f) => [f.code, f.tableNumber, f.title, ...f.marks].includes(named))

/** An operand with its item; a name that begins like a word of time (本月合同数) is first tried whole. */
export const findReferenceItem = (
  form: JudgedForm,
  reference: Reference,
): { readonly item: JudgedItem; readonly reference: Reference } | undefined => {
  const whole = reference.table === null ? findItem(form, reference.text) : undefined
  if (whole) return { item: whole, reference: { ...reference, lag: null, measure: null } }
  const item = reference.item === null ? undefined : findItem(form, reference.item)
  return item && { item, reference }
}

interface Place {
  readonly period: Period
  readonly measures: readonly Measure[]
}

const firstOfYear = (period: Period): Period => {
  const before = stepBack(period, 1)
  return yearOf(before) === yearOf(period) ? firstOfYear(before) : period
}

/** Where an operand of another time is looked for; the end of last year may have been reported as 期末, 累计 or 本期. */
const placesOf = ({ lag }: Reference, measure: Measure, period: Period): readonly Place[] => {
  switch (lag?.kind) {
    case undefined:
      return [{ period, measures: [measure] }]
    case 'periods':
      return [{ period: stepBack(period, lag.back), measures: [measure] }]
    case 'years':
      return [{ period: shiftYears(period, -lag.back), measures: [measure] }]
    case 'year-end': {
      const year = yearPeriod(yearOf(period) - 1)
      const measures = [...new Set<Measure>([measure, 'end', 'ytd', 'current'])]
      return [year, stepBack(firstOfYear(period), 1)].map((p) => ({ period: p, measures }))
    }
  }
}

const findFigure = (
  subject: Subject,
  { reference, item, table }: { reference: Reference; item: JudgedItem; table: JudgedForm },
  { region, period: judged, measure }: Binding,
): ReportedFigure | undefined => {
  const isHere = table === subject.form
  for (const { period, measures } of placesOf(reference, measure, judged))
    for (const m of measures) {
      const key = { variable: item.variable, region, measure: m, period }
      // A blank of this file is a blank, whatever an earlier file of the period said.
      const here = reference.lag === null ? subject.findOwn(key) : subject.findPast(key)
      const found = isHere ? here : subject.findElsewhere(key)
      if (found) return found
    }
  return undefined
}

/** Half the unit to which a figure was rounded, in the unit of the figure: `6375.5` 万元 kept as 亿元 has 0.000005. */
export const findHalf = ({ figure, reported }: ReportedFigure, tolerance: Tolerance): number => {
  if (tolerance.kind !== 'rounding' || !('value' in figure)) return 0
  if (tolerance.decimals !== 'as-reported') return halfUnit(tolerance.decimals)
  const decimals = findDecimals(reported.text)
  const written = Number(reported.text.replaceAll(/[,，\s%]/g, ''))
  if (decimals === undefined) return 0
  return halfUnit(decimals) * (written === 0 ? 1 : Math.abs(figure.value / written))
}

const evaluateFigure = (
  found: ReportedFigure | undefined,
  name: string,
  { tolerance, missingAsZero }: Binding,
): Evaluated => {
  if (!found) return { missing: [`${name}（没有数）`] }
  const { figure } = found
  if ('value' in figure)
    return figure.bound === 'exact'
      ? { value: figure.value, half: findHalf(found, tolerance) }
      : { missing: [`${name}（只有界限 ${figure.value}）`] }
  return missingAsZero.includes(figure.missing)
    ? { value: 0, half: 0 }
    : { missing: [`${name}（${MISSING_REASONS[figure.missing].zh}）`] }
}

/** Looks up operands in a submission and its past. A blank, a mere bound and an unknown item are missing, each with its words. */
export const composeLookup =
  (subject: Subject, binding: Binding): Lookup =>
  (printed) => {
    const table =
      printed.table === null ? subject.form : findTable([subject.form, ...subject.forms], printed.table)
    if (!table) return { missing: [`${printed.table}表（不认识）`] }
    const match = findReferenceItem(table, printed)
    const reference = match?.reference ?? printed
    const item = match?.item ?? (printed.item === null ? binding.item : null)
    if (!item) return { missing: [`${printed.text}（本表没有此项）`] }
    const named = reference.column
    const measure = named === null ? (reference.measure ?? binding.measure) : findMeasure(table, named)
    if (measure === undefined) return { missing: [`${printed.text}（本表没有此栏）`] }
    const figure = findFigure(subject, { reference, item, table }, { ...binding, measure })
    return evaluateFigure(figure, printed.text, binding)
  }
