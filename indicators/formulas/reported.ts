/** Knows the indicator that is taken as it was reported. */
import type { VariableCode } from '../codes.ts'
import type { IndicatorValue } from '../indicator-value.ts'
import { STATUSES } from '../observation.ts'
import type { Formula as PlanFormula } from '../plan.ts'
import { text } from '../text.ts'
import type { FormulaInput } from './formula.ts'
import { findGrowth, listSeries, type Known, type SeriesPoint } from './series.ts'

/** The vintage before the newest one, where the figure was revised. */
const previousOf = ({ vintages }: SeriesPoint): IndicatorValue['previous'] => {
  const before = vintages.at(-2)
  return before ? { value: before.value, ...before.observation.vintage } : null
}

/** The newest vintage of a reported figure as the indicator's value. */
export const statedValue = (
  { indicator, region, observations }: FormulaInput,
  variable: VariableCode,
  { point, newest }: { readonly point: SeriesPoint; readonly newest: Known },
): IndicatorValue => {
  const { observation, value } = newest
  const { known, status } = observation.vintage
  return {
    indicator: indicator.code,
    region,
    period: point.period,
    basis: point.basis,
    value,
    bound: 'value' in observation.figure ? observation.figure.bound : 'exact',
    status,
    known,
    inputs: [observation.id],
    computation: text(
      `报送值 ${value}（${STATUSES[status].zh} ${known}）`,
      `reported ${value} (${STATUSES[status].en} ${known})`,
    ),
    alternatives: [],
    previous: previousOf(point),
    scopeDoubt: null,
    growth: findGrowth(observations, { variable, period: point.period, basis: point.basis }),
    notes: observation.note ? [text(observation.note, observation.note)] : [],
    synthetic: observation.synthetic,
  }
}

/**
 * The value as reported: of every period the newest vintage. Unit: that of the variable, which is the indicator's.
 * Where the plan doubts that the series stands on its baseline, each value carries the doubt. Example: 在役工业机器人数量
 * 2019 年末 8.9 万台. Source: the plan's data.
 */
export const computeReported = (
  input: FormulaInput,
  formula: Extract<PlanFormula, { kind: 'reported' }>,
): IndicatorValue[] => {
  const doubt = formula.comparability?.state === 'review' ? formula.comparability.reason : null
  return listSeries(input.observations, formula.variable, input.indicator.kind).flatMap((point) => {
    const newest = point.vintages.at(-1)
    if (point.missing !== null || !newest) return []
    const value = statedValue(input, formula.variable, { point, newest })
    return [doubt === null ? value : { ...value, scopeDoubt: text(doubt, doubt) }]
  })
}
