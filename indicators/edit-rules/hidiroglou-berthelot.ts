/** Knows the Hidiroglou–Berthelot method: which ratios of two periods are odd among many, size considered. */
import { z } from 'zod'
import type { RegionCode } from '../codes.ts'
import type { ReadObservation } from '../observation.ts'
import { shiftYears } from '../period.ts'
import { text } from '../text.ts'
import { median } from './expectation.ts'
import { showNumber, showObservation } from './figures.ts'
import { listTargets, ruleFields, ruleKind, targetFields, type Verdict } from './rule-kind.ts'
import { findValue, type Subject } from './subject.ts'

const parameters = {
  /** How much size counts: 0 not at all, 1 fully. */
  U: z.number().min(0).max(1).default(0.4),
  /** Keeps the limits apart where the ratios hardly vary. */
  A: z.number().min(0).default(0.05),
  /** How many quartile distances lie within. */
  C: z.number().positive().default(7),
}

const schema = z.strictObject({
  ...ruleFields,
  kind: z.literal('hidiroglou-berthelot'),
  ...targetFields(['current', 'ytd', 'end']),
  ...parameters,
  /** With fewer pairs nothing is decided. */
  leastPairs: z.number().int().min(5).default(10),
})

/** Two periods of one unit; both above 0. */
export interface RatioPair {
  readonly id: string
  readonly before: number
  readonly after: number
}

/** Quantile of type 7 (as R's default): linear between the order statistics at (n − 1)·p. */
const quantile = (sorted: readonly number[], p: number): number => {
  const place = (sorted.length - 1) * p
  const [low, high] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]]
  if (low === undefined || high === undefined) throw new Error('a quantile of nothing')
  return low + (high - low) * (place - Math.floor(place))
}

export interface HidiroglouBerthelot {
  readonly medianRatio: number
  readonly quartiles: readonly [number, number, number]
  readonly lower: number
  readonly upper: number
  /** Every pair with its score; outside of lower … upper it is odd. */
  readonly scores: readonly (RatioPair & { readonly score: number; readonly isOutlier: boolean })[]
}

/**
 * Hidiroglou–Berthelot scores of pairs of positive figures. With r = after ÷ before and its median m: s = 1 − m/r below
 * m, r/m − 1 above; E = s · max(before, after)^U. Limits q2 − C·max(q2 − q1, |A·q2|) and q2 + C·max(q3 − q2, |A·q2|)
 * over the quartiles (type 7) of E. Pairs with a figure not above 0 are left out. Undefined without pairs.
 * Example: 518 places of tourism, U 0.5, A 0.05, C 7: 39 outliers. Source: Hidiroglou and Berthelot 1986, as in R
 * univOutl::HBmethod.
 */
export const computeHidiroglouBerthelot = (
  pairs: readonly RatioPair[],
  { U, A, C }: { readonly U: number; readonly A: number; readonly C: number },
): HidiroglouBerthelot | undefined => {
  const positive = pairs.filter(({ before, after }) => before > 0 && after > 0)
  if (positive.length === 0) return undefined
  const medianRatio = median(positive.map(({ before, after }) => after / before))
  const effects = positive.map((pair) => {
    const ratio = pair.after / pair.before
    const s = ratio < medianRatio ? 1 - medianRatio / ratio : ratio / medianRatio - 1
    return { ...pair, score: s * Math.max(pair.before, pair.after) ** U }
  })
  const sorted = effects.map((e) => e.score).toSorted((a, b) => a - b)
  const [q1, q2, q3] = [quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75)]
  const lower = q2 - C * Math.max(q2 - q1, Math.abs(A * q2))
  const upper = q2 + C * Math.max(q3 - q2, Math.abs(A * q2))
  const scores = effects.map((e) => ({ ...e, isOutlier: e.score < lower || e.score > upper }))
  return { medianRatio, quartiles: [q1, q2, q3], lower, upper, scores }
}

/** 330000 and 330100 are of two levels; only regions of one level are alike enough to compare. */
const levelOf = (region: RegionCode): number => region.replace(/(?:00)+$/, '').length

const pairOf = (subject: Subject, at: ReadObservation, region: RegionCode): readonly RatioPair[] => {
  const key = { variable: at.variable, measure: at.measure, region, period: at.period }
  const before = findValue(subject.findPast({ ...key, period: shiftYears(at.period, -1) }))
  const after = findValue(subject.findOwn(key) ?? subject.findElsewhere(key))
  return before === undefined || after === undefined ? [] : [{ id: region, before, after }]
}

const judgeOne = (
  { leastPairs, ...rule }: z.output<typeof schema>,
  subject: Subject,
  at: ReadObservation,
): readonly Verdict[] => {
  const regions = subject.listRegions(at.variable).filter((r) => levelOf(r) === levelOf(at.region))
  const pairs = regions.flatMap((region) => pairOf(subject, at, region))
  const result = pairs.length < leastPairs ? undefined : computeHidiroglouBerthelot(pairs, rule)
  const own = result?.scores.find((s) => s.id === at.region)
  if (!result || !own) return []
  return [
    {
      truth: !own.isOutlier,
      at,
      found: `${showObservation(at)}，为上年同期 ${showNumber(own.before)} 的 ${(own.after / own.before).toFixed(2)} 倍；${result.scores.length} 个地区的中位数为 ${result.medianRatio.toFixed(2)} 倍，H-B 值 ${own.score.toFixed(2)}（界限 ${result.lower.toFixed(2)} 至 ${result.upper.toFixed(2)}）`,
      expected: text(
        '与其他地区相近的增幅；请核对本期和上年同期数，情况属实的写明具体原因',
        'a change like that of the other regions; check this period and last year, or explain what exactly happened',
      ),
    },
  ]
}

/**
 * H–B 离群检验: the change on a year before, among all regions of its level of which both periods are known. Nothing is decided with
 * fewer than `leastPairs` regions. The pairs of other regions come from this file, or from what is known of them.
 */
export const hidiroglouBerthelot = ruleKind('hidiroglou-berthelot', {
  schema,
  says: 'oddity',
  judge: (rule, subject) => listTargets(rule, subject).flatMap((at) => judgeOne(rule, subject, at)),
})
