/** Knows the robust growth-change score of a series over its own history. */
import { z } from 'zod'
import type { ReadObservation } from '../observation.ts'
import { text } from '../text.ts'
import { CUMULATIVE, findExpectation, listLogSteps, median } from './expectation.ts'
import { showNumber, showObservation } from './figures.ts'
import { listTargets, ruleFields, ruleKind, targetFields, type Verdict } from './rule-kind.ts'
import { listEarlierInYear, listYear, stepBack } from './steps.ts'
import { findValue, type Subject } from './subject.ts'

const schema = z.strictObject({
  ...ruleFields,
  kind: z.literal('growth-change'),
  ...targetFields(['ytd']),
  /** How many robust standard deviations a step may deviate. */
  limit: z.number().positive().default(8),
  /** The deviation (natural logarithm of the figure itself) below which nothing is said: 0.15 ≈ 16 %. */
  least: z.number().min(0).default(0.15),
  /** The relative spread of a period's amount that every series is granted, however even its past. */
  floor: z.number().positive().default(0.05),
})

/** A normal distribution's standard deviation over its median absolute deviation. */
const NORMAL = 1.4826

/** The share of a cumulative figure that its last step added: its log step moves only by the change of that share. */
const weightOf = (step: number, isCumulative: boolean): number =>
  isCumulative ? Math.max(1 - Math.exp(-step), 1e-6) : 1

/** The steps of one pair of neighbouring periods in past years. */
type Steps = readonly number[]

/**
 * How far one step deviates from the steps of past years, in robust standard deviations: (x − median) / (w·σ), where w is
 * the share that the step adds to a cumulative figure (1 for other series) and σ² = floor² + series² + season². `series`
 * is 1.4826 × the median of all past deviations in units of their w, widened by n/(n−1) for n years, since the median
 * follows its own few points; `season` is half the range of this step's own past, in units of w. No unit.
 * Example: steps 0.17, 0.15, 0.16 in past years and 0.42 now, in a series that keeps to its seasons within a tenth: 18.
 */
const computeGrowthChange = (
  step: number,
  own: Steps,
  { others, isCumulative, floor }: { others: readonly Steps[]; isCumulative: boolean; floor: number },
): number => {
  const centre = median(own)
  const weight = weightOf(centre, isCumulative)
  const deviations = others.flatMap((steps) => {
    const middle = median(steps)
    return steps.map((s) => Math.abs(s - middle) / weightOf(middle, isCumulative))
  })
  const widening = own.length / (own.length - 1)
  const series = deviations.length > 0 ? NORMAL * widening * median(deviations) : 0
  const season = (Math.max(...own) - Math.min(...own)) / 2 / weight
  return (step - centre) / (weight * Math.hypot(floor, series, season))
}

/** The steps of every pair of neighbouring periods of a year, each over the past years. */
const listOtherSteps = (subject: Subject, at: ReadObservation): readonly Steps[] =>
  listYear(at.period)
    .filter((to) => !CUMULATIVE.includes(at.measure) || listEarlierInYear(to).length > 0)
    .map((to) => listLogSteps(subject, at, [stepBack(to, 1), to]))
    .filter((steps) => steps.length > 1)

const judgeOne = (
  { limit, least, floor }: z.output<typeof schema>,
  subject: Subject,
  at: ReadObservation,
): readonly Verdict[] => {
  const value = findValue(at)
  const expectation = findExpectation(subject, at)
  if (value === undefined || value <= 0 || !expectation || expectation.steps.length < 2) return []
  const { last, lastPeriod, steps, expected } = expectation
  const step = Math.log(value / last)
  const isCumulative = CUMULATIVE.includes(at.measure)
  const others = listOtherSteps(subject, at)
  const score = computeGrowthChange(step, steps, { others, isCumulative, floor })
  const times = steps.map((s) => Math.exp(s).toFixed(2)).join('、')
  return [
    {
      truth: Math.abs(score) <= limit || Math.abs(Math.log(value / expected)) <= least,
      at,
      found: `${showObservation(at)}，为 ${lastPeriod} ${showNumber(last)} 的 ${Math.exp(step).toFixed(2)} 倍；历年同期为 ${times} 倍，偏离度 ${Math.abs(score).toFixed(1)}（界限 ${limit}）`,
      expected: text(
        `约 ${showNumber(expected)}；请核对本期数，情况属实的写明具体原因（如新增企业、项目结算）`,
        `about ${showNumber(expected)}; check the figure, or explain what exactly happened`,
      ),
    },
  ]
}

/**
 * 增幅异常: the step from the last figure deviates from the steps of past years by more than `limit` robust standard
 * deviations and the figure by more than `least`. Needs the last figure and two past years; five years are read.
 * The defaults are the best of a grid on year 3 of the cumulative series of the validation anchors, which has no errors,
 * judged by years 1–2, as it stands and with each cell times 1.3 and 0.7 (the errors of year 4 had no vote). With 8, 0.15
 * and 0.05 not one of 1639 clean cells was touched and 65 % of the distorted ones were found, those included that fall
 * below the last figure or look like a period's own amount; the neighbours (limit 9, floor 0.03
 * to 0.1, least 0.2) do hardly worse, below a limit of 8 clean cells begin to be flagged.
 */
export const growthChange = ruleKind('growth-change', {
  schema,
  says: 'oddity',
  judge: (rule, subject) => listTargets(rule, subject).flatMap((at) => judgeOne(rule, subject, at)),
})
