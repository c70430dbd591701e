/** Knows how figures are written in findings: with measure, unit and period, never with more digits than they have. */
import { MEASURES, type Observation } from '../observation.ts'

const FORMAT = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 10, useGrouping: false })

/** A number without the noise of binary arithmetic: 0.30000000000000004 is 0.3. */
export const showNumber = (value: number): string => FORMAT.format(value)

/** `本年累计 1234.5 亿元`, or the text of the cell where there is no number. */
export const showObservation = ({
  measure,
  figure,
  unit,
  reported,
}: Pick<Observation, 'measure' | 'figure' | 'unit' | 'reported'>): string =>
  'value' in figure
    ? `${MEASURES[measure].zh} ${showNumber(figure.value)} ${unit}`
    : `${MEASURES[measure].zh} ${reported.text || '空'}`
