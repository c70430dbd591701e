/** Knows a plan (计划): indicators, targets, paths, thresholds and responsible units, as they stand in its document. */
import { z } from 'zod'
import {
  parseIndicatorCode,
  parsePlanCode,
  parseRegionCode,
  parseReportingUnitCode,
  parseVariableCode,
} from './codes.ts'
import { parseDay, parsePeriod, type Day } from './period.ts'
import { parsed } from './schema.ts'
import { isInForce } from './validity.ts'
import { text } from './text.ts'

const period = parsed(parsePeriod)
const day = parsed(parseDay)
const variable = parsed(parseVariableCode)
/** Where a fact stands: a document of the plan's list and the line in it. */
const citation = z.strictObject({
  document: z.string().min(1),
  line: z.number().int().positive().optional(),
  text: z.string().optional(),
})

/** What the printed target asks. `=` is a plain figure without a sign: reached when the value is at least (at most) that. */
const COMPARATORS = [
  '>=',
  '>',
  '=',
  '<=',
  '~',
  'range',
  'double',
  'growth_per_year',
  'points_increase',
  'rank_at_most',
  'coverage',
] as const

const target = z.strictObject({
  period,
  comparator: z.enum(COMPARATORS),
  /** The number asked; for `double` the base value, for `growth_per_year` percent a year, for `points_increase` points. */
  value: z.number(),
  /** Upper end of a `range`. */
  upper: z.number().optional(),
  /** Percent of the value that `~` (左右) forgives. */
  tolerance: z.number().nonnegative().default(5),
  /** The text as printed: `≥76`. */
  printed: z.string().min(1),
  source: citation,
})
export type Target = z.output<typeof target>

/** An annual value set by hand (年度工作要点) between the targets, and the day on which it became known. */
const milestone = z.strictObject({
  period,
  comparator: z.enum(['>=', '>', '=', '<=']),
  value: z.number(),
  known: day,
  source: z.string().min(1),
})

/** Whether a series may be laid on the plan's baseline: 'review' shows the figures but judges nothing (口径变动待核). */
const comparability = z.strictObject({ state: z.enum(['same', 'review']), reason: z.string().min(1) })

/** How the indicator comes from variables. A new kind of formula is one more entry here and a file in formulas/. */
const formulaSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('reported'), variable, comparability: comparability.optional() }),
  z.strictObject({
    kind: z.literal('ratio'),
    /** The published ratio, preferred where it exists. */
    reported: variable.optional(),
    numerator: variable,
    denominator: variable,
    /** 100 for percent and for 户/百人. */
    scale: z.number().positive(),
    /** What a later revision of the denominator does: keep the pinned verdict and show both, or 口径变动待核 if the light would change. */
    onDenominatorRevision: z.enum(['keep', 'review']),
    reason: z.string().min(1),
  }),
])
export type Formula = z.output<typeof formulaSchema>

const thresholds = z.strictObject({
  /** Behind by at least this many points of P: yellow. */
  yellow: z.number().positive().default(10),
  /** Behind by more than this: red. */
  red: z.number().positive().default(30),
  /** P at or above: 快于预期. */
  ahead: z.number().default(110),
})
export type Thresholds = z.output<typeof thresholds>

const warningRules = z.strictObject({
  /** Periods in a row at the better level before a level falls. */
  periodsToFall: z.number().int().positive().default(2),
  /** Periods in a row at red before the warning goes one step up the ladder. */
  periodsToEscalate: z.number().int().positive().default(3),
  /** A revision larger than this share (percent) of the former value is a warning of its own. */
  largeRevision: z.number().positive().default(5),
  /** Percent against direction that is still usual revision, below which a fall is no reversal. */
  usualRevision: z.number().nonnegative().default(1),
  /** Days that the responsible units have for their reply. */
  replyDays: z.number().int().positive().default(10),
  /** Days that one warning may be silent in all: nothing is silenced for ever. */
  silenceDays: z.number().int().nonnegative().default(90),
})
export type WarningRules = z.output<typeof warningRules>

