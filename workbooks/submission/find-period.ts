/** Knows the reporting period of a table: of what was given, the sheet's own words, the stamp and the file name. */
import type { Finding } from '../../indicators/finding.ts'
import type { Form } from '../../indicators/form.ts'
import { lastMonthOf, parsePeriod, periodKind, yearOf, type Period } from '../../indicators/period.ts'
import { text, type Text } from '../../indicators/text.ts'
import { fitMonth, fitPeriod, periodEnding, scanPeriods } from '../words/period-text.ts'
import { contestedFinding } from './contested-heading.ts'
import { asStated, findContradiction, wrongGiven } from './given.ts'
import type { HeadingPeriod } from './read-heading.ts'
import {
  byWords,
  FILE,
  GIVEN,
  SHEET,
  STAMP,
  type Claim,
  type Statement,
  type Witnesses,
} from './witnesses.ts'

const fitting = (form: Form, periods: readonly HeadingPeriod[]): readonly { value: Period; cell: string }[] =>
  periods.flatMap(({ words, cell }) => {
    const value = fitPeriod(words, form.periodKind)
    return value === undefined ? [] : [{ value, cell }]
  })

const distinct = <T>(values: readonly T[]): readonly T[] => [...new Set(values)]

const stampPeriod = (form: Form, raw: string): Period | undefined =>
  /^\d{4}(?:-(?:Q[1-4]|0[1-9]|1[0-2]))?$/.test(raw) && periodKind(parsePeriod(raw)) === form.periodKind
    ? parsePeriod(raw)
    : undefined

const filePeriods = (form: Form, file: string): readonly Period[] =>
  distinct(
    scanPeriods(file.replace(/\.[^.]*$/, '')).found.flatMap(
      (words) => fitPeriod(words, form.periodKind) ?? [],
    ),
  )

/** `6月` and `1-6月` over the columns name no year; the year comes from the heading, the stamp or the file name. */
const periodWithoutYear = (
  form: Form,
  w: Witnesses,
): { readonly value: Period; readonly cell: string } | undefined => {
  const undated = [...w.heading.periods, ...w.heading.columnPeriods].filter((p) => p.words.year === undefined)
  const months = undated.flatMap((p) => fitMonth(p.words, form.periodKind) ?? [])
  const named = [...w.heading.periods, ...w.heading.columnPeriods].flatMap((p) => p.words.year ?? [])
  const elsewhere = w.given.period
    ? [w.given.period]
    : [stampPeriod(form, w.stamp?.period ?? ''), ...filePeriods(form, w.file)]
  const [year, ...otherYears] = distinct(
    named.length > 0 ? named : elsewhere.flatMap((p) => (p ? yearOf(p) : [])),
  )
  const [month, ...otherMonths] = distinct(months)
  if (year === undefined || month === undefined || otherYears.length > 0 || otherMonths.length > 0)
    return undefined
  return { value: periodEnding(form.periodKind, year, month), cell: undated[0]?.cell ?? '' }
}

/** The sheet's own words: over the table, then its name, then over the columns. */
const sheetPeriods = (form: Form, w: Witnesses): readonly { value: Period; cell: string }[] => {
  if (w.latest !== undefined) return [{ value: w.latest, cell: '' }]
  const heading = fitting(form, w.heading.periods)
  if (heading.length > 0) return heading
  const name = fitting(
    form,
    scanPeriods(w.sheet).found.map((words) => ({ words, cell: '' })),
  )
  if (name.length > 0) return name
  const columns = fitting(form, w.heading.columnPeriods)
  // A column of last year's figures names last year: the latest is meant where only the year differs.
  const latest = columns.toSorted((a, b) => (a.value < b.value ? 1 : -1)).slice(0, 1)
  if (latest[0] && distinct(columns.map((c) => lastMonthOf(c.value))).length === 1) return latest
  const completed = periodWithoutYear(form, w)
  return completed ? [completed] : []
}

const state = (who: Text, value: Period, cell = ''): Statement<Period> => ({ who, said: value, cell, value })

const periodStatements = (form: Form, w: Witnesses): readonly Statement<Period>[] => {
  const own = sheetPeriods(form, w)
  const inName = fitting(
    form,
    scanPeriods(w.sheet).found.map((words) => ({ words, cell: '' })),
  )
  const stamped = stampPeriod(form, w.stamp?.period ?? '')
  const files = filePeriods(form, w.file)
  return [
    ...(w.given.period === undefined ? [] : [state(GIVEN, w.given.period)]),
    ...own.map((p) => state(SHEET, p.value, p.cell)),
    ...inName.map((p) => state(text('工作表名', 'the name of the sheet'), p.value)),
    ...(stamped === undefined ? [] : [state(STAMP, stamped)]),
    ...files.map((value) => state(FILE, value)),
  ]
}

const KINDS: Readonly<Record<Form['periodKind'], Text>> = {
  month: text('一个月，如 2020-07', 'a month such as 2020-07'),
  quarter: text('一个季度，如 2020-Q3', 'a quarter such as 2020-Q3'),
  year: text('一年，如 2020', 'a year such as 2020'),
}

/** Only what was given can be of another kind: the workbook's own words are read by the kind of the form. */
const wrongKind = ({ periodKind: kind }: Form, { sheet }: Witnesses, said: Period): Finding =>
  wrongGiven('period', { sheet, cell: '', said, expected: KINDS[kind] })

