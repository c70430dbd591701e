/** Knows the slip by a power of ten: 万元 for 亿元, a lost or doubled zero. */
import { z } from 'zod'
import type { ReadObservation } from '../observation.ts'
import { text } from '../text.ts'
import { lastMonthOf, type Period } from '../period.ts'
import { CUMULATIVE, findExpectation, listSamePeriod, median } from './expectation.ts'
import { showNumber, showObservation } from './figures.ts'
import { listTargets, ruleFields, ruleKind, targetFields, type Verdict } from './rule-kind.ts'
import { listEarlierInYear, stepBack } from './steps.ts'
import { findValue, type Subject } from './subject.ts'

const schema = z.strictObject({
  ...ruleFields,
  kind: z.literal('power-of-ten'),
  ...targetFields(['current', 'ytd', 'end', 'prior_current', 'prior_ytd']),
})

/** How many periods back the last cumulative figure of the year, or the last stocks, are looked for. */
const BRIDGE = 3

/** Powers of ten from which a figure lies nearer to ten times its reference than to once: a factor of √10 ≈ 3.16. */
const MIDDLE = 0.5
/**
 * The same for a stock of which no past year tells how fast it grows: a young stock may treble in a month (5G基站), it
 * does not grow to 5.6 times, and a slip of a stock leaves a round power of ten.
 */
const STOCK_MIDDLE = 0.75

/** The last cumulative figure of the year carried on evenly, at most one. */
const carryOn = (period: Period, valueOf: (of: Period) => number): readonly number[] => {
  const last = listEarlierInYear(period)
    .slice(0, BRIDGE)
    .find((earlier) => valueOf(earlier) > 0)
  return last === undefined ? [] : [(valueOf(last) * lastMonthOf(period)) / lastMonthOf(last)]
}

/**
 * Where no past year says how the series moves: what was said for the same period before, and the last cumulative figure
 * of the year carried on evenly, or the last stocks as they stood. Good enough to tell ten times from once.
 */
const weakReferencesOf = (subject: Subject, at: ReadObservation): readonly number[] => {
  const { variable, region, measure, period } = at
  const before = findValue(subject.findBefore({ variable, region, measure, period })) ?? 0
  const valueOf = (of: Period): number =>
    findValue(subject.findPast({ variable, region, measure, period: of })) ?? 0
  const stocks = Array.from({ length: BRIDGE }, (_, i) => valueOf(stepBack(period, i + 1)))
  const last = CUMULATIVE.includes(measure) ? carryOn(period, valueOf) : measure === 'end' ? stocks : []
  return [before, ...last].filter((v) => v > 0)
}

/** The figures that a figure is laid beside, and the power of ten from which it lies beside them. */
interface Witnesses {
  readonly references: readonly number[]
  readonly middle: number
}

/** Last period is the firm witness of a cumulative series and of a stock; a monthly flow also has its season. */
const witnessesOf = (subject: Subject, at: ReadObservation): Witnesses => {
  const last = findExpectation(subject, at)?.expected
  const past = listSamePeriod(subject, at).filter((v) => v > 0)
  const season = past.length > 0 ? [median(past)] : []
  if (last !== undefined) {
    const isFirm = CUMULATIVE.includes(at.measure) || at.measure === 'end'
    return { references: isFirm ? [last] : [last, ...season], middle: MIDDLE }
  }
  const weak = weakReferencesOf(subject, at)
  // A stock lies nearer to last month than to last year.
  if (at.measure === 'end' && weak.length > 0) return { references: weak, middle: STOCK_MIDDLE }
  return { references: season.length > 0 ? season : weak, middle: MIDDLE }
}

/**
 * The power of ten by which a figure lies beside its references: 0 where it lies nearer to one of them than to ten times
 * or a tenth of it, or where they disagree. Example: 11800 against 1180 is 1.
 */
const findSlip = (value: number, { references, middle }: Witnesses): number => {
  const powers = references.map((reference) => {
    const power = Math.log10(value / reference)
    return Math.abs(power) < middle ? 0 : Math.round(power)
  })
  const [first = 0] = powers
  return powers.every((p) => p === first) ? first : 0
}

/** `10`, `10000`, `10^8`. */
const timesText = (places: number): string => (places > 5 ? `10^${places}` : showNumber(10 ** places))

const judge = (rule: z.output<typeof schema>, subject: Subject): readonly Verdict[] =>
  listTargets(rule, subject).flatMap((at): readonly Verdict[] => {
    const value = findValue(at)
    if (value === undefined || value <= 0) return []
    const witnesses = witnessesOf(subject, at)
    const power = findSlip(value, witnesses)
    if (witnesses.references.length === 0)
      return [
        {
          truth: 'undecidable',
          at,
          found: `${showObservation(at)}；没有可比的历史数`,
          expected: text('有上期或上年同期数可比', 'a last period or a last year to compare with'),
        },
      ]
    const likely = [...new Set(witnesses.references.map(showNumber))].join('、')
    const mended = showNumber(value / 10 ** power)
    const places = Math.abs(power)
    const times = timesText(places)
    return [
      {
        truth: power === 0,
        at,
        found: `${showObservation(at)}，约为按上期和历年走势推算数 ${likely} 的 ${power < 0 ? `1/${times}` : `${times} 倍`}`,
        expected: text(
          `${likely} 上下；疑似计量单位（如万元与亿元）有误，或小数点差 ${places} 位（${times} 倍），请核对是否应为 ${mended}`,
          `about ${likely}; the unit (万元 or 亿元) or the decimal point seems off by ${places} ${places === 1 ? 'place' : 'places'} (a factor of ${times}): check whether ${mended} was meant`,
        ),
      },
    ]
  })

/**
 * 数量级错误 (×10, ÷10, ×1000, ×10⁴ …): the figure lies a whole power of ten away from what its last figure and the
 * steps of past years let expect; a monthly flow must also lie so against its same period of past years. Needs a
 * positive last figure and one past year, or one same period of the past; without either it lays the figure beside what
 * was said for the same period before, and the year's last cumulative figure carried on evenly, or the last stocks.
 * Example: 1–7月 11800 where 1–6月 was 1000 and the step is 1.18.
 */
export const powerOfTen = ruleKind('power-of-ten', { schema, says: 'cause', judge })
