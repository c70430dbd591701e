/** Knows the rule 上月累计＋本月＝本月累计, of this year's figures or of the base of last year; it is explainable and never blocks. */
import { z } from 'zod'
import type { Evaluated } from './evaluate.ts'
import { judgeTotal } from './evaluate.ts'
import { MEASURES, type ReadObservation } from '../observation.ts'
import { text } from '../text.ts'
import { showNumber } from './figures.ts'
import { joinVerdicts, listLaterFigures, showSource } from './later-figures.ts'
import { findHalf } from './relation-binding.ts'
import { explainable, listTargets, ruleFields, ruleKind, type Verdict } from './rule-kind.ts'
import { lastWord, listEarlierInYear, listLaterInYear } from './steps.ts'
import { findValue, type ReportedFigure, type Subject } from './subject.ts'
import { toleranceSchema, type Tolerance } from './tolerance.ts'

const schema = z.strictObject({
  ...ruleFields,
  kind: z.literal('cumulative-sum'),
  /** Revisions are booked into the cumulative figure, so this may be explained, always. */
  class: explainable,
  items: z.array(z.string().min(1)).min(1).optional(),
  /** `prior_ytd`: the base of last year that each file carries; where the sum breaks, the base was restated. */
  of: z.enum(['ytd', 'prior_ytd']).default('ytd'),
  tolerance: toleranceSchema.default({ kind: 'rounding', decimals: 'as-reported' }),
})

const evaluated = (
  found: ReportedFigure | undefined,
  { name, tolerance }: { readonly name: string; readonly tolerance: Tolerance },
): Evaluated => {
  const value = findValue(found)
  return found === undefined || value === undefined
    ? { missing: [name] }
    : { value, half: findHalf(found, tolerance) }
}

const PARTS = {
  ytd: {
    current: 'current',
    last: '累计',
    expected: text(
      '累计＋本期＝本年累计；以前各期有修订的，说明修订的时期和数额',
      'last cumulative + this period = this cumulative; explain which earlier periods were revised and by how much',
    ),
  },
  prior_ytd: {
    current: 'prior_current',
    last: '所报上年同期累计',
    expected: text(
      '所报上年同期累计＋上年同期＝上年同期累计；上年基数有调整的，说明调整的原因和数额',
      'the base stated last + the same period of last year = the base stated now; explain why the base was restated and by how much',
    ),
  },
} as const

const show = (part: Evaluated): string => ('missing' in part ? '空' : showNumber(part.value))

type Rule = z.output<typeof schema>

/** 相差, where there is a sum to differ from. */
const showGap = (whole: Evaluated, parts: readonly Evaluated[]): string => {
  const values = [whole, ...parts].flatMap((p) => ('missing' in p ? [] : [p.value]))
  const [total = 0, ...addends] = values
  return values.length <= parts.length
    ? ''
    : `，相差 ${showNumber(addends.reduce((rest, v) => rest - v, total))}`
}

const judgeByEarlier = ({ of, tolerance }: Rule, subject: Subject, at: ReadObservation): Verdict => {
  const { current: measure, last: lastName, expected } = PARTS[of]
  const [partName, wholeName] = [MEASURES[measure].zh, MEASURES[of].zh]
  const [before] = listEarlierInYear(at.period)
  const word = lastWord(at.period)
  const whole = evaluated(at, { name: wholeName, tolerance })
  const current = evaluated(subject.findOwn({ ...at, measure }), { name: partName, tolerance })
  // In the first period of the year there is nothing before.
  const last: Evaluated =
    before === undefined
      ? { value: 0, half: 0 }
      : evaluated(subject.findPast({ ...at, period: before }), { name: `${word}${lastName}`, tolerance })
  return {
    truth: judgeTotal(whole, [last, current], { tolerance, skipMissing: false }),
    at,
    found: `${word}${lastName} ${show(last)} ＋ ${partName} ${show(current)}，${wholeName} ${show(whole)}${showGap(whole, [last, current])}`,
    expected: text(`${word}${expected.zh}`, expected.en),
  }
}

/** A correction of a month is the last month of the one in force after it. */
const judgeByLater = ({ of, tolerance }: Rule, subject: Subject, at: ReadObservation): readonly Verdict[] => {
  const { current: measure, last: lastName } = PARTS[of]
  const [partName, wholeName] = [MEASURES[measure].zh, MEASURES[of].zh]
  const [period] = listLaterInYear(at.period)
  const later = listLaterFigures(subject, at).find((o) => o.period === period)
  if (!later) return []
  const [last, whole] = [at, later].map((o) => evaluated(o, { name: wholeName, tolerance }))
  const current = evaluated(subject.findPast({ ...later, measure }), { name: partName, tolerance })
  if (!last || !whole) return []
  return [
    {
      truth: judgeTotal(whole, [last, current], { tolerance, skipMissing: false }),
      at,
      found: `本期${lastName} ${show(last)} ＋ 其后 ${later.period} 的${partName} ${show(current)}，${later.period} 在用的${wholeName} ${show(whole)}${showGap(whole, [last, current])}（${showSource(later)}）`,
      expected: text(
        `本期${lastName}＋${later.period} 的${partName}＝${later.period} 的${wholeName}；本期确需更正的，一并更正 ${later.period} 的报送，不更正的说明原因`,
        `this figure + the amount of ${later.period} = the cumulative figure of ${later.period}; if this figure is right, correct ${later.period} too or explain why not`,
      ),
    },
  ]
}

const judge = (rule: Rule, subject: Subject): readonly Verdict[] =>
  listTargets({ items: rule.items, measures: [rule.of] }, subject).flatMap((at) =>
    joinVerdicts([judgeByEarlier(rule, subject, at), ...judgeByLater(rule, subject, at)]),
  )

/**
 * 上月累计＋本月＝本月累计, with the rounding of the three figures as reported. Undecidable where January and February
 * come as one, or last month was never sent. Example: 738.7 + 272.1 against 1006.5 is off by −4.3, and really was so
 * (PRACTICE, Time). Of the base: 2997.2 + 892.1 against 3523.5 is off by −365.8, a base restated in March. A figure that is new is also held against the next
 * period in force: 1–7月 corrected to 2500, with 8月 300 and 1–8月 2400. Always 核实性 or a notice: the schema takes no other class.
 */
export const cumulativeSum = ruleKind('cumulative-sum', { schema, says: 'symptom', judge })
