/** Knows the rule that a reported growth agrees with the base figure that stands in the same file. */
import { z } from 'zod'
import type { Measure, ReadObservation } from '../observation.ts'
import { text } from '../text.ts'
import { showNumber, showObservation } from './figures.ts'
import { findHalf } from './relation-binding.ts'
import { listTargets, ruleFields, ruleKind, targetFields, type Verdict } from './rule-kind.ts'
import { findValue, type Subject } from './subject.ts'

const schema = z.strictObject({
  ...ruleFields,
  kind: z.literal('growth'),
  ...targetFields(['growth', 'growth_ytd']),
  /** Points of per cent by which the growth may differ from the one computed. */
  within: z.number().min(0).default(0.1),
})

/** Growth measure → the level it speaks of and its base in the same file. */
const PAIRS: Partial<Record<Measure, readonly [Measure, Measure]>> = {
  growth: ['current', 'prior_current'],
  growth_ytd: ['ytd', 'prior_ytd'],
}

const AS_REPORTED = { kind: 'rounding', decimals: 'as-reported' } as const
const NOISE = 1e-9

/** Half of what the last digit that a growth was written with stands for. */
export const growthHalf = (growth: ReadObservation): number => findHalf(growth, AS_REPORTED)

/** The growths, in %, that two rounded figures leave possible: lowest and highest. */
const growthRange = (
  level: ReadObservation,
  base: ReadObservation,
): readonly [number, number] | undefined => {
  const [a, b] = [findValue(level), findValue(base)]
  if (a === undefined || b === undefined) return undefined
  const [ha, hb] = [findHalf(level, AS_REPORTED), findHalf(base, AS_REPORTED)]
  if (b - hb <= 0) return undefined
  const rates = [-ha, ha].flatMap((da) => [-hb, hb].map((db) => ((a + da) / (b + db) - 1) * 100))
  return [Math.min(...rates), Math.max(...rates)]
}

/** The growths that the level and the base of a reported growth leave possible; undefined where one of them is not there. */
export const findGrowthRange = (
  at: ReadObservation,
  find: (about: ReadObservation) => ReadObservation | undefined,
): readonly [number, number] | undefined => {
  const [level, base] = (PAIRS[at.measure] ?? []).map((measure) => find({ ...at, measure }))
  return level && base && growthRange(level, base)
}

const judgeOne = (
  at: ReadObservation,
  { within, subject }: { within: number; subject: Subject },
): readonly Verdict[] => {
  const pair = PAIRS[at.measure]
  const growth = findValue(at)
  if (!pair || growth === undefined) return []
  const [level, base] = pair.map((measure) => subject.findOwn({ ...at, measure }))
  const range = level && base && growthRange(level, base)
  const expected = text(
    '与本表的本期数、上年同期数一致的增速（相差不超过 0.1 个百分点）；请核对三个数，不按上年报表的数重算',
    'a growth that agrees with the level and its base in this file; check the three figures, not last year’s report',
  )
  if (!level || !base || !range)
    return [
      {
        truth: 'undecidable',
        at,
        found: `${showObservation(at)}；本表没有可比的本期数和上年同期数`,
        expected,
      },
    ]
  const [low, high] = range
  const computed = ((findValue(level) ?? 0) / (findValue(base) ?? 1) - 1) * 100
  return [
    {
      truth: growth >= low - within - NOISE && growth <= high + within + NOISE,
      at,
      found: `${showObservation(at)}；${showObservation(level)}，${showObservation(base)}，推算 ${showNumber(Number(computed.toFixed(2)))}%`,
      expected,
    },
  ]
}

/**
 * 增速与同期数: growth in % against level ÷ base − 1 where both stand in the same file (本期 with 上年同期, 累计 with
 * 上年同期累计), to `within` points (0.1) beyond what their own rounding leaves open. Never recomputed from last year's
 * report: the covered enterprises change (PRACTICE, Growth: levels gave 4.7 %, published was 10.9 %). Undecidable without
 * the base. Example: 6248.9 over 5807.5 is 7.6 %.
 */
export const growth = ruleKind('growth', {
  schema,
  says: 'symptom',
  judge: ({ within, ...rule }, subject) =>
    listTargets(rule, subject).flatMap((at) => judgeOne(at, { within, subject })),
})
