/** Knows how tests make a small plan, its observations and its verdicts, all through the real roads in. */
import { judgeHistory, judgeIndicator, type Assessment } from '../../indicators/assessment.ts'
import { parseRegionCode, parseVariableCode } from '../../indicators/codes.ts'
import { computeIndicatorValues } from '../../indicators/formulas/index.ts'
import type { Bound, Measure, Observation, Status } from '../../indicators/observation.ts'
import { parseDay, parsePeriod } from '../../indicators/period.ts'
import { planSchema, type Plan } from '../../indicators/plan.ts'

const source = { document: 'd', line: 1 }

export const target = (period: string, value: number, comparator = '=') => ({
  period,
  comparator,
  value,
  printed: String(value),
  source,
})

export const REGION = parseRegionCode('330000')

/** One indicator `x` from 2017, overridden as the test needs. */
export const makePlan = (over: object = {}, planOver: object = {}): Plan =>
  planSchema.parse({
    code: 'test-plan',
    name: '测试计划',
    version: '1',
    documents: [{ id: 'd', title: '测试' }],
    region: '330000',
    ...planOver,
    indicators: [
      {
        code: 'x',
        name: '测试指标',
        category: '总体规模',
        unit: '%',
        kind: 'ratio',
        direction: 'rise',
        decimals: 1,
        baseline: { period: '2017', value: 39.9, source },
        targets: [target('2020', 47), target('2022', 55)],
        frequency: 'year',
        formula: { kind: 'reported', variable: 'x' },
        responsible: [],
        source,
        ...over,
      },
    ],
  })

export interface Said {
  readonly period: string
  readonly value: number
  readonly known: string
  readonly variable?: string
  readonly measure?: Measure
  readonly status?: Status
  readonly bound?: Bound
}

export const observe = (said: readonly Said[]): Observation[] =>
  said.map((s, index) => ({
    id: String(index + 1),
    variable: parseVariableCode(s.variable ?? 'x'),
    region: REGION,
    period: parsePeriod(s.period),
    measure: s.measure ?? 'end',
    figure: { value: s.value, bound: s.bound ?? 'exact' },
    unit: '%',
    reported: { text: String(s.value), unit: '%' },
    vintage: { known: parseDay(s.known), status: s.status ?? 'preliminary' },
    note: '',
    synthetic: false,
    source: { submission: 'S', file: 'f.xlsx', sheet: 's', cell: 'A1' },
  }))

const question = (plan: Plan, said: readonly Said[], asOf: string) => {
  const [indicator] = plan.indicators
  if (!indicator) throw new Error('a test plan has an indicator')
  const observations = observe(said).filter((o) => o.vintage.known <= asOf)
  const values = computeIndicatorValues({ indicator, region: REGION, observations })
  return { plan, indicator, region: REGION, values, asOf: parseDay(asOf) }
}

export const judge = (plan: Plan, said: readonly Said[], asOf: string, year?: number): Assessment =>
  judgeIndicator({ ...question(plan, said, asOf), ...(year === undefined ? {} : { year }) })

export const history = (plan: Plan, said: readonly Said[], asOf: string): Assessment[] =>
  judgeHistory(question(plan, said, asOf))