const indicator = z.strictObject({
  code: parsed(parseIndicatorCode),
  name: z.string().min(1),
  category: z.string().min(1),
  unit: z.string().min(1),
  kind: z.enum(['flow', 'stock', 'ratio', 'growth', 'rank', 'milestone-event']),
  direction: z.enum(['rise', 'fall', 'hold']),
  decimals: z.number().int().min(0).max(6),
  /** 约束性 or 预期性, where the plan says so. */
  binding: z.enum(['binding', 'expected']).optional(),
  baseline: z.strictObject({ period, value: z.number(), source: citation }).optional(),
  targets: z.array(target).min(1),
  milestones: z.array(milestone).default([]),
  /** Shape of the path between known points; geometric for flow and stock, linear for the rest when absent. */
  path: z.enum(['linear', 'geometric']).optional(),
  thresholds: thresholds.partial().optional(),
  frequency: z.enum(['month', 'year']),
  formula: formulaSchema,
  /** Months after its period from which a last known value no longer speaks for today. */
  staleAfterMonths: z.number().int().positive().optional(),
  responsible: z.array(
    z.strictObject({
      unit: parsed(parseReportingUnitCode),
      name: z.string().min(1),
      /** The first and the last day on which it answers for the indicator; ever and for ever when absent. */
      validFrom: day.optional(),
      validUntil: day.optional(),
      source: citation,
    }),
  ),
  /** Places where the document contradicts itself, what was used and why. */
  contradictions: z
    .array(z.strictObject({ found: z.string(), used: z.string(), reason: z.string(), source: citation }))
    .default([]),
  /** Published series that look alike and are not this one. */
  notComparable: z.array(z.strictObject({ series: z.string(), reason: z.string() })).default([]),
  notes: z.array(z.string()).default([]),
  source: citation,
})
export type Indicator = z.output<typeof indicator>

const rebaseline = z.strictObject({
  version: z.string(),
  day,
  document: z.string().min(1),
  summary: z.string().min(1),
})

const uniqueCodes = (indicators: readonly { code: string }[], ctx: z.RefinementCtx): void => {
  const seen = new Set<string>()
  indicators.forEach((one, index) => {
    if (seen.has(one.code))
      ctx.addIssue({
        code: 'custom',
        path: ['indicators', index, 'code'],
        message: 'a code that no indicator before it has',
        params: { expected: text('不与前面的指标重复的代码', 'a code that no indicator before it has') },
        input: one.code,
      })
    seen.add(one.code)
  })
}

const targetsInOrder = (one: Indicator, index: number, ctx: z.RefinementCtx): void => {
  const periods = [...(one.baseline ? [one.baseline.period] : []), ...one.targets.map((t) => t.period)]
  periods.forEach((p, i) => {
    const before = periods[i - 1]
    if (before !== undefined && before >= p)
      ctx.addIssue({
        code: 'custom',
        path: ['indicators', index, 'targets'],
        message: `a period after ${before}`,
        params: {
          expected: text(`晚于 ${before} 的目标期（目标按时间先后，且晚于基期）`, `a period after ${before}`),
        },
        input: p,
      })
  })
}

/** The one road in for a plan: `seeds/plans/<code>/plan.json` is parsed by it. */
export const planSchema = z
  .strictObject({
    $schema: z.string().optional(),
    code: parsed(parsePlanCode),
    name: z.string().min(1),
    /** Version of the data; a rebaseline makes a new one. */
    version: z.string().min(1),
    documents: z
      .array(
        z.strictObject({
          id: z.string().min(1),
          title: z.string().min(1),
          number: z.string().optional(),
          issued: day.optional(),
          issuer: z.string().optional(),
          note: z.string().optional(),
        }),
      )
      .min(1),
    region: parsed(parseRegionCode),
    subregions: z.array(parsed(parseRegionCode)).default([]),
    thresholds: thresholds.prefault({}),
    warningRules: warningRules.prefault({}),
    /** Default months after which a last value is no longer in time, by frequency. */
    staleAfterMonths: z
      .strictObject({
        month: z.number().int().positive().default(12),
        year: z.number().int().positive().default(24),
      })
      .prefault({}),
    /** 表号 and 编制单位 of the annual assessment table. */
    assessmentForm: z
      .strictObject({ tableNumber: z.string().min(1), compiler: z.string().min(1) })
      .optional(),
    rebaselines: z.array(rebaseline).default([]),
    notes: z.array(z.string()).default([]),
    indicators: z.array(indicator).min(1),
  })
  .superRefine((plan, ctx) => {
    uniqueCodes(plan.indicators, ctx)
    plan.indicators.forEach((one, index) => targetsInOrder(one, index, ctx))
  })
export type Plan = z.output<typeof planSchema>

/** The units that answer for an indicator on a day. */
export const listResponsible = ({ responsible }: Indicator, on: Day): Indicator['responsible'] =>
  responsible.filter((one) => isInForce(one, on))
