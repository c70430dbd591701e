/** Knows what the lists of seeds/ must find in each other: units of variables, parents of regions, plans of recipients. */
import type { InputIssue } from './input-error.ts'
import type { Recipient } from './recipient.ts'
import {
  issueAt,
  listDangling,
  listRepeated,
  listUnknownUnit,
  PLAN,
  REGION,
  REPORTING_UNIT,
  type Placed,
  type References,
} from './references.ts'
import type { Region, ReportingUnit } from './reporting-unit.ts'
import type { ScheduleEntry } from './schedule.ts'
import { text } from './text.ts'
import type { UnitOfMeasure } from './unit-of-measure.ts'
import { overlaps, type Validity } from './validity.ts'
import type { Variable } from './variable.ts'

const CODE = text('代码', 'code')
const codeOf = (one: { readonly code: string }): string[] => [one.code]

/** Issues of the list of variables. */
export const listVariableIssues = (
  place: Placed<readonly Variable[]>,
  { units }: References,
): InputIssue[] => [
  ...listRepeated(place, CODE, codeOf),
  ...place.data.flatMap(({ unit }, i) => listUnknownUnit(place, [i, 'unit'], { unit, units })),
]

/** Issues of the list of units of measure: a name or synonym means one unit. */
export const listUnitIssues = (place: Placed<readonly UnitOfMeasure[]>): InputIssue[] =>
  listRepeated(place, text('名称或同义词', 'name or synonym'), (u) => [u.name, ...u.synonyms])

/** Issues of the list of regions: a code, name or short name means one region. */
export const listRegionIssues = (place: Placed<readonly Region[]>, { regions }: References): InputIssue[] => [
  ...listRepeated(place, text('代码、名称或简称', 'code, name or short name'), (r) => [
    r.code,
    r.name,
    ...r.shortNames,
  ]),
  ...place.data.flatMap(({ parent: code }, i) =>
    code === undefined ? [] : listDangling(place, [i, 'parent'], { code, list: regions, expected: REGION }),
  ),
]

/** Issues of the list of reporting units: a code, name or alias means one unit. */
export const listReportingUnitIssues = (
  place: Placed<readonly ReportingUnit[]>,
  { regions }: References,
): InputIssue[] => [
  ...listRepeated(place, text('代码、名称或别名', 'code, name or alias'), (u) => [
    u.code,
    u.name,
    ...u.aliases.map((a) => a.name),
  ]),
  ...place.data.flatMap(({ region: code }, i) =>
    listDangling(place, [i, 'region'], { code, list: regions, expected: REGION }),
  ),
]

/** A post may pass from one to another: its entries bear one code and follow each other. */
const listOverlappingPosts = (place: Placed<readonly Recipient[]>): InputIssue[] =>
  place.data.flatMap((one, i) => {
    const other = place.data.slice(0, i).find((r) => r.code === one.code && overlaps(r, one))
    if (!other) return []
    const expected = text(
      `与前一条 ${one.code} 不重叠的有效期（validFrom、validUntil）`,
      `a validity (validFrom, validUntil) apart from that of the ${one.code} before it`,
    )
    return [issueAt(place, [i], { found: one.code, expected })]
  })

/** Issues of entries that end before they begin. */
export const listReversed = (
  place: Placed<unknown>,
  path: readonly PropertyKey[],
  { validFrom, validUntil }: Validity,
): InputIssue[] => {
  if (validFrom === undefined || validUntil === undefined || validFrom <= validUntil) return []
  const expected = text(`${validFrom} 或以后的日期`, `a day from ${validFrom} on`)
  return [issueAt(place, [...path, 'validUntil'], { found: validUntil, expected })]
}

/** Issues of the list of recipients. */
export const listRecipientIssues = (
  place: Placed<readonly Recipient[]>,
  { plans, reportingUnits }: References,
): InputIssue[] => [
  ...listOverlappingPosts(place),
  ...place.data.flatMap((recipient, i) => [
    ...listReversed(place, [i], recipient),
    ...recipient.plans.flatMap((code, j) =>
      listDangling(place, [i, 'plans', j], { code, list: plans, expected: PLAN }),
    ),
    ...(recipient.scope.kind === 'reporting-unit'
      ? listDangling(place, [i, 'scope', 'unit'], {
          code: recipient.scope.unit,
          list: reportingUnits,
          expected: REPORTING_UNIT,
        })
      : []),
  ]),
]

/** Issues of the schedule: an id names one entry. */
export const listScheduleIssues = (place: Placed<readonly ScheduleEntry[]>): InputIssue[] =>
  listRepeated(place, text('编号', 'id'), (entry) => [entry.id])
