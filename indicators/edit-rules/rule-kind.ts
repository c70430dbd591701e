/** Knows what every kind of edit rule has in common: its data, its verdicts, and how a verdict becomes a finding. */
import { z } from 'zod'
import { FINDING_CLASSES, type FindingClass } from '../finding.ts'
import { MEASURES, type Measure, type ReadObservation } from '../observation.ts'
import { keyOf } from '../schema.ts'
import type { Text } from '../text.ts'
import { findItem, type Subject } from './subject.ts'
import type { Truth } from './truth.ts'

const anyClass = keyOf<FindingClass>(FINDING_CLASSES)
/** A measure (口径) in the data of a rule. */
export const measureWord = keyOf<Measure>(MEASURES)

/** Fields of every rule. Class by default 核实性: a statistical oddity is never by itself an error. */
export const ruleFields = {
  /** Stands in every finding: `E41002-R1`. */
  code: z.string().min(1),
  class: anyClass.default('verification'),
  /** A blank leaves a rule undecidable: say nothing, or give notice of it. */
  whenBlank: z.enum(['silent', 'notice']).default('silent'),
  /** What the rule is for, in the words of the form. */
  note: z.string().optional(),
}

/** The figures that a rule speaks of: items by code or name, all of the form when absent; and their measures. */
export const targetFields = (measures: readonly Measure[]) => ({
  items: z.array(z.string().min(1)).min(1).optional(),
  measures: z
    .array(measureWord)
    .min(1)
    .default([...measures]),
})

/** Classes of what must never block (上月累计+本月=本月累计). */
export const explainable = z.enum(['verification', 'notice']).default('verification')

/** What a rule says of one figure. `found` and `expected` are shown to the person who must mend or explain it. */
export interface Verdict {
  readonly truth: Truth
  /** The figure at fault; null when no cell of the submission is. */
  readonly at: ReadObservation | null
  readonly found: string
  /** What was expected and what to do. */
  readonly expected: Text
  /** What this verdict is worth beside others, where that is not what all of its rule's are worth. */
  readonly says?: Worth
}

/**
 * What a finding is worth beside others on the same cell. `cause`: names the slip. `symptom`: breaks because a figure is
 * wrong, silent where its cause was named. `oddity`: only says that a figure is odd, silent beside either. `breach`: told
 * whatever else is.
 */
export type Worth = 'cause' | 'symptom' | 'oddity' | 'breach'

interface RuleBase {
  readonly kind: string
  readonly code: string
  readonly class: FindingClass
  readonly whenBlank: 'silent' | 'notice'
}

/** A kind of rule: the schema of its data and how it judges. */
export interface RuleKind<S extends z.ZodType> {
  readonly schema: S
  readonly says: Worth
  /** Its findings speak of several figures: whichever of them changes, it is another finding. */
  readonly isRelation: boolean
  readonly judge: (rule: RuleBase, subject: Subject) => readonly Verdict[]
}

/** Makes a kind of rule from its schema and its judge; a rule of another kind is none of its business. */
export const ruleKind = <S extends z.ZodType<RuleBase & { kind: K }>, K extends string>(
  kind: K,
  {
    schema,
    says,
    judge,
  }: {
    readonly schema: S
    readonly says: RuleKind<S>['says']
    readonly judge: (rule: z.output<S>, subject: Subject) => readonly Verdict[]
  },
): RuleKind<S> => {
  const isOwn = (rule: RuleBase): rule is RuleBase & z.output<S> => rule.kind === kind
  const isRelation = says === 'breach' || says === 'symptom'
  return { schema, says, isRelation, judge: (rule, subject) => (isOwn(rule) ? judge(rule, subject) : []) }
}

/** The observations of the submission that a rule speaks of. */
export const listTargets = (
  {
    items,
    measures,
  }: { readonly items?: readonly string[] | undefined; readonly measures: readonly Measure[] },
  { form, observations }: Subject,
): readonly ReadObservation[] => {
  const named = items?.map((name) => findItem(form, name)?.variable)
  return observations.filter(
    (o) => measures.includes(o.measure) && (named === undefined || named.includes(o.variable)),
  )
}
