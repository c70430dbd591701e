/** Knows what a published value must find: a form on which its unit can report it, as the replay does. */
import type { Form, FormItem } from './form.ts'
import type { InputIssue } from './input-error.ts'
import { periodKind } from './period.ts'
import type { PublishedValue } from './published-value.ts'
import {
  issueAt,
  listDangling,
  REGION,
  REPORTING_UNIT,
  VARIABLE,
  type Placed,
  type References,
} from './references.ts'
import type { ReportingUnit } from './reporting-unit.ts'
import { text } from './text.ts'

type Values = Placed<readonly PublishedValue[]>

/** Unit of the cell: that of the column where it has one (growth: %), else that of the item. */
const cellUnit = (form: Form, item: FormItem, measure: string): string | undefined => {
  const column = form.columns.find((c) => c.holds.kind === 'measure' && c.holds.measure === measure)
  if (!column || (item.measures && item.measures.every((m) => m !== measure))) return undefined
  return (column.holds.kind === 'measure' ? column.holds.unit : undefined) ?? item.unit
}

/** Whether a unit can put the value on the form: level, kind of period, item, measure and unit of measure. */
export const canHold = (form: Form, value: PublishedValue, unit: ReportingUnit): boolean =>
  form.level === unit.level &&
  form.periodKind === periodKind(value.period) &&
  form.items.some(
    (item) =>
      item.variable === value.variable &&
      (item.reportingUnits?.includes(unit.code) ?? true) &&
      cellUnit(form, item, value.measure) === value.unit,
  )

const listUnreportable = (place: Values, index: number, refs: References): InputIssue[] => {
  const value = place.data[index]
  const unit = refs.reportingUnits?.find((u) => u.code === value?.reportingUnit)
  if (!value || !unit) return []
  if (unit.region !== value.region)
    return [
      issueAt(place, [index, 'region'], {
        found: value.region,
        expected: text(`${unit.name}的地区 ${unit.region}`, `the region of ${unit.code}, ${unit.region}`),
      }),
    ]
  if (refs.forms === null || refs.forms.some((form) => canHold(form, value, unit))) return []
  const found = `${unit.code} ${value.period} ${value.measure} ${value.unit}`
  const expected = text(
    '某一表式上由该单位按此口径和计量单位填报的项',
    'an item that the unit reports on some form, in this measure and unit',
  )
  return [issueAt(place, [index], { found, expected })]
}

const rowOf = (v: PublishedValue): string => [v.reportingUnit, v.variable, v.period, v.released].join(' ')

/** A row of a form has one status and one note, and a cell has one figure. */
const listRowConflicts = (place: Values): InputIssue[] => {
  const first = new Map<string, PublishedValue>()
  const cells = new Set<string>()
  return place.data.flatMap((value, index) => {
    const row = rowOf(value)
    const cell = `${row} ${value.measure}`
    const before = first.get(row) ?? value
    first.set(row, before)
    const again = cells.has(cell)
    cells.add(cell)
    if (again) {
      const expected = text('同一发布日、同一口径只有一个数值', 'one value a measure and day of release')
      return [issueAt(place, [index], { found: cell, expected })]
    }
    if (before.status === value.status && before.note === value.note) return []
    const expected = text(
      `与同一行其他口径相同的数据性质和说明（${before.status}，${before.note}）`,
      'the status and note that the other measures of the row have',
    )
    return [issueAt(place, [index], { found: `${value.status}，${value.note}`, expected })]
  })
}

/** Every published value that names what is not there, or that no form can carry. */
export const listPublishedIssues = (place: Values, refs: References): InputIssue[] => [
  ...place.data.flatMap((value, i) => [
    ...listDangling(place, [i, 'variable'], {
      code: value.variable,
      list: refs.variables,
      expected: VARIABLE,
    }),
    ...listDangling(place, [i, 'region'], { code: value.region, list: refs.regions, expected: REGION }),
    ...listDangling(place, [i, 'reportingUnit'], {
      code: value.reportingUnit,
      list: refs.reportingUnits,
      expected: REPORTING_UNIT,
    }),
    ...listUnreportable(place, i, refs),
  ]),
  ...listRowConflicts(place),
]
