/** Knows the status of a plan as programs read it: the fields are a contract. */
import { CLASSES, type Assessment } from './assessment.ts'
import { STATUSES } from './observation.ts'
import type { Plan } from './plan.ts'
import type { Language, Text } from './text.ts'

/** One indicator of `status --json`; `progress` and `level` are percent, unrounded. */
const composeIndicatorStatus = (a: Assessment, language: Language) => {
  const say = (t: Text): string => t[language]
  return {
    code: a.indicator,
    name: a.name,
    unit: a.unit,
    kind: a.kind,
    direction: a.direction,
    period: a.period,
    basis: a.value?.basis ?? null,
    actual: a.value?.value ?? null,
    bound: a.value?.bound ?? null,
    planned: a.planned?.value ?? null,
    plannedDerived: a.planned?.derived ?? null,
    progress: a.progress,
    level: a.level,
    light: a.light,
    class: say(CLASSES[a.class]),
    status: a.value ? say(STATUSES[a.value.status]) : null,
    released: a.value?.known ?? null,
    achievedGrowth: a.achievedGrowth,
    nextTarget: a.nextTarget,
    lastTarget: a.lastTarget,
    outlook: null,
    synthetic: a.value?.synthetic ?? false,
    alternatives: (a.value?.alternatives ?? []).map((one) => ({
      value: one.value,
      status: say(STATUSES[one.status]),
      released: one.known,
      computation: say(one.computation),
    })),
    reasons: a.reasons.map(say),
    derivation: say(a.derivation),
  }
}

/** The document of `status --json`. */
export const composeStatus = (
  { plan, assessments }: { readonly plan: Plan; readonly assessments: readonly Assessment[] },
  language: Language,
) => ({
  plan: plan.code,
  planVersion: plan.version,
  region: assessments[0]?.region ?? plan.region,
  asOf: assessments[0]?.asOf ?? null,
  indicators: assessments.map((a) => composeIndicatorStatus(a, language)),
})
