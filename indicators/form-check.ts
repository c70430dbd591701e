/** Knows what a form must find in the other data files: its variables, units of measure and reporting units. */
import type { Form, FormItem } from './form.ts'
import type { InputIssue } from './input-error.ts'
import {
  issueAt,
  listDangling,
  listOtherDimension,
  listUnknownUnit,
  REPORTING_UNIT,
  VARIABLE,
  type Placed,
  type References,
} from './references.ts'
import { text } from './text.ts'

type Path = readonly (string | number)[]

/** The columns of figures that a form has for a measure. */
const hasMeasure = (form: Form, measure: string): boolean =>
  form.columns.some((c) => c.holds.kind === 'measure' && c.holds.measure === measure)

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
          other: variable.unit,
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

/** Every place where a form names what is not there, or contradicts itself. */
export const listFormIssues = (place: Placed<Form>, refs: References): InputIssue[] => [
  ...listRepeatedCodes(place, 'columns'),
  ...listRepeatedCodes(place, 'items'),
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
