/** Knows how a verdict is explained: its reasons in sentences and its derivation in figures that one can re-compute. */
import { DASH, formatPercent, formatShort } from './figure-text.ts'
import type { IndicatorValue } from './indicator-value.ts'
import { STATUSES } from './observation.ts'
import { yearOf, type Period } from './period.ts'
import type { Indicator, Thresholds } from './plan.ts'
import { joinTexts, text, type Text } from './text.ts'
import type { TrajectoryPoint } from './trajectory.ts'
import { pointsBehind, valueAtPointsBehind, type Measured } from './yardstick.ts'

/** A verdict's figures, before they are put into words. */
export interface Judged {
  readonly indicator: Indicator
  readonly point: TrajectoryPoint
  readonly measured: Measured
  readonly thresholds: Thresholds
  readonly achievedGrowth: number | null
  /** Why nothing may be compared; null when it may. */
  readonly doubt: Text | null
}

/** A period in words: 2020年, 2020年第三季度, 2020年1—7月 for a year to date. */
export const formatPeriod = (period: Period, basis?: IndicatorValue['basis']): Text => {
  const [year, part] = [period.slice(0, 4), period.slice(5)]
  if (part === '') return text(`${year}年`, year)
  if (part.startsWith('Q')) return text(`${year}年第${part.slice(1)}季度`, `${year} ${part}`)
  const month = Number(part)
  if (basis === 'ytd')
    return text(month === 1 ? `${year}年1月` : `${year}年1—${month}月`, `${year}-01 to ${part}`)
  return text(`${year}年${month}月`, `${year}-${part}`)
}

const derivedMark = ({ planned, share }: TrajectoryPoint): Text =>
  planned.derived || share ? text('（推算）', ' (derived)') : text('', '')

const undecided = ({ point }: Judged): Text => {
  const { value, comparison } = point
  const [when, mark] = [formatPeriod(value.period, value.basis), derivedMark(point)]
  const [actual, path] = [formatShort(value.value), formatShort(comparison.planned)]
  return text(
    `${when.zh}为 ${actual}，计划路径${mark.zh} ${path}，口径未核，不作比较`,
    `${when.en}: ${actual}, path${mark.en} ${path}, not compared before the scope is reviewed`,
  )
}

const standing = ({ point, measured }: Judged): Text => {
  const { value, comparison } = point
  const [when, mark] = [formatPeriod(value.period, value.basis), derivedMark(point)]
  const [actual, path] = [formatShort(value.value), formatShort(comparison.planned)]
  const behind = pointsBehind(measured)
  const yardstick =
    measured.progress === null
      ? text(
          `水平 L ${formatPercent(measured.level)}（P 无定义，按 L 判定）`,
          `level L ${formatPercent(measured.level)} (P undefined, judged by L)`,
        )
      : text(
          `完成计划增量的 ${formatPercent(measured.progress)}`,
          `${formatPercent(measured.progress)} of the planned increment`,
        )
  const gap =
    measured.met || behind === null
      ? text('，达到进度', ', on schedule')
      : text(`，落后 ${behind.toFixed(2)} 个百分点`, `, ${behind.toFixed(2)} points behind`)
  return text(
    `${when.zh}为 ${actual}，计划路径${mark.zh} ${path}，${yardstick.zh}${gap.zh}`,
    `${when.en}: ${actual}, path${mark.en} ${path}, ${yardstick.en}${gap.en}`,
  )
}

const boundReason = ({ point: { value } }: Judged): Text[] => {
  switch (value.bound) {
    case 'lower':
      return [
        text(
          `公布的是下限（不低于 ${formatShort(value.value)}），按下限判定，实际可能更高`,
          `a lower bound (at least ${formatShort(value.value)}) was published and used; the truth may be higher`,
        ),
      ]
    case 'upper':
      return [
        text(
          '公布的是上限，按上限判定，实际可能更低',
          'an upper bound was published and used; the truth may be lower',
        ),
      ]
    case 'about':
      return [text('公布的是约数', 'the published figure is rounded')]
    case 'exact':
      return []
  }
}

const shareReason = ({ point: { share, value } }: Judged): Text[] => {
  if (!share) return []
  const part = formatPercent(share.share * 100)
  if (share.years.length === 0)
    return [
      text(
        `均匀假定：没有往年同期份额，按月数 ÷ 12（${part}）折算；年初月份通常偏低`,
        `even pace assumed: no share of past years, months ÷ 12 (${part}) is used; early months usually lie lower`,
      ),
    ]
  if (share.share === 1) return []
  const years = share.years.map((y) => `${y}年`).join('、')
  return [
    text(
      `到${Number(value.period.slice(5))}月的通常份额 ${part}（${years}的中位数）`,
      `usual share by this month ${part} (median of ${share.years.join(', ')})`,
    ),
  ]
}

const nowcastReason = ({ point: { nowcast, value } }: Judged): Text[] => {
  if (!nowcast || value.period.endsWith('-12')) return []
  const [share, growth] = [formatShort(nowcast.byShare), nowcast.byGrowth]
  const second =
    growth === null
      ? text('', '')
      : text(`；按公布同比推算 ${formatShort(growth)}`, `; by published growth ${formatShort(growth)}`)
  return [
    text(
      `${yearOf(value.period)}年全年按份额推算 ${share}${second.zh}`,
      `whole year ${yearOf(value.period)} by share ${share}${second.en}`,
    ),
  ]
}

