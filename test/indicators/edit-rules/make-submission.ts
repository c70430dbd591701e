/** Knows how to write a submission, its form and its past in a few lines for the tests of edit rules. */
import { parseRegionCode, parseReportingUnitCode, parseVariableCode } from '../../../indicators/codes.ts'
import { editRuleSchema, type EditRule } from '../../../indicators/edit-rules/index.ts'
import { judgeSubmission } from '../../../indicators/edit-rules/judge-submission.ts'
import type { JudgedForm } from '../../../indicators/edit-rules/subject.ts'
import type { Finding } from '../../../indicators/finding.ts'
import type { Figure, Measure, Observation, ReadObservation } from '../../../indicators/observation.ts'
import { lastDayOf, parsePeriod } from '../../../indicators/period.ts'
import { variableSchema, type Variable } from '../../../indicators/variable.ts'

export const REGION = parseRegionCode('330000')
const UNIT = parseReportingUnitCode('zj-stats')

/** `01: v1`, `02: v2` …, each a name too; columns 1 本期, 2 本年累计, 3 上年同期累计, 4 累计同比. */
export const formOf = (codes: readonly string[], indents: readonly number[] = []): JudgedForm => ({
  code: 'T1',
  tableNumber: 'A1',
  title: '测试表',
  marks: [],
  items: codes.map((code, i) => ({
    code,
    name: `项目${code}`,
    synonyms: [],
    variable: parseVariableCode(`v${Number(code)}`),
    indent: indents[i] ?? 0,
  })),
  columns: (
    [
      ['1', '本期', 'current'],
      ['2', '本年累计', 'ytd'],
      ['3', '上年同期累计', 'prior_ytd'],
      ['4', '累计同比', 'growth_ytd'],
    ] as const
  ).map(([code, label, measure]) => ({
    code,
    labels: [label],
    synonyms: [],
    holds: { kind: 'measure', measure },
  })),
})

export const variableOf = (code: string, kind: Variable['kind']): Variable =>
  variableSchema.parse({ code, name: code, unit: '亿元', kind, decimals: 2 })

type Written = number | string | { readonly figure: Figure }

/** `{ 'v1 ytd': 12.5 }`: a string is a number as it was written, with its decimals. */
export type Figures = Readonly<Record<string, Written>>

const figureOf = (written: Written): Figure =>
  typeof written === 'object' ? written.figure : { value: Number(written), bound: 'exact' }

const readOf = (figures: Figures, period: string): readonly ReadObservation[] =>
  Object.entries(figures).map(([key, written], i) => {
    const [variable = '', measure = 'ytd', region = REGION, cell = `C${i + 1}`] = key.split(' ')
    return {
      variable: parseVariableCode(variable),
      region: parseRegionCode(region),
      period: parsePeriod(period),
      measure: measure as Measure,
      figure: figureOf(written),
      unit: '亿元',
      reported: { text: typeof written === 'object' ? '' : String(written), unit: '亿元' },
      note: '',
      synthetic: false,
      status: 'flash',
      sheet: '表',
      cell,
    }
  })

const pastOf = (past: Readonly<Record<string, Figures>>, submission = 's0'): readonly Observation[] =>
  Object.entries(past).flatMap(([period, figures]) =>
    readOf(figures, period).map(({ status, sheet, cell, ...read }, i) => ({
      ...read,
      id: `${submission}-${period}-${i}`,
      vintage: { known: lastDayOf(read.period), status },
      source: { submission, file: `${submission}.xls`, sheet, cell },
    })),
  )

export interface Case {
  readonly form?: JudgedForm
  readonly forms?: readonly JudgedForm[]
  readonly rules: readonly unknown[]
  readonly period?: string
  readonly now: Figures
  readonly past?: Readonly<Record<string, Figures>>
  readonly others?: Readonly<Record<string, Figures>>
  readonly variables?: readonly Variable[]
}

/** The findings of rules (as raw data) on a submission. `others`: what another unit reported. */
export const judge = ({
  form,
  forms = [],
  rules,
  period = '2020-07',
  now,
  past = {},
  others = {},
  variables = [],
}: Case): readonly Finding[] =>
  judgeSubmission({
    form: form ?? formOf(['01', '02', '03', '04', '05']),
    sheet: '表',
    period: parsePeriod(period),
    region: REGION,
    unit: UNIT,
    observations: readOf(now, period),
    history: [...pastOf(past), ...pastOf(others, 'other')],
    senders: new Map([
      ['s0', UNIT],
      ['other', parseReportingUnitCode('zj-jxt')],
    ]),
    variables,
    forms,
    rules: rules.map((rule): EditRule => editRuleSchema.parse(rule)),
  })
