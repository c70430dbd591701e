/** Knows the rule that a figure lies in its plausible range. */
import { z } from 'zod'
import { text } from '../text.ts'
import { showNumber, showObservation } from './figures.ts'
import { listTargets, ruleFields, ruleKind, targetFields, type Verdict } from './rule-kind.ts'
import { findValue, type Subject } from './subject.ts'
import type { Truth } from './truth.ts'

const schema = z.strictObject({
  ...ruleFields,
  kind: z.literal('range'),
  ...targetFields(['current', 'ytd', 'end', 'prior_current', 'prior_ytd']),
  /** In the unit of the variable; without both, the variable's own range. */
  min: z.number().optional(),
  max: z.number().optional(),
  /** The bounds themselves are outside. */
  strict: z.boolean().default(false),
})

/** Bounds of a range; a side without a bound is open. */
export interface Bounds {
  readonly min?: number | undefined
  readonly max?: number | undefined
  readonly strict?: boolean | undefined
}

/** Whether a value lies in a range; undecidable without a value. Example: 1 lies in [0, 1], not strictly. */
export const judgeRange = (value: number | undefined, { min, max, strict = false }: Bounds): Truth => {
  if (value === undefined) return 'undecidable'
  const above = min === undefined || (strict ? value > min : value >= min)
  const below = max === undefined || (strict ? value < max : value <= max)
  return above && below
}

const showBounds = ({ min, max, strict = false }: Bounds): string =>
  [
    ...(min === undefined ? [] : [`${strict ? '大于' : '不小于'} ${showNumber(min)}`]),
    ...(max === undefined ? [] : [`${strict ? '小于' : '不大于'} ${showNumber(max)}`]),
  ].join('，')

const judge = (rule: z.output<typeof schema>, subject: Subject): readonly Verdict[] =>
  listTargets(rule, subject).flatMap((at): readonly Verdict[] => {
    const [low, high] = subject.variables.find((v) => v.code === at.variable)?.range ?? []
    const isOwn = rule.min !== undefined || rule.max !== undefined
    const bounds: Bounds = { ...(isOwn ? rule : { min: low, max: high }), strict: rule.strict }
    if (bounds.min === undefined && bounds.max === undefined) return []
    const shown = showBounds(bounds)
    return [
      {
        truth: judgeRange(findValue(at), bounds),
        at,
        found: showObservation(at),
        expected: text(
          `${shown}；请核对数值和计量单位`,
          `within [${bounds.min ?? '−∞'}, ${bounds.max ?? '∞'}]; check the figure and its unit`,
        ),
      },
    ]
  })

/** 取值范围: `min` and `max` of the rule, or the range of the variable, in the variable's unit. Example: a share of 0–100. */
export const range = ruleKind('range', { schema, says: 'breach', judge })
