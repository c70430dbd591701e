/** Knows how a plan is asked for by its code, and what is said when there is none. */
import { findPlan, type Catalogue } from '../indicators/catalogue.ts'
import { InputError } from '../indicators/input-error.ts'
import type { Plan } from '../indicators/plan.ts'
import { text } from '../indicators/text.ts'

/** The plan with this code. @throws InputError that lists the plans that exist. */
export const readPlan = (catalogue: Catalogue, code: string): Plan => {
  const plan = findPlan(catalogue, code)
  if (plan) return plan
  const known = catalogue.plans.map((p) => p.code).join('、')
  throw new InputError([
    { where: text('计划', 'plan'), found: code, expected: text(`其中之一：${known}`, `one of ${known}`) },
  ])
}
