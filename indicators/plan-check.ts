/** Knows what a plan must find in the other data files and in itself: variables, units, regions, documents, knots. */
import type { InputIssue } from './input-error.ts'
import { listReversed } from './list-check.ts'
import { listSenseIssues } from './plan-sense.ts'
import type { Indicator, Plan } from './plan.ts'
import {
  issueAt,
  listDangling,
  listUnknownUnit,
  REGION,
  REPORTING_UNIT,
  VARIABLE,
  type Placed,
  type References,
} from './references.ts'
import { text } from './text.ts'
import { overlaps } from './validity.ts'

type Path = readonly (string | number)[]
interface Context {
  readonly indicator: Indicator
  readonly refs: References
}

const listFormulaVariables = (
  place: Placed<Plan>,
  path: Path,
  { indicator, refs }: Context,
): InputIssue[] => {
  const { formula } = indicator
  const named =
    formula.kind === 'reported'
      ? { variable: formula.variable }
      : { reported: formula.reported, numerator: formula.numerator, denominator: formula.denominator }
  return Object.entries(named).flatMap(([key, code]) =>
    code === undefined
      ? []
      : listDangling(place, [...path, 'formula', key], { code, list: refs.variables, expected: VARIABLE }),
  )
}

/** A series that is taken as reported must be of the indicator's unit and kind: no conversion stands between them. */
const listUnlikeReported = (place: Placed<Plan>, path: Path, { indicator, refs }: Context): InputIssue[] => {
  const { formula } = indicator
  const [key, code] =
    formula.kind === 'reported'
      ? (['variable', formula.variable] as const)
      : (['reported', formula.reported] as const)
  const variable = refs.variables?.find((v) => v.code === code)
  if (!variable || (variable.unit === indicator.unit && variable.kind === indicator.kind)) return []
  const expected = text(
    `与指标同单位（${indicator.unit}）、同类型（${indicator.kind}）的报表项`,
    `a variable in ${indicator.unit} and of kind ${indicator.kind}`,
  )
  const found = `${variable.code}（${variable.unit}，${variable.kind}）`
  return [issueAt(place, [...path, 'formula', key], { found, expected })]
}

const listCitations = ({ baseline, targets, responsible, contradictions, source }: Indicator) => [
  { at: ['source'], source },
  ...(baseline ? [{ at: ['baseline', 'source'], source: baseline.source }] : []),
  ...targets.map((t, i) => ({ at: ['targets', i, 'source'], source: t.source })),
  ...responsible.map((r, i) => ({ at: ['responsible', i, 'source'], source: r.source })),
  ...contradictions.map((c, i) => ({ at: ['contradictions', i, 'source'], source: c.source })),
]

const listUnknownDocuments = (place: Placed<Plan>, path: Path, indicator: Indicator): InputIssue[] =>
  listCitations(indicator).flatMap(({ at, source }) =>
    place.data.documents.some((d) => d.id === source.document)
      ? []
      : [
          issueAt(place, [...path, ...at, 'document'], {
            found: source.document,
            expected: text('本计划 documents 中的文件编号', 'an id of the documents of the plan'),
          }),
        ],
  )

const listResponsible = (place: Placed<Plan>, path: Path, { indicator, refs }: Context): InputIssue[] =>
  indicator.responsible.flatMap((one, i) => {
    const { unit: code, name } = one
    const at = [...path, 'responsible', i]
    const twice = indicator.responsible.slice(0, i).some((r) => r.unit === code && overlaps(r, one))
    if (twice)
      return [
        issueAt(place, [...at, 'unit'], {
          found: code,
          expected: text('同一时期只列一次的责任单位', 'a unit that is responsible once at a time'),
        }),
      ]
    const unit = refs.reportingUnits?.find((u) => u.code === code)
    if (unit && unit.name !== name && unit.aliases.every((a) => a.name !== name))
      return [
        issueAt(place, [...at, 'name'], {
          found: name,
          expected: text(`${unit.name}或其别名`, `the name or an alias of ${code}`),
        }),
      ]
    return [
      ...listReversed(place, at, one),
      ...listDangling(place, [...at, 'unit'], { code, list: refs.reportingUnits, expected: REPORTING_UNIT }),
    ]
  })

/** The path has one value a period: a milestone may not stand where the baseline, a target or another milestone stands. */
const listDoubleKnots = (place: Placed<Plan>, path: Path, indicator: Indicator): InputIssue[] => {
  const taken = new Set([indicator.baseline?.period, ...indicator.targets.map((t) => t.period)])
  return indicator.milestones.flatMap(({ period }, i) => {
    const double = taken.has(period)
    taken.add(period)
    const expected = text(
      '没有基期、目标或其他里程碑的报告期',
      'a period without baseline, target or milestone',
    )
    return double ? [issueAt(place, [...path, 'milestones', i, 'period'], { found: period, expected })] : []
  })
}

const listRegions = (place: Placed<Plan>, refs: References): InputIssue[] => [
  ...listDangling(place, ['region'], { code: place.data.region, list: refs.regions, expected: REGION }),
  ...place.data.subregions.flatMap((code, i) =>
    listDangling(place, ['subregions', i], { code, list: refs.regions, expected: REGION }),
  ),
]

/** Every place where a plan names what is not there, or contradicts itself. */
export const listPlanIssues = (place: Placed<Plan>, refs: References): InputIssue[] => [
  ...listRegions(place, refs),
  ...listSenseIssues(place),
  ...place.data.indicators.flatMap((indicator, i) => {
    const path = ['indicators', i]
    return [
      ...listUnknownUnit(place, [...path, 'unit'], { unit: indicator.unit, units: refs.units }),
      ...listFormulaVariables(place, path, { indicator, refs }),
      ...listUnlikeReported(place, path, { indicator, refs }),
      ...listUnknownDocuments(place, path, indicator),
      ...listResponsible(place, path, { indicator, refs }),
      ...listDoubleKnots(place, path, indicator),
    ]
  }),
]
