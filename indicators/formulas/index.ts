/** Knows every formula by its kind; a new one is a file beside this and a case here. */
import type { IndicatorValue } from '../indicator-value.ts'
import { comparePeriods } from '../period.ts'
import type { FormulaInput } from './formula.ts'
import { computeRatio } from './ratio.ts'
import { computeReported } from './reported.ts'

const computeByKind = (input: FormulaInput): IndicatorValue[] => {
  const { formula } = input.indicator
  switch (formula.kind) {
    case 'reported':
      return computeReported(input, formula)
    case 'ratio':
      return computeRatio(input, formula)
  }
}

/**
 * The values of an indicator for a region from the observations known on a day, in order of period. A period without a
 * figure has no value; nothing is filled in. Units: that of the indicator.
 */
export const computeIndicatorValues = (input: FormulaInput): IndicatorValue[] =>
  computeByKind(input).toSorted((a, b) => comparePeriods(a.period, b.period))

/** The variables whose observations an indicator is computed from. */
export const listVariables = ({ formula }: FormulaInput['indicator']) =>
  formula.kind === 'reported'
    ? [formula.variable]
    : [formula.numerator, formula.denominator, ...(formula.reported ? [formula.reported] : [])]
export type { FormulaInput } from './formula.ts'
