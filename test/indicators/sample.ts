/** Knows a plan with its 24 printed rows, and verdicts and warnings made by hand from really published figures. */
import type { Assessment } from '../../indicators/assessment.ts'
import { parseRegionCode, parseReportingUnitCode } from '../../indicators/codes.ts'
import type { IndicatorValue } from '../../indicators/indicator-value.ts'
import { parseDay, parsePeriod, timeOf } from '../../indicators/period.ts'
import { planSchema, type Indicator, type Plan } from '../../indicators/plan.ts'
import { recipientSchema, type Recipient } from '../../indicators/recipient.ts'
import { text } from '../../indicators/text.ts'
import type { Warning, WarningEvent } from '../../indicators/warnings/warning.ts'

const source = { document: 'plan-2018', line: 11 }
const UNITS: Record<string, string> = {
  'zj-stats': '省统计局',
  'zj-jxt': '省经信委',
  'zj-ca': '省通信管理局',
}

/** code, name, category, unit, kind, decimals, 2017, 2020, 2022 as printed, unit of responsibility. */
const ROWS: [string, string, string, string, string, number, number, string, string, string][] = [
  [
    'digital_economy_va',
    '数字经济增加值',
    '总体规模',
    '亿元',
    'flow',
    0,
    20658,
    '30000',
    '40000',
    'zj-stats',
  ],
  [
    'digital_economy_gdp_share',
    '数字经济增加值占地区生产总值(GDP)的比重',
    '总体规模',
    '%',
    'ratio',
    1,
    39.9,
    '47',
    '55',
    'zj-stats',
  ],
  [
    'eit_mfg_revenue',
    '规模以上电子信息制造业业务收入',
    '数字产业化',
    '亿元',
    'flow',
    1,
    7905,
    '11500',
    '15000',
    'zj-jxt',
  ],
  [
    'software_revenue',
    '软件和信息服务业收入',
    '数字产业化',
    '亿元',
    'flow',
    1,
    5543,
    '8000',
    '10000',
    'zj-jxt',
  ],
  [
    'core_labour_productivity',
    '数字经济核心产业全员劳动生产率',
    '数字产业化',
    '万元/人年',
    'ratio',
    1,
    34,
    '38',
    '44',
    'zj-stats',
  ],
  [
    'next_gen_it_share',
    '新一代信息技术产业占数字经济核心产业的比重',
    '数字产业化',
    '%',
    'ratio',
    1,
    43,
    '46',
    '50',
    'zj-jxt',
  ],
  [
    'eit_new_product_rate',
    '规模以上电子信息制造业新产品产值率',
    '数字产业化',
    '%',
    'ratio',
    1,
    55,
    '57',
    '60',
    'zj-jxt',
  ],
  [
    'pct_applications',
    '专利合作条约(PCT)专利申请量',
    '数字产业化',
    '件',
    'flow',
    0,
    1197,
    '1640',
    '2010',
    'zj-jxt',
  ],
  [
    'core_rd_share',
    '数字经济核心产业科技经费支出占主营业务收入的比重',
    '数字产业化',
    '%',
    'ratio',
    1,
    5.5,
    '6',
    '6.5',
    'zj-stats',
  ],
  ['technology_transactions', '技术交易额', '数字产业化', '亿元', 'flow', 1, 400, '800', '900', 'zj-jxt'],
  ['listed_firms', '上市企业', '数字产业化', '家', 'stock', 0, 80, '120', '150', 'zj-jxt'],
  ['unicorns', '独角兽企业', '数字产业化', '家', 'stock', 0, 23, '40', '50', 'zj-jxt'],
  ['hightech_firms', '高新技术企业', '数字产业化', '家', 'stock', 0, 3000, '5000', '8000', 'zj-jxt'],
  ['industrial_robots', '在役工业机器人数量', '产业数字化', '万台', 'stock', 1, 5.5, '10', '15', 'zj-jxt'],
  ['cnc_rate', '重点工业企业装备数控化率', '产业数字化', '%', 'ratio', 1, 57, '62', '65', 'zj-jxt'],
  [
    'machine_networking_rate',
    '重点工业企业机器联网率',
    '产业数字化',
    '%',
    'ratio',
    1,
    36,
    '44',
    '50',
    'zj-jxt',
  ],
  [
    'industry_labour_productivity',
    '规模以上工业全员劳动生产率',
    '产业数字化',
    '万元/人年',
    'ratio',
    1,
    22,
    '25',
    '30',
    'zj-stats',
  ],
  ['cloud_firms', '企业上云数', '产业数字化', '万家', 'stock', 0, 18, '40', '50', 'zj-jxt'],
  ['online_retail', '网络零售额', '产业数字化', '亿元', 'flow', 1, 13336, '20000', '26000', 'zj-stats'],
  [
    'cb_online_retail_export',
    '跨境网络零售出口额',
    '产业数字化',
    '亿元',
    'flow',
    1,
    438.1,
    '1000',
    '1400',
    'zj-stats',
  ],
  ['internet_penetration', '互联网普及率', '基础设施', '%', 'ratio', 1, 70.8, '≥76', '≥80', 'zj-ca'],
  [
    'fixed_broadband_penetration',
    '固定互联网宽带接入普及率',
    '基础设施',
    '户/百人',
    'ratio',
    1,
    44.1,
    '≥50',
    '≥55',
    'zj-ca',
  ],
  ['fibre_user_rate', '光纤宽带用户率', '基础设施', '%', 'ratio', 1, 83.9, '≥90', '≥93', 'zj-ca'],
  ['interprov_bandwidth', '互联网省际出口带宽', '基础设施', 'Tbps', 'stock', 1, 37.2, '50', '60', 'zj-ca'],
]

