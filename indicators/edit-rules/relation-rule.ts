/** Knows the rule that a printed relation must hold, column by column (审核关系: 表内, 表间, 与上期). */
import { z } from 'zod'
import { MISSING_REASONS, type Measure, type MissingReason, type ReadObservation } from '../observation.ts'
import { keyOf, parsed } from '../schema.ts'
import { text } from '../text.ts'
import { judgeRelation, type Evaluated, type JudgedComparison } from './evaluate.ts'
import { showNumber } from './figures.ts'
import { composeLookup, findMeasure, findReferenceItem, type Binding } from './relation-binding.ts'
import { listReferences, type Expression } from './relation-expression.ts'
import { parseRelations, type Relation } from './relation.ts'
import { measureWord, ruleFields, ruleKind, type Verdict } from './rule-kind.ts'
import type { JudgedForm, JudgedItem, Subject } from './subject.ts'
import { toleranceSchema } from './tolerance.ts'

const schema = z.strictObject({
  ...ruleFields,
  kind: z.literal('relation'),
  /** As the form prints it; several relations may stand in one. */
  notation: parsed((printed) => ({ printed, relations: parseRelations(printed) })),
  /** The columns it holds for, where it names none; by default every column of amounts, never one of growth. */
  measures: z.array(measureWord).min(1).optional(),
  tolerance: toleranceSchema.default({ kind: 'exact' }),
  /** Where a column is rounded otherwise. */
  tolerances: z.partialRecord(measureWord, toleranceSchema).default({}),
  /** Reasons for a missing figure that stand for 0 in the relation, e.g. not_applicable; none by default. */
  missingAsZero: z.array(keyOf<MissingReason>(MISSING_REASONS)).default([]),
})
type RelationRule = z.output<typeof schema>

const columnsOf = ({ observations }: Subject): readonly Measure[] =>
  [...new Set(observations.map((o) => o.measure))].filter((measure) => !measure.startsWith('growth'))

const allReferences = ({ conditions, claims }: Relation) =>
  [...conditions, ...claims].flatMap((c) => [...listReferences(c.left), ...listReferences(c.right)])

/** The columns for which a relation is judged; one pass is enough where every operand names its own. */
const measuresOf = (rule: RelationRule, relation: Relation, subject: Subject): readonly Measure[] => {
  const all = rule.measures ?? columnsOf(subject)
  if (relation.scope.length > 0)
    return relation.scope.flatMap((name) => findMeasure(subject.form, name) ?? [])
  const isOpen = allReferences(relation).some((r) => r.measure === null && r.column === null)
  return isOpen ? all : all.slice(0, 1)
}

const itemsOf = (relation: Relation, form: JudgedForm): readonly (JudgedItem | null)[] =>
  allReferences(relation).some((r) => r.item !== null) ? [null] : form.items

const showSide = (side: Expression, evaluated: Evaluated): string =>
  'missing' in evaluated
    ? evaluated.missing.join('、')
    : side.kind === 'operation'
      ? showNumber(evaluated.value)
      : `${side.kind === 'reference' ? side.text : ''} ${showNumber(evaluated.value)}`.trim()

/** The cell to point at: the first figure of this submission that the claim speaks of. */
const findAt = (
  { comparison }: JudgedComparison,
  { form, findOwn }: Subject,
  { region, period, measure, item }: Binding,
): ReadObservation | null => {
  for (const printed of [...listReferences(comparison.left), ...listReferences(comparison.right)]) {
    const named = findReferenceItem(form, printed)
    const reference = named?.reference ?? printed
    const variable = (named?.item ?? (printed.item === null ? item : null))?.variable
    if (variable === undefined || reference.lag !== null || reference.table !== null) continue
    const column = reference.column === null ? undefined : findMeasure(form, reference.column)
    const own = findOwn({ variable, region, period, measure: column ?? reference.measure ?? measure })
    if (own) return own
  }
  return null
}

const partsOf = ({ comparison: { left, right } }: JudgedComparison, binding: Binding, subject: Subject) => {
  const lookup = composeLookup(subject, binding)
  const shown = [left, right].flatMap((side) =>
    side.kind === 'operation' ? listReferences(side).map((r) => showSide(r, lookup(r))) : [],
  )
  return shown.length > 0 ? `（${[...new Set(shown)].join('，')}）` : ''
}

const verdictOf = (
  judged: JudgedComparison,
  { relation, subject, binding }: { relation: Relation; subject: Subject; binding: Binding },
): Verdict => {
  const { comparison, left, right } = judged
  const sides = `左边 ${showSide(comparison.left, left)}，右边 ${showSide(comparison.right, right)}`
  const gap = 'missing' in left || 'missing' in right ? '' : `，相差 ${showNumber(left.value - right.value)}`
  const name = binding.item ? `${binding.item.name}：` : ''
  return {
    truth: judged.truth,
    at: findAt(judged, subject, binding),
    found: `${name}${sides}${gap}${partsOf(judged, binding, subject)}`,
    expected: text(
      `${name}${relation.text}；请核对关系中的各项，改正后重新报送`,
      `${name}${relation.text}; check every item of the relation, correct it and send again`,
    ),
  }
}

/** Everything that one relation is judged for: each region and period of the file, each column, each item where it names none. */
const listBindings = (rule: RelationRule, relation: Relation, subject: Subject): readonly Binding[] =>
  subject.places.flatMap((place) =>
    measuresOf(rule, relation, subject).flatMap((measure) =>
      itemsOf(relation, subject.form).map((item) => ({
        ...place,
        measure,
        item,
        tolerance: rule.tolerances[measure] ?? rule.tolerance,
        missingAsZero: rule.missingAsZero,
      })),
    ),
  )

const judge = (rule: RelationRule, subject: Subject): readonly Verdict[] =>
  rule.notation.relations.flatMap((relation) =>
    listBindings(rule, relation, subject).flatMap((binding) =>
      judgeRelation(relation, composeLookup(subject, binding), binding.tolerance)
        .map((judged) => verdictOf(judged, { relation, subject, binding }))
        // A column that a relation has no figure in is not a blank to speak of.
        .filter(({ truth, at }) => truth !== 'undecidable' || at !== null),
    ),
  )

/**
 * 审核关系 as printed: `11=01+02-05=12+16`, `06、07、08≤04`, `01（面积、产量）=02+06`, `01=上年年末耕地总资源`,
 * `A301表01≥本表02`, and, for every item in turn, `本月≤本月累计`. Judged for each column; three-valued: a blank part
 * decides nothing. Growth columns are left out unless named: shares and rates do not add up. Source: the form's notes.
 */
export const relationRule = ruleKind('relation', { schema, says: 'breach', judge })
