/** Knows what was reported before for a cell of a form: a period ago, and a year ago. */
import type { RegionCode } from './codes.ts'
import { stepBack } from './edit-rules/steps.ts'
import type { Form } from './form.ts'
import type { Bound, Measure, Observation } from './observation.ts'
import { shiftYears, yearOf, type Period } from './period.ts'
import { convertValue, findUnit, type UnitOfMeasure } from './unit-of-measure.ts'

export interface PriorFigure {
  readonly period: Period
  /** In the unit that the form asks for. */
  readonly value: number
  /** Whether it was reported as it is, or as at least, at most or about so much. */
  readonly bound: Bound
}

export interface PriorFigures {
  /** 上期; for what is counted from January on only within the year. */
  readonly last?: PriorFigure
  /** 上年同期. */
  readonly lastYear?: PriorFigure
}

export interface PriorQuestion {
  readonly form: Form
  readonly region: RegionCode
  readonly period: Period
  readonly units: readonly UnitOfMeasure[]
  /** As of the day, each key's newest vintage last. */
  readonly observations: readonly Observation[]
}

const CUMULATIVE: readonly Measure[] = ['ytd', 'growth_ytd']
/** What a column of last year's figures says again. */
const SAID_AS: Partial<Record<Measure, Measure>> = { prior_current: 'current', prior_ytd: 'ytd' }

/** Which figures may be compared with a measure: where they lie, and whether a year or a period ago. */
const listPlaces = (measure: Measure, period: Period) => {
  const [before, yearAgo] = [stepBack(period, 1), shiftYears(period, -1)]
  const said = SAID_AS[measure]
  if (said) return { lastYear: { measure: said, period: yearAgo } }
  const isOtherYear = CUMULATIVE.includes(measure) && yearOf(before) !== yearOf(period)
  return {
    // Of an annual form the period before is the year before.
    ...(isOtherYear || before === yearAgo ? {} : { last: { measure, period: before } }),
    lastYear: { measure, period: yearAgo },
  }
}

/** Looks up what was reported before; undefined where nothing was, where only a reason for none was given, or where units differ in kind. */
export const openPriorFigures = ({ form, region, period, units, observations }: PriorQuestion) => {
  const newest = new Map<string, Observation>(
    observations.filter((o) => o.region === region).map((o) => [`${o.variable} ${o.period} ${o.measure}`, o]),
  )
  const findAt = (
    variable: string,
    at: { measure: Measure; period: Period } | undefined,
  ): PriorFigure | undefined => {
    const said = at && newest.get(`${variable} ${at.period} ${at.measure}`)
    if (!at || !said || !('value' in said.figure)) return undefined
    const { bound } = said.figure
    const item = form.items.find((i) => i.variable === variable)
    const [from, to] = [findUnit(units, said.unit), findUnit(units, item?.unit ?? said.unit)]
    const value =
      at.measure.startsWith('growth') || !from || !to
        ? said.figure.value
        : convertValue(said.figure.value, from, to)
    return value === undefined ? undefined : { period: at.period, value, bound }
  }
  return (variable: string, measure: Measure): PriorFigures | undefined => {
    const places: {
      last?: { measure: Measure; period: Period }
      lastYear: { measure: Measure; period: Period }
    } = listPlaces(measure, period)
    const [last, lastYear] = [findAt(variable, places.last), findAt(variable, places.lastYear)]
    return last || lastYear ? { ...(last ? { last } : {}), ...(lastYear ? { lastYear } : {}) } : undefined
  }
}
