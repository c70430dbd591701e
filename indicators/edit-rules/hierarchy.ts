/** Knows the rule that a whole is the sum of its parts, read from the indentation of the form's items. */
import { z } from 'zod'
import { text } from '../text.ts'
import { judgeTotal, type Evaluated } from './evaluate.ts'
import { showNumber, showObservation } from './figures.ts'
import { findHalf } from './relation-binding.ts'
import { listTargets, ruleFields, ruleKind, targetFields, type Verdict } from './rule-kind.ts'
import { findItem, findValue, type JudgedForm, type Subject } from './subject.ts'
import { toleranceSchema, type Tolerance } from './tolerance.ts'
import type { Truth } from './truth.ts'

const schema = z.strictObject({
  ...ruleFields,
  kind: z.literal('hierarchy'),
  /** The wholes; those items of the form that have deeper items below them when absent. */
  ...targetFields(['current', 'ytd', 'end', 'prior_current', 'prior_ytd']),
  tolerance: toleranceSchema.default({ kind: 'rounding', decimals: 'as-reported' }),
  /** Whether a missing part counts for nothing instead of leaving the sum undecidable. */
  skipMissing: z.boolean().default(false),
})

/** A node of a classification and its parent, null at the top. */
export interface Node {
  readonly code: string
  readonly parent: string | null
  readonly value: Evaluated
}

/**
 * Whether each whole of a classification equals the sum of its direct parts, told for each node: a whole by its own sum,
 * a part without parts by the sum that it is in, undecidable for a single node. Example (NACE): 01 = 100 against 01.1 =
 * 70 and 01.2 = 25 fails for 01 and 01.2, while 01.1 = 01.11 + 01.12 holds. Source: hierarchy of the R package validate.
 */
export const judgeHierarchy = (
  nodes: readonly Node[],
  options: { readonly tolerance: Tolerance; readonly skipMissing: boolean },
): readonly Truth[] => {
  const judgeWhole = (whole: Node | undefined): Truth => {
    const parts = nodes.filter((n) => n.parent === whole?.code)
    return whole && parts.length > 0
      ? judgeTotal(
          whole.value,
          parts.map((p) => p.value),
          options,
        )
      : 'undecidable'
  }
  return nodes.map((node) =>
    nodes.some((n) => n.parent === node.code)
      ? judgeWhole(node)
      : judgeWhole(nodes.find((n) => n.code === node.parent)),
  )
}

/** The items directly below an item, by indentation; `其中` items, which need not add up, are not told apart here. */
const listParts = ({ items }: JudgedForm, whole: JudgedForm['items'][number]) => {
  const below = items.slice(items.indexOf(whole) + 1)
  const end = below.findIndex((i) => i.indent <= whole.indent)
  const block = end === -1 ? below : below.slice(0, end)
  const depth = Math.min(...block.map((i) => i.indent))
  return block.filter((i) => i.indent === depth)
}

const judge = (rule: z.output<typeof schema>, subject: Subject): readonly Verdict[] => {
  const wholes = rule.items?.map((name) => findItem(subject.form, name)) ?? subject.form.items
  return wholes.flatMap((whole) => {
    const parts = whole ? listParts(subject.form, whole) : []
    if (!whole || parts.length === 0) return []
    return listTargets({ measures: rule.measures }, subject)
      .filter((at) => at.variable === whole.variable)
      .map((at): Verdict => {
        const evaluated = parts.map(({ variable, name }): Evaluated => {
          const own = subject.findOwn({ ...at, variable })
          const value = findValue(own)
          return own === undefined || value === undefined
            ? { missing: [name] }
            : { value, half: findHalf(own, rule.tolerance) }
        })
        const total = findValue(at)
        const value: Evaluated =
          total === undefined
            ? { missing: [whole.name] }
            : { value: total, half: findHalf(at, rule.tolerance) }
        const shown = parts.map((p, i) => {
          const part = evaluated[i]
          return `${p.name} ${part && 'value' in part ? showNumber(part.value) : '空'}`
        })
        const sum = `${whole.name}＝${parts.map((p) => p.name).join('＋')}`
        return {
          truth: judgeTotal(value, evaluated, rule),
          at,
          found: `${showObservation(at)}；${shown.join('，')}`,
          expected: text(`${sum}；请核对合计与各分项`, `${sum}; check the total and its parts`),
        }
      })
  })
}

/**
 * 合计＝分项之和, for every item of the form with deeper items below it (or only for `items`), measure by measure. Only
 * for forms whose parts are complete: where they are 其中 items, write a relation with ≥. Example: 城镇＝餐饮收入＋商品零售.
 */
export const hierarchy = ruleKind('hierarchy', { schema, says: 'breach', judge })
