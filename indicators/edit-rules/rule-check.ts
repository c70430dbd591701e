/** Knows what the edit rules of a form must find in the form: the items, columns and tables that they name. */
import { text, type Text } from '../text.ts'
import type { EditRule } from './index.ts'
import { findMeasure, findReferenceItem, findTable } from './relation-binding.ts'
import { listReferences } from './relation-expression.ts'
import type { Relation } from './relation.ts'
import { findItem, type JudgedForm } from './subject.ts'

/** A place in the list of rules where something is named that is not there. */
export interface EditRuleIssue {
  /** From the list of rules on: `[3, 'notation']`. */
  readonly path: readonly (string | number)[]
  readonly found: string
  readonly expected: Text
}

const ITEM = text('本表的项目代码或名称', 'a code or name of an item of the form')
const COLUMN = text('本表的栏目', 'a column of figures of the form')
const TABLE = text('已有的表', 'a form that is known')
const CODE = text('本表内不重复的规则代码', 'a code of a rule that occurs once in the form')

const listRelationIssues = (
  { conditions, claims, scope }: Relation,
  form: JudgedForm,
  forms: readonly JudgedForm[],
): readonly { readonly found: string; readonly expected: Text }[] => {
  const references = [...conditions, ...claims].flatMap((c) => [
    ...listReferences(c.left),
    ...listReferences(c.right),
  ])
  return [
    ...scope.flatMap((name) => (findMeasure(form, name) ? [] : [{ found: name, expected: COLUMN }])),
    ...references.flatMap((reference) => {
      const table = reference.table === null ? form : findTable([form, ...forms], reference.table)
      if (!table) return [{ found: reference.table ?? '', expected: TABLE }]
      const isColumn = reference.column !== null && !findMeasure(table, reference.column)
      const isItem = reference.item !== null && !findReferenceItem(table, reference)
      return [
        ...(isColumn ? [{ found: reference.text, expected: COLUMN }] : []),
        ...(isItem ? [{ found: reference.text, expected: ITEM }] : []),
      ]
    }),
  ]
}

const listOne = (rule: EditRule, form: JudgedForm, forms: readonly JudgedForm[]) => {
  if (rule.kind === 'relation')
    return rule.notation.relations
      .flatMap((relation) => listRelationIssues(relation, form, forms))
      .map((issue) => ({ ...issue, path: ['notation'] }))
  return (rule.items ?? []).flatMap((named, i) =>
    findItem(form, named) ? [] : [{ path: ['items', i], found: named, expected: ITEM }],
  )
}

/** Every item, column and table that the rules of a form name and nothing has, and every code that occurs twice. */
export const listEditRuleIssues = (
  rules: readonly EditRule[],
  form: JudgedForm,
  forms: readonly JudgedForm[],
): readonly EditRuleIssue[] =>
  rules.flatMap((rule, index) => [
    ...(rules.findIndex((r) => r.code === rule.code) < index
      ? [{ path: [index, 'code'], found: rule.code, expected: CODE }]
      : []),
    ...listOne(rule, form, forms).map((issue) => ({ ...issue, path: [index, ...issue.path] })),
  ])
