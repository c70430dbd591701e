/** Knows the reds of a week: what stands far behind or under a red warning, with who answers for it and what he owes. */
import type { Assessment } from './assessment.ts'
import {
  composeLine,
  figuresOf,
  findRegionName,
  isOver,
  type DigestFigures,
  type DigestLine,
  type LineSetting,
} from './digest-line.ts'
import { listResponsible } from './plan.ts'
import type { Warning } from './warnings/warning.ts'

/** One indicator in one region. */
export interface DigestRed {
  readonly name: string
  /** Null for the region of the plan itself. */
  readonly region: string | null
  readonly figures: DigestFigures | null
  readonly responsible: readonly string[]
  /** Every open warning on it, of any level, silenced ones included; none where the light turned red and no warning stands. */
  readonly lines: readonly DigestLine[]
}

type Subject = Pick<Warning, 'indicator' | 'region'>

/** A red light without a red warning is a red, and so is a red warning whose figures are out of date. */
const isRed = (own: readonly Warning[], assessment: Assessment | undefined): boolean =>
  assessment?.light === 'red' || own.some((w) => w.level === 'red')

/** The reds in the order of the plan, its own region first, among the warnings and verdicts that the recipient may see. */
export const composeReds = (warnings: readonly Warning[], setting: LineSetting): readonly DigestRed[] => {
  const { plan, week, assessments } = setting
  const open = warnings.filter((w) => !isOver(w.state))
  return plan.indicators.flatMap((indicator) => {
    const isOn = (one: Subject): boolean => one.indicator === indicator.code
    const regions = [
      ...new Set([plan.region, ...[...open, ...assessments].filter(isOn).map((one) => one.region)]),
    ]
    return regions.flatMap((region): DigestRed[] => {
      const own = open.filter((w) => isOn(w) && w.region === region)
      const assessment = assessments.find((a) => isOn(a) && a.region === region)
      if (!isRed(own, assessment)) return []
      return [
        {
          name: indicator.name,
          region: findRegionName(region, setting),
          figures: assessment ? figuresOf(assessment, indicator) : null,
          responsible: listResponsible(indicator, week.to).map((r) => r.name),
          lines: own.map((warning) => composeLine(warning, setting)),
        },
      ]
    })
  })
}
