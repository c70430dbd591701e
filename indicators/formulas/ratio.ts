/** Knows the indicator that is a ratio of two variables, its numerator and denominator pinned to one vintage regime. */
import type { VariableCode } from '../codes.ts'
import type { Alternative, IndicatorValue } from '../indicator-value.ts'
import { STATUSES, type Status } from '../observation.ts'
import type { Day, Period } from '../period.ts'
import type { Formula as PlanFormula } from '../plan.ts'
import { text, type Text } from '../text.ts'
import type { FormulaInput } from './formula.ts'
import { statedValue } from './reported.ts'
import { knownOn, listSeries, type Known, type SeriesPoint } from './series.ts'

type Ratio = Extract<PlanFormula, { kind: 'ratio' }>

interface Parts {
  readonly numerator: Known
  readonly denominator: Known
}

const later = (a: Day, b: Day): Day => (a > b ? a : b)

const vintageOf = ({ numerator, denominator }: Parts): { known: Day; status: Status } => {
  const [n, d] = [numerator.observation.vintage, denominator.observation.vintage]
  return n.known > d.known ? n : { known: later(n.known, d.known), status: d.status }
}

const computationOf = ({ numerator, denominator }: Parts, scale: number): Text => {
  const sum = `${numerator.value} ÷ ${denominator.value} × ${scale}`
  const { known, status } = denominator.observation.vintage
  return text(
    `${sum}（分母为${STATUSES[status].zh}数，${known} 起可用）`,
    `${sum} (denominator: ${STATUSES[status].en}, known ${known})`,
  )
}

const alternativeOf = (parts: Parts, scale: number): Alternative => ({
  value: (parts.numerator.value / parts.denominator.value) * scale,
  ...vintageOf(parts),
  computation: computationOf(parts, scale),
  inputs: [parts.numerator.observation.id, parts.denominator.observation.id],
})

/** The ratio on every vintage of the denominator that became known after a day. */
const alternativesAfter = (
  numerator: Known | undefined,
  denominators: SeriesPoint | undefined,
  { day, scale }: { day: Day; scale: number },
): Alternative[] =>
  numerator === undefined
    ? []
    : (denominators?.vintages ?? [])
        .filter((d) => d.observation.vintage.known > day && d.value !== 0)
        .map((denominator) => alternativeOf({ numerator, denominator }, scale))

const CENSUS_ONLY = text(
  '只有普查修订后的分母，计划基期按修订前口径确定',
  'only a denominator revised by the census exists, while the baseline stands on the one before',
)

const computedValue = (
  { indicator, region }: FormulaInput,
  { scale }: Ratio,
  { point, denominators }: { point: SeriesPoint; denominators: SeriesPoint | undefined },
): IndicatorValue[] => {
  const numerator = point.vintages.at(-1)
  if (point.missing !== null || !numerator || !denominators) return []
  const day = numerator.observation.vintage.known
  const pinned = knownOn(denominators, day) ?? denominators.vintages[0]
  if (!pinned || pinned.value === 0) return []
  const parts = { numerator, denominator: pinned }
  const own = alternativeOf(parts, scale)
  const lower = 'value' in numerator.observation.figure ? numerator.observation.figure.bound : 'exact'
  return [
    {
      indicator: indicator.code,
      region,
      period: point.period,
      basis: 'end',
      ...own,
      bound: lower,
      alternatives: alternativesAfter(numerator, denominators, {
        day: later(day, pinned.observation.vintage.known),
        scale,
      }),
      previous: null,
      scopeDoubt: pinned.observation.vintage.status === 'census_revision' ? CENSUS_ONLY : null,
      growth: null,
      notes: [],
      synthetic: numerator.observation.synthetic || pinned.observation.synthetic,
    },
  ]
}

const flowOrStock = (observations: FormulaInput['observations'], variable: VariableCode): SeriesPoint[] => {
  const flows = listSeries(observations, variable, 'flow')
  return flows.length > 0 ? flows : listSeries(observations, variable, 'stock')
}

const at = (points: readonly SeriesPoint[], period: Period) => points.find((p) => p.period === period)

/**
 * numerator ÷ denominator × scale, in the unit of the indicator. A published ratio is preferred where `reported` names one.
 * The denominator is pinned to the vintage known on the day the numerator became known (one vintage regime); later vintages
 * of it are given as alternatives, never silently used. A value that has only a census-revised denominator carries a doubt.
 * Example: 光纤宽带用户率 2020 = 2692.9 万户 ÷ 2938.8 万户 × 100 = 91.63 %. Source: METHOD, section 7.
 */
export const computeRatio = (input: FormulaInput, formula: Ratio): IndicatorValue[] => {
  const { observations, indicator } = input
  const numerators = flowOrStock(observations, formula.numerator)
  const denominators = flowOrStock(observations, formula.denominator)
  const stated = formula.reported ? listSeries(observations, formula.reported, indicator.kind) : []
  const reported = stated.flatMap((point) => {
    const newest = point.vintages.at(-1)
    if (point.missing !== null || !newest || !formula.reported) return []
    const value = statedValue(input, formula.reported, { point, newest })
    const alternatives = alternativesAfter(
      at(numerators, point.period)?.vintages.at(-1),
      at(denominators, point.period),
      { day: value.known, scale: formula.scale },
    )
    return [{ ...value, alternatives }]
  })
  const computed = numerators
    .filter((point) => reported.every((r) => r.period !== point.period))
    .flatMap((point) =>
      computedValue(input, formula, { point, denominators: at(denominators, point.period) }),
    )
  return [...reported, ...computed]
}