const printedTarget = (period: string, printed: string) => ({
  period,
  comparator: printed.startsWith('≥') ? '>=' : '=',
  value: Number(printed.replace('≥', '')),
  printed,
  source,
})

export const plan: Plan = planSchema.parse({
  code: 'zj-digital-2022',
  name: '浙江省数字经济五年倍增计划',
  version: '1',
  documents: [
    {
      id: 'plan-2018',
      title: '浙江省数字经济五年倍增计划',
      issued: '2018-09-28',
      issuer: '浙江省人民政府办公厅',
    },
  ],
  region: '330000',
  indicators: ROWS.map(([code, name, category, unit, kind, decimals, base, t20, t22, owner]) => ({
    code,
    name,
    category,
    unit,
    kind,
    direction: 'rise',
    decimals,
    baseline: { period: '2017', value: base, source },
    targets: [printedTarget('2020', t20), printedTarget('2022', t22)],
    frequency: 'year',
    formula: { kind: 'reported', variable: code },
    responsible: [{ unit: owner, name: UNITS[owner] ?? owner, source }],
    source,
  })),
})

const indicatorOf = (code: string): Indicator => {
  const found = plan.indicators.find((i) => i.code === code)
  if (!found) throw new Error(`no ${code} in the sample`)
  return found
}

const region = parseRegionCode('330000')

export interface Sample {
  readonly period: string
  readonly known: string
  readonly value: number
  readonly planned: number
  readonly derived?: boolean
  readonly light: Assessment['light']
  readonly class: Assessment['class']
  readonly bound?: IndicatorValue['bound']
  readonly synthetic?: boolean
  readonly basis?: IndicatorValue['basis']
  readonly reason?: string
  readonly computation?: string
  readonly alternatives?: IndicatorValue['alternatives']
}

const valueOf = (code: string, sample: Sample): IndicatorValue => ({
  indicator: indicatorOf(code).code,
  region,
  period: parsePeriod(sample.period),
  basis: sample.basis ?? 'annual',
  value: sample.value,
  bound: sample.bound ?? 'exact',
  status: 'preliminary',
  known: parseDay(sample.known),
  inputs: [`obs-${code}-${sample.period}`],
  computation: text(sample.computation ?? '按报送值', sample.computation ?? 'as reported'),
  alternatives: sample.alternatives ?? [],
  scopeDoubt: sample.class === 'scope_review' ? text('统计口径变动', 'scope change') : null,
  previous: null,
  growth: null,
  notes: [],
  synthetic: sample.synthetic ?? false,
})

const grow = (from: number, to: number, n: number): number => ((to / from) ** (1 / n) - 1) * 100

/** The verdict on a figure; P, L and growth are worked out here, apart from the program. */
export const assessed = (code: string, sample: Sample): Assessment => {
  const indicator = indicatorOf(code)
  const base = indicator.baseline?.value ?? Number.NaN
  const years = timeOf(parsePeriod(sample.period)) - 2017
  const next = indicator.targets.find((t) => t.period > sample.period)
  const target = next && {
    period: next.period,
    value: next.value,
    probability: null,
    neededGrowth: grow(sample.value, next.value, timeOf(next.period) - timeOf(parsePeriod(sample.period))),
  }
  return {
    plan: plan.code,
    planVersion: plan.version,
    indicator: indicator.code,
    name: indicator.name,
    unit: indicator.unit,
    kind: indicator.kind,
    direction: indicator.direction,
    baseline: indicator.baseline ?? null,
    region,
    asOf: parseDay('2021-12-31'),
    period: parsePeriod(sample.period),
    value: valueOf(code, sample),
    planned: { value: sample.planned, derived: sample.derived ?? false },
    progress: ((sample.value - base) / (sample.planned - base)) * 100,
    level: (sample.value / sample.planned) * 100,
    light: sample.light,
    class: sample.class,
    achievedGrowth: grow(base, sample.value, years),
    nextTarget: target ?? null,
    lastTarget: target ?? null,
    reasons: [text(sample.reason ?? '与路径相比', sample.reason ?? 'beside the path')],
    derivation: text(`${sample.value} 对 ${sample.planned}`, `${sample.value} against ${sample.planned}`),
  }
}