const alternativeReasons = ({ point: { value } }: Judged): Text[] =>
  value.alternatives.map((a) =>
    text(
      `另一版本：${a.computation.zh} = ${formatShort(a.value)}；本评价用 ${formatShort(value.value)}（${STATUSES[value.status].zh} ${value.known}）`,
      `another vintage: ${a.computation.en} = ${formatShort(a.value)}; used here ${formatShort(value.value)} (${STATUSES[value.status].en} ${value.known})`,
    ),
  )

/** A difference of percentages is told in points. */
const gapUnit = (unit: string): string => (unit === '%' ? '个百分点' : unit)

const targetReason = ({ indicator, point, measured }: Judged): Text[] => {
  const { value, comparison } = point
  const target = indicator.targets.find((t) => t.period === value.period)
  if (!target || value.basis === 'ytd') return []
  const goal = `${target.period}年目标 ${target.printed}`
  if (measured.met) return [text(`${goal} 已实现`, `target ${target.printed} of ${target.period} met`)]
  const gap = formatShort(Math.abs(comparison.planned - value.value))
  return [
    text(
      `${goal} 未实现，差 ${gap} ${gapUnit(indicator.unit)}`,
      `target ${target.printed} of ${target.period} missed by ${gap}`,
    ),
  ]
}

const basisReasons = (judged: Judged): Text[] =>
  judged.doubt
    ? [judged.doubt, undecided(judged)]
    : [standing(judged), ...targetReason(judged), ...shareReason(judged), ...nowcastReason(judged)]

/** The sentences of a verdict: the doubt where there is one, else the standing first. */
export const composeReasons = (judged: Judged): Text[] => [
  ...basisReasons(judged),
  ...boundReason(judged),
  ...alternativeReasons(judged),
  ...judged.point.value.notes,
  ...(judged.point.value.synthetic ? [text('合成数据', 'synthetic data')] : []),
]

const pathText = ({ planned, share }: TrajectoryPoint, shape: 'linear' | 'geometric'): Text => {
  const { from, to } = planned
  const [a, b] = [`${formatShort(from.value)}(${from.period})`, `${formatShort(to.value)}(${to.period})`]
  const zh = shape === 'linear' ? '直线' : '等比'
  const at = formatShort(planned.value)
  const factor = share ? ` × ${formatShort(share.share)}` : ''
  const assumed = share?.years.length === 0
  const part = text(
    assumed ? `${factor}（均匀假定）` : factor,
    assumed ? `${factor} (even pace assumed)` : factor,
  )
  return planned.derived
    ? text(`路径 ${a}→${b} ${zh}推算 ${at}${part.zh}`, `path ${a}→${b} ${shape} ${at}${part.en}`)
    : text(`路径 ${a}${part.zh}`, `path ${a}${part.en}`)
}

const formulaText = ({ point, measured }: Judged): Text => {
  const { actual, planned, baseline, direction } = point.comparison
  const [x, y, b] = [formatShort(actual), formatShort(planned), formatShort(baseline)]
  const p =
    measured.progress === null
      ? `P = ${DASH}`
      : `P = (${x} − ${b}) ÷ (${y} − ${b}) × 100 = ${formatPercent(measured.progress)}`
  const l = direction === 'fall' ? `${y} ÷ ${x}` : `${x} ÷ ${y}`
  const both = `${p}；L = ${l} × 100 = ${formatPercent(measured.level)}`
  return text(both, both.replace('；', '; '))
}

const AT_LEAST = text('≥', '≥')
const AT_MOST = text('≤', '≤')

const nextLightText = ({ point, measured, thresholds }: Judged): Text[] => {
  const behind = pointsBehind(measured)
  if (measured.met || behind === null) return []
  const steps = [
    { points: thresholds.red, word: text('黄', 'yellow'), strict: false },
    { points: thresholds.yellow, word: text('蓝', 'blue'), strict: true },
    { points: 0, word: text('绿', 'green'), strict: false },
  ].filter((s) => s.points < behind || (s.strict && s.points === behind))
  return steps.flatMap(({ points, word, strict }) => {
    const value = valueAtPointsBehind(point.comparison, points)
    if (value === null) return []
    const rising = point.comparison.direction !== 'fall'
    const sign = rising ? (strict ? text('＞', '>') : AT_LEAST) : strict ? text('＜', '<') : AT_MOST
    return [
      text(
        `达到${word.zh}需 ${sign.zh} ${formatShort(value)}`,
        `${word.en} needs ${sign.en} ${formatShort(value)}`,
      ),
    ]
  })
}

/** The derivation in one line: value and vintage, path, formulas, and what would reach each better light. */
export const composeDerivation = (judged: Judged, shape: 'linear' | 'geometric'): Text => {
  const { value } = judged.point
  const growth =
    judged.achievedGrowth === null
      ? []
      : [
          text(
            `基期以来年均增长 ${formatPercent(judged.achievedGrowth)}`,
            `growth a year since the baseline ${formatPercent(judged.achievedGrowth)}`,
          ),
        ]
  const compared = judged.doubt ? [] : [formulaText(judged), ...growth, ...nextLightText(judged)]
  const parts = [value.computation, pathText(judged.point, shape), ...compared]
  return text(joinTexts(parts, '；').zh, joinTexts(parts, '; ').en)
}
