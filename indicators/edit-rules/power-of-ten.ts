/** Knows the slip by a power of ten: 万元 for 亿元, a lost or doubled zero. */
import { z } from 'zod'
import type { ReadObservation } from '../observation.ts'
import { text } from '../text.ts'
import { lastMonthOf, type Period } from '../period.ts'
import { CUMULATIVE, findExpectation, listSamePeriod, median } from './expectation.ts'
import { showNumber, showObservation } from './figures.ts'
import { listTargets, ruleFields, ruleKind, targetFields, type Verdict } from './rule-kind.ts'
import { listEarlierInYear } from './steps.ts'
import { findValue, type Subject } from './subject.ts'

const schema = z.strictObject({
  ...ruleFields,
  kind: z.literal('power-of-ten'),
  ...targetFields(['current', 'ytd', 'end', 'prior_current', 'prior_ytd']),
})

/** How many periods back the last cumulative figure of the year is looked for. */
const BRIDGE = 3

/**
 * Where no past year says how the series moves: what was said for the same period before, else the last cumulative figure
 * of the year carried on evenly. Good enough to tell ten times from once.
 */
const weakReferencesOf = (subject: Subject, at: ReadObservation): readonly number[] => {
  const { variable, region, measure, period } = at
  const before = findValue(subject.findBefore({ variable, region, measure, period })) ?? 0
  if (before > 0) return [before]
  if (!CUMULATIVE.includes(measure)) return []
  const valueOf = (of: Period): number =>
    findValue(subject.findPast({ variable, region, measure, period: of })) ?? 0
  const last = listEarlierInYear(period)
    .slice(0, BRIDGE)
    .find((earlier) => valueOf(earlier) > 0)
  return last === undefined ? [] : [(valueOf(last) * lastMonthOf(period)) / lastMonthOf(last)]
}

/** Last period is the firm witness of a cumulative series and of a stock; a monthly flow also has its season. */
const referencesOf = (subject: Subject, at: ReadObservation): readonly number[] => {
  const last = findExpectation(subject, at)?.expected
  const past = listSamePeriod(subject, at).filter((v) => v > 0)
  const season = past.length > 0 ? [median(past)] : []
  if (last === undefined) return season.length > 0 ? season : weakReferencesOf(subject, at)
  return CUMULATIVE.includes(at.measure) || at.measure === 'end' ? [last] : [last, ...season]
}

/**
 * The power of ten by which a figure lies beside its references: 0 where it lies nearer to one of them than to ten times
 * or a tenth of it (a factor of √10 ≈ 3.16 is the middle), or where they disagree. Example: 11800 against 1180 is 1.
 */
export const findSlip = (value: number, references: readonly number[]): number => {
  const powers = references.map((reference) => Math.round(Math.log10(value / reference)) + 0)
  const [first = 0] = powers
  return powers.every((p) => p === first) ? first : 0
}

const timesText = (power: number): string => (Math.abs(power) > 5 ? `10^${power}` : showNumber(10 ** power))

const judge = (rule: z.output<typeof schema>, subject: Subject): readonly Verdict[] =>
  listTargets(rule, subject).flatMap((at): readonly Verdict[] => {
    const value = findValue(at)
    if (value === undefined || value <= 0) return []
    const references = referencesOf(subject, at)
    const power = findSlip(value, references)
    if (references.length === 0)
      return [
        {
          truth: 'undecidable',
          at,
          found: `${showObservation(at)}；没有可比的历史数`,
          expected: text('有上期或上年同期数可比', 'a last period or a last year to compare with'),
        },
      ]
    const likely = references.map(showNumber).join('、')
    const mended = showNumber(value / 10 ** power)
    return [
      {
        truth: power === 0,
        at,
        found: `${showObservation(at)}，约为按上期和历年走势推算数 ${likely} 的 ${timesText(power)} 倍`,
        expected: text(
          `${likely} 上下；疑似计量单位（如万元与亿元）或小数点差 ${timesText(power)} 倍，请核对是否应为 ${mended}`,
          `about ${likely}; the unit (万元 or 亿元) or the decimal point seems off by ${timesText(power)}: check whether ${mended} was meant`,
        ),
      },
    ]
  })

/**
 * 数量级错误 (×10, ÷10, ×1000, ×10⁴ …): the figure lies a whole power of ten away from what its last figure and the
 * steps of past years let expect; a monthly flow must also lie so against its same period of past years. Needs a
 * positive last figure and one past year, or one same period of the past; without either it lays the figure beside what
 * was said for the same period before, or the year's last cumulative figure carried on evenly.
 * Example: 1–7月 11800 where 1–6月 was 1000 and the step is 1.18.
 */
export const powerOfTen = ruleKind('power-of-ten', { schema, says: 'cause', judge })
