/** Knows what a form must find in the other data files: its variables, units of measure and reporting units. */
import { holdsFigures, itemsOfColumn, type Form, type FormItem } from './form.ts'
import { listEditRuleIssues } from './edit-rules/rule-check.ts'
import type { InputIssue } from './input-error.ts'
import {
  issueAt,
  listDangling,
  listOtherDimension,
  listUnknownUnit,
  REGION,
  REPORTING_UNIT,
  VARIABLE,
  type Placed,
  type References,
} from './references.ts'
import { text } from './text.ts'

type Path = readonly (string | number)[]

const hasPeriods = (form: Form): boolean => form.columns.some((c) => c.holds.kind === 'period')

/** Whether a form has a column for a measure; a column of a period takes any. */
const hasMeasure = (form: Form, measure: string): boolean =>
  form.columns.some(({ holds }) => holds.kind === 'measure' && holds.measure === measure) || hasPeriods(form)

/** Growth is told in %, whatever its variable is told in. */
const isGrowthOnly = ({ measures }: FormItem): boolean =>
  measures !== undefined && measures.every((m) => m === 'growth' || m === 'growth_ytd')

const listItemUnits = (
  place: Placed<Form>,
  path: Path,
  { item, refs }: { item: FormItem; refs: References },
) => {
  const variable = refs.variables?.find((v) => v.code === item.variable)
  return [
    ...listDangling(place, [...path, 'variable'], {
      code: item.variable,
      list: refs.variables,
      expected: VARIABLE,
    }),
    ...listUnknownUnit(place, [...path, 'unit'], { unit: item.unit, units: refs.units }),
    ...(variable
      ? listOtherDimension(place, [...path, 'unit'], {
          unit: item.unit,
          other: isGrowthOnly(item) ? '%' : variable.unit,
          units: refs.units,
        })
      : []),
  ]
}

const listItemSenders = (
  place: Placed<Form>,
  path: Path,
  { item, refs }: { item: FormItem; refs: References },
) =>
  (item.reportingUnits ?? []).flatMap((code, i) => {
    const at = [...path, 'reportingUnits', i]
    const unit = refs.reportingUnits?.find((u) => u.code === code)
    if (unit && unit.level !== place.data.level)
      return [
        issueAt(place, at, {
          found: `${code}（${unit.level}）`,
          expected: text(
            `层级为 ${place.data.level} 的填报单位`,
            `a reporting unit of level ${place.data.level}`,
          ),
        }),
      ]
    return listDangling(place, at, { code, list: refs.reportingUnits, expected: REPORTING_UNIT })
  })

const listItemMeasures = (place: Placed<Form>, path: Path, item: FormItem): InputIssue[] =>
  (item.measures ?? []).flatMap((measure, i) =>
    hasMeasure(place.data, measure)
      ? []
      : [
          issueAt(place, [...path, 'measures', i], {
            found: measure,
            expected: text('本表 columns 中有的口径', 'a measure that a column of the form holds'),
          }),
        ],
  )

const listRepeatedCodes = (place: Placed<Form>, list: 'items' | 'columns'): InputIssue[] => {
  const codes = place.data[list].map((one) => one.code)
  return codes.flatMap((code, i) =>
    code !== undefined && codes.indexOf(code) < i
      ? [
          issueAt(place, [list, i, 'code'], {
            found: code,
            expected: text('本表内不重复的代码', 'a code that occurs once in the form'),
          }),
        ]
      : [],
  )
}

const listRegionIssues = (place: Placed<Form>, { regions: list }: References): InputIssue[] => {
  const { regions } = place.data
  return regions ? listDangling(place, ['regions', 'of'], { code: regions.of, list, expected: REGION }) : []
}

/** A column of periods leaves no doubt about the measure: it stands alone and each item has exactly one. */
const listPeriodIssues = (place: Placed<Form>): InputIssue[] => {
  const { columns, items } = place.data
  if (!hasPeriods(place.data)) return []
  return [
    ...columns.flatMap(({ holds }, i) =>
      holds.kind === 'measure' || (holds.kind === 'period' && i !== columns.findIndex(holdsFigures))
        ? [
            issueAt(place, ['columns', i, 'holds'], {
              found: holds.kind,
              expected: text('数字栏只有一个 period 栏', 'one column of figures, that of the periods'),
            }),
          ]
        : [],
    ),
    ...items.flatMap((item, i) =>
      item.measures?.length === 1
        ? []
        : [
            issueAt(place, ['items', i, 'measures'], {
              found: item.measures,
              expected: text('恰好一个口径', 'exactly one measure'),
            }),
          ],
    ),
  ]
}

/** In a table of regions each column of figures belongs to one item; in a table of items it belongs to all. */
const listColumnItemIssues = (place: Placed<Form>): InputIssue[] =>
  place.data.columns.flatMap((column, i) => {
    const { holds } = column
    const named = holds.kind === 'measure' && holds.variable !== undefined
    const count = itemsOfColumn(place.data, column).length
    if (place.data.regions ? !holdsFigures(column) || count === 1 : !named) return []
    return [
      issueAt(place, ['columns', i, 'holds', 'variable'], {
        found: named ? holds.variable : undefined,
        expected: place.data.regions
          ? text('本表一个指标的报表项', 'the variable of one item of the form')
          : text('不填：只有各行为地区的表才填', 'nothing: only where rows are regions'),
      }),
    ]
  })

/** Every place where a form names what is not there, or contradicts itself. */
export const listFormIssues = (place: Placed<Form>, refs: References): InputIssue[] => [
  ...listRepeatedCodes(place, 'columns'),
  ...listRepeatedCodes(place, 'items'),
  ...listRegionIssues(place, refs),
  ...listPeriodIssues(place),
  ...listColumnItemIssues(place),
  ...listEditRuleIssues(place.data.editRules, place.data, refs.forms ?? []).map(({ path, ...said }) =>
    issueAt(place, ['editRules', ...path], said),
  ),
  ...place.data.columns.flatMap(({ holds }, i) =>
    holds.kind === 'measure' && holds.unit !== undefined
      ? listUnknownUnit(place, ['columns', i, 'holds', 'unit'], { unit: holds.unit, units: refs.units })
      : [],
  ),
  ...place.data.items.flatMap((item, i) => [
    ...listItemUnits(place, ['items', i], { item, refs }),
    ...listItemSenders(place, ['items', i], { item, refs }),
    ...listItemMeasures(place, ['items', i], item),
  ]),
]