const KIND_EXAMPLES: Readonly<Record<Form['periodKind'], string>> = {
  month: '2020年7月',
  quarter: '2020年第三季度',
  year: '2020年',
}

const noPeriod = (form: Form, w: Witnesses): Finding => {
  const seen = [...w.heading.periods, ...w.heading.columnPeriods][0]
  const example = KIND_EXAMPLES[form.periodKind]
  return {
    sheet: w.sheet,
    rule: 'form.period',
    class: 'mandatory',
    cell: seen?.cell ?? '',
    found: '没有能确定的报告期',
    expected: text(
      `表头写明报告期，如「${example}」`,
      `a reporting period in the heading, such as ${example}`,
    ),
  }
}

/** The period that was given is not the one that the workbook names. */
const listWrongPeriod = (
  { sheet, heading, latest, given }: Witnesses,
  statements: readonly Statement<Period>[],
): readonly Finding[] => {
  // The latest of several periods over the columns is no word about the reporting period: an earlier one may be given.
  const isOpen = latest !== undefined && given.period !== undefined && given.period <= latest
  const against = isOpen || heading.contested ? undefined : findContradiction(statements)
  if (!against) return []
  const { cell, value, who } = against
  const expected = asStated(text(value, value), who)
  return [wrongGiven('period', { sheet, cell, said: statements[0]?.said ?? '', expected })]
}

/** Last month's file, filled in anew, bears last month's stamp. */
const STAMP_ADVICE = text('；请改用本期下发的模板', '; use the template of this period')
const NO_ADVICE = text('', '')

const periodFindings = (
  w: Witnesses,
  statements: readonly Statement<Period>[],
  chosen: Period,
): readonly Finding[] => {
  const wrong = listWrongPeriod(w, statements)
  if (wrong.length > 0) return wrong
  return statements
    .filter(
      (s, i) =>
        s.value !== chosen && statements.findIndex((o) => o.who === s.who && o.value === s.value) === i,
    )
    .map((s) => {
      const advice = s.who === STAMP ? STAMP_ADVICE : NO_ADVICE
      return {
        sheet: w.sheet,
        rule: 'form.period',
        // No figure counts under a doubtful period before the bureau releases it; the name of a file or a sheet is no such doubt.
        class: s.who === SHEET || s.who === STAMP ? 'quasi_mandatory' : 'verification',
        cell: s.cell,
        found: `${s.who.zh}：${s.said}`,
        expected: text(
          `报告期 ${chosen}（按${statements[0]?.who.zh ?? ''}）${advice.zh}`,
          `period ${chosen} (${statements[0]?.who.en ?? ''})${advice.en}`,
        ),
      }
    })
}

/** A bare year over a monthly table is no period, but it may contradict one. */
const otherYears = (form: Form, w: Witnesses, chosen: Period): readonly Finding[] =>
  w.heading.periods
    .filter(({ words }) => words.year !== undefined && words.year !== yearOf(chosen))
    .filter(({ words }) => fitPeriod(words, form.periodKind) === undefined)
    .map(({ words, cell }) => ({
      sheet: w.sheet,
      rule: 'form.period',
      class: 'verification',
      cell,
      found: `${SHEET.zh}：${words.year}年`,
      expected: text(`报告期 ${chosen} 的年份`, `the year of the period ${chosen}`),
    }))

const periodClaim = (statements: readonly Statement<Period>[], chosen: Period): Claim => {
  const said = statements.filter((s) => s.who === SHEET)
  const own = said.find((s) => s.value === chosen) ?? said[0]
  const { value = chosen, who = GIVEN, cell = '' } = own ?? statements[0] ?? {}
  return { key: value, words: `${value}${byWords(who)}`, cell }
}

export interface FoundPeriod {
  readonly period: Period | null
  /** What the table itself says, though it was overruled. */
  readonly claim: Claim | null
  readonly findings: readonly Finding[]
}

const noneFound = (finding: Finding): FoundPeriod => ({ period: null, claim: null, findings: [finding] })

/** Settles the period; what disagrees with it is a finding. */
export const findPeriod = (form: Form, w: Witnesses): FoundPeriod => {
  const { contested } = w.heading
  if (contested && (w.given.period === undefined || w.given.unit === undefined))
    return noneFound(contestedFinding(w.sheet, contested))
  const statements = periodStatements(form, w)
  const chosen = statements[0]?.value
  if (chosen === undefined) return noneFound(noPeriod(form, w))
  if (periodKind(chosen) !== form.periodKind) return noneFound(wrongKind(form, w, chosen))
  const first = statements.filter((s) => s.who === statements[0]?.who)
  const contradictory = distinct(first.map((s) => s.value)).length > 1
  if (!contradictory)
    return {
      period: chosen,
      claim: periodClaim(statements, chosen),
      findings: [...periodFindings(w, statements, chosen), ...otherYears(form, w, chosen)],
    }
  const found = first.map((s) => `${s.said}${s.cell === '' ? '' : `（${s.cell}）`}`).join('、')
  return noneFound({
    ...noPeriod(form, w),
    cell: first[0]?.cell ?? '',
    found: `${first[0]?.who.zh ?? ''}有不同的报告期：${found}`,
  })
}
