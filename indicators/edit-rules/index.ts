/** Knows every kind of edit rule; a new one is a file beside this and a line here. */
import { z } from 'zod'
import { crossSource } from './cross-source.ts'
import { cumulativeFall } from './cumulative-fall.ts'
import { cumulativeSum } from './cumulative-sum.ts'
import { decimals } from './decimals.ts'
import { gap } from './gap.ts'
import { growth } from './growth.ts'
import { growthChange } from './growth-change.ts'
import { hidiroglouBerthelot } from './hidiroglou-berthelot.ts'
import { hierarchy } from './hierarchy.ts'
import { monthlyForCumulative } from './monthly-for-cumulative.ts'
import { oneValue } from './one-value.ts'
import { powerOfTen } from './power-of-ten.ts'
import { range } from './range.ts'
import { relationRule } from './relation-rule.ts'
import { required } from './required.ts'
import { sign } from './sign.ts'
import { stale } from './stale.ts'

/** Every kind but the first by its name. */
const OTHERS = {
  'cumulative-sum': cumulativeSum,
  growth,
  range,
  'power-of-ten': powerOfTen,
  sign,
  'monthly-for-cumulative': monthlyForCumulative,
  stale,
  'cumulative-fall': cumulativeFall,
  'growth-change': growthChange,
  'hidiroglou-berthelot': hidiroglouBerthelot,
  'cross-source': crossSource,
  gap,
  hierarchy,
  decimals,
  'one-value': oneValue,
  required,
}

export const RULE_KINDS = { relation: relationRule, ...OTHERS }

/** An edit rule as data (审核规则), for the field `editRules` of a form. */
export const editRuleSchema = z.discriminatedUnion('kind', [
  relationRule.schema,
  ...Object.values(OTHERS).map((kind) => kind.schema),
])
export type EditRule = z.output<typeof editRuleSchema>
