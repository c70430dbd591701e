/** Knows what one data file may name in another: variables, units, regions, forms … and how a dangling name is said. */
import type { Form } from './form.ts'
import type { InputIssue } from './input-error.ts'
import type { Plan } from './plan.ts'
import type { Region, ReportingUnit } from './reporting-unit.ts'
import { placeIn, showFound, showPath } from './schema.ts'
import { text, type Text } from './text.ts'
import { findUnit, type UnitOfMeasure } from './unit-of-measure.ts'
import type { Variable } from './variable.ts'

/** The data of one file, and its name. */
export interface Placed<T> {
  readonly file: string
  readonly data: T
}

/** Null where a file did not pass its schema: what names it is then not doubted a second time. */
export interface References {
  readonly variables: readonly Variable[] | null
  readonly units: readonly UnitOfMeasure[] | null
  readonly regions: readonly Region[] | null
  readonly reportingUnits: readonly ReportingUnit[] | null
  readonly forms: readonly Form[] | null
  readonly plans: readonly Plan[] | null
}

/** An issue at a path of a file. */
export const issueAt = (
  { file, data }: Placed<unknown>,
  path: readonly PropertyKey[],
  { found, expected }: { readonly found: unknown; readonly expected: Text },
): InputIssue => ({ where: placeIn(file, showPath(data, path)), found: showFound(found), expected })

/** The issue of a code that a list does not hold; none when it does, or when the list itself is broken. */
export const listDangling = (
  place: Placed<unknown>,
  path: readonly PropertyKey[],
  {
    code,
    list,
    expected,
  }: {
    readonly code: string
    readonly list: readonly { readonly code: string }[] | null
    readonly expected: Text
  },
): InputIssue[] =>
  list === null || list.some((one) => one.code === code)
    ? []
    : [issueAt(place, path, { found: code, expected })]

export const VARIABLE = text('variables.json 中已有的报表项代码', 'a variable of variables.json')
export const REGION = text('regions.json 中已有的地区代码', 'a region of regions.json')
export const REPORTING_UNIT = text(
  'reporting-units.json 中已有的填报单位代码',
  'a unit of reporting-units.json',
)
export const PLAN = text('plans/ 中已有的计划代码', 'a plan of plans/')
const UNIT = text('units-of-measure.json 中已有的计量单位', 'a unit of units-of-measure.json')

/** The issue of a unit of measure that is not known. */
export const listUnknownUnit = (
  place: Placed<unknown>,
  path: readonly PropertyKey[],
  { unit, units }: { readonly unit: string; readonly units: References['units'] },
): InputIssue[] =>
  units === null || findUnit(units, unit) ? [] : [issueAt(place, path, { found: unit, expected: UNIT })]

/** The issue of a unit whose dimension is not that of another; none when either is not known (that is said elsewhere). */
export const listOtherDimension = (
  place: Placed<unknown>,
  path: readonly PropertyKey[],
  {
    unit,
    other,
    units,
  }: { readonly unit: string; readonly other: string; readonly units: References['units'] },
): InputIssue[] => {
  const [a, b] = [findUnit(units ?? [], unit), findUnit(units ?? [], other)]
  if (!a || !b || a.dimension === b.dimension) return []
  return [
    issueAt(place, path, {
      found: unit,
      expected: text(`能与“${other}”换算的计量单位`, `a unit that converts to ${other}`),
    }),
  ]
}

/** The issues of codes or names that occur again. `keys` gives, for every entry, what must be its own. */
export const listRepeated = <T>(
  place: Placed<readonly T[]>,
  what: Text,
  keys: (one: T) => readonly string[],
): InputIssue[] => {
  const seen = new Set<string>()
  return place.data.flatMap((one, index) =>
    [...new Set(keys(one))].flatMap((key) => {
      const again = seen.has(key)
      seen.add(key)
      const expected = text(`不重复的${what.zh}`, `${what.en} that occurs once`)
      return again ? [issueAt(place, [index], { found: key, expected })] : []
    }),
  )
}