/** Grey, with the reason for it. */
export const withoutValue = (code: string, zh = '到 2021-12-31 没有可比的公布值'): Assessment => ({
  ...assessed(code, {
    period: '2020',
    known: '2021-12-31',
    value: 1,
    planned: 1,
    light: 'grey',
    class: 'no_data',
  }),
  period: null,
  value: null,
  planned: null,
  progress: null,
  level: null,
  achievedGrowth: null,
  nextTarget: null,
  reasons: [text(zh, 'no comparable figure was published')],
})

const FIGURES_2020: Record<string, Sample> = {
  digital_economy_va: {
    period: '2020',
    known: '2021-07-05',
    value: 30218,
    planned: 30000,
    light: 'green',
    class: 'as_expected',
  },
  digital_economy_gdp_share: {
    period: '2020',
    known: '2021-07-05',
    value: 46.8,
    planned: 47,
    light: 'blue',
    class: 'as_expected',
    alternatives: [
      {
        value: 44.99,
        status: 'census_revision',
        known: parseDay('2021-12-30'),
        computation: text('30218 ÷ 67164.5 × 100，普查修订', '30218 ÷ 67164.5 × 100, census revision'),
        inputs: ['obs-va-2020', 'obs-gdp-2020-c'],
      },
    ],
  },
  software_revenue: {
    period: '2020',
    known: '2021-07-05',
    value: 7036,
    planned: 8000,
    light: 'grey',
    class: 'scope_review',
    reason: '口径变动：2017年基期为软件和信息服务业收入，公布值为软件业务收入，不得直接相接',
  },
  cloud_firms: {
    period: '2020',
    known: '2021-09-26',
    value: 41,
    planned: 40,
    light: 'green',
    class: 'as_expected',
    bound: 'lower',
  },
  industrial_robots: {
    period: '2020',
    known: '2021-03-01',
    value: 9,
    planned: 10,
    light: 'yellow',
    class: 'behind',
    synthetic: true,
    reason: '完成计划增量的 77.78%，落后 22.22 个百分点',
  },
  fibre_user_rate: {
    period: '2020',
    known: '2021-02-01',
    value: 91.6,
    planned: 90,
    light: 'green',
    class: 'ahead',
    computation: '2692.9 ÷ 2938.8 × 100，初步',
  },
}

/** The year 2020 as one could judge it at the end of 2021: five with figures, one under review, the rest grey. */
export const assessments2020 = (): Assessment[] =>
  plan.indicators.map((i) => {
    const sample = FIGURES_2020[i.code]
    return sample ? assessed(i.code, sample) : withoutValue(i.code)
  })

/** 数字经济增加值占GDP比重 of 2019 as published on 2020-11-03: 43.3 against 44.6333. */
export const share2019 = (): Assessment =>
  assessed('digital_economy_gdp_share', {
    period: '2019',
    known: '2020-11-03',
    value: 43.3,
    planned: 39.9 + ((47 - 39.9) * 2) / 3,
    derived: true,
    light: 'yellow',
    class: 'behind',
    reason: '2019年为 43.3，计划路径（推算） 44.6333，完成计划增量的 71.83%，落后 28.17 个百分点',
  })

/** Asked for in the week of the sample. */
const SILENCE = {
  since: parseDay('2020-11-04'),
  until: parseDay('2020-12-03'),
  owner: '张三',
  reason: '正在核对统计口径的变动',
  actor: '省统计局',
}

/** A warning about a figure of the sample; whatever a test does not say is that of a fresh yellow one. */
export const warningOn = (code: string, changes: Partial<Warning> & { readonly number: string }): Warning => {
  const indicator = indicatorOf(code)
  const openedAt = changes.openedAt ?? parseDay('2020-11-03')
  return {
    plan: plan.code,
    indicator: indicator.code,
    region,
    kind: 'behind-path',
    level: 'yellow',
    state: 'opened',
    stage: 'opened',
    silence: changes.state === 'silenced' ? SILENCE : null,
    openedAt,
    changedAt: openedAt,
    step: 0,
    period: parsePeriod('2019'),
    replyBy: parseDay('2020-11-13'),
    reasons: [text('完成计划增量的 71.83%，落后 28.17 个百分点', '71.83% of the planned increment')],
    derivation: text('', ''),
    responsible: indicator.responsible,
    events: [],
    ...changes,
  }
}

/** A step in the life of a warning. */
export const eventOf = (
  kind: WarningEvent['kind'],
  on: string,
  changes: Partial<WarningEvent> = {},
): WarningEvent => ({
  warning: '',
  sequence: 1,
  on: parseDay(on),
  at: null,
  kind,
  level: 'yellow',
  period: parsePeriod('2019'),
  actor: 'system',
  reasons: [],
  derivation: text('', ''),
  act: null,
  ...changes,
})

export const bureau: Recipient = recipientSchema.parse({
  code: 'bureau',
  name: '浙江省统计局数字经济处',
  address: 'digital@example.org',
  plans: ['zj-digital-2022'],
  scope: { kind: 'plan' },
  step: 0,
})

export const unitRecipient = (unit: string): Recipient => ({
  ...bureau,
  code: unit,
  name: UNITS[unit] ?? unit,
  scope: { kind: 'reporting-unit', unit: parseReportingUnitCode(unit) },
})
