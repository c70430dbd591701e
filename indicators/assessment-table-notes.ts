/** Knows the notes under the annual assessment table: vintages, yardsticks, thresholds, assumptions and bounds. */
import type { IndicatorValue } from './indicator-value.ts'
import { STATUSES } from './observation.ts'
import type { Day } from './period.ts'
import type { Plan } from './plan.ts'
import { joinTexts, text, type Text } from './text.ts'

export interface NoteSetting {
  readonly plan: Plan
  /** The values in the table. */
  readonly values: readonly IndicatorValue[]
  readonly asOf: Day
}

/** `初步 4 项（2021-02-01 至 2021-09-26 公布）`. */
const vintageNote = ({ values, asOf }: NoteSetting): Text => {
  const groups = [...Map.groupBy(values, (v) => v.status)].map(([status, own]) => {
    const days = own.map((v) => v.known).toSorted()
    const [first, last] = [days[0] ?? '', days.at(-1) ?? '']
    const [zh, en] = first === last ? [first, first] : [`${first} 至 ${last}`, `${first} – ${last}`]
    return text(
      `${STATUSES[status].zh}${own.length}项（${zh} 公布）`,
      `${own.length} ${STATUSES[status].en} (published ${en})`,
    )
  })
  const used = groups.length > 0 ? joinTexts(groups, '、') : text('无', 'none')
  return text(
    `版本：采用 ${asOf} 以前公布的数据，其中${used.zh}；其他版本见“计算过程”。`,
    `Vintages: figures published by ${asOf}: ${used.en}; other vintages on the computation sheet.`,
  )
}

const thresholdNote = ({ plan: { thresholds } }: NoteSetting): Text =>
  text(
    `灯号：按 P 与100的差距判定（P 无定义时按 L）：不落后为绿（●），落后不足${thresholds.yellow}个百分点为蓝（▲），${thresholds.yellow}至${thresholds.red}个百分点为黄（■），超过${thresholds.red}个百分点为红（◆）；数据不足或口径变动待核为灰（○）。P≥${thresholds.ahead}为快于预期，已达到末期目标为提前实现。以未修约数判定。`,
    `Lights: points of P behind 100 (L where P is undefined): not behind green (●), under ${thresholds.yellow} blue (▲), ${thresholds.yellow} to ${thresholds.red} yellow (■), above ${thresholds.red} red (◆); grey (○) without sufficient data or with the scope under review. P ≥ ${thresholds.ahead} is ahead of expectation; the last target met is achieved early. Judged on unrounded values.`,
  )

const YARDSTICKS = text(
  '增量完成度 P＝（实际值－基期值）÷（目标值－基期值）×100；水平达成度 L＝实际值÷目标值×100，下降类指标 L＝目标值÷实际值×100。表中 P、L 为公式，可直接复算。',
  'P = (actual − baseline) ÷ (path − baseline) × 100; L = actual ÷ path × 100, path ÷ actual where it should fall. P and L are live formulas.',
)
const DERIVED = text(
  '目标值依据栏：“规划”为计划印发值；“年度”为当年工作要点等文件确定的值；“推算”为由相邻的基期值、目标值按等比（总量）或直线（比率）内插，推算过程见“计算过程”。',
  'Basis of the path value: printed in the plan; set by hand for the year; or derived between neighbouring points, geometric for amounts and straight for ratios.',
)
const EVEN_PACE = text(
  '年内累计数按常年同期份额折算进度，无往年份额的按月数÷12（均匀假定）；本表只列全年数、年末数。',
  'Inside a year the year to date is judged by the usual share of its months, months ÷ 12 where there is none (even pace assumed); this table holds whole-year figures only.',
)
const BOUND = text(
  '注“下限”的为“超过”“以上”等公布值，按下限判定，实际完成情况可能更好。',
  'A lower bound (“more than …”) is judged as it stands; the truth may be better.',
)
const SYNTHETIC = text(
  '注“合成数据”的仅供演练，不得引用。',
  'Synthetic data are for rehearsal only and not to be cited.',
)

/** The notes that this table needs, in reading order. */
export const tableNotes = (setting: NoteSetting): Text[] => {
  const { values } = setting
  return [
    vintageNote(setting),
    YARDSTICKS,
    thresholdNote(setting),
    DERIVED,
    EVEN_PACE,
    ...(values.some((v) => v.bound === 'lower') ? [BOUND] : []),
    ...(values.some((v) => v.synthetic) ? [SYNTHETIC] : []),
  ]
}
