/** Knows a value that was really published (公布值): what it says, when it became known, and how sure that is. */
import { z } from 'zod'
import { parseRegionCode, parseReportingUnitCode, parseVariableCode } from './codes.ts'
import { BOUNDS, MEASURES, STATUSES } from './observation.ts'
import { parseDay, parsePeriod } from './period.ts'
import { keyOf, parsed } from './schema.ts'
import { text } from './text.ts'

/** How the day of release is known: printed; the last day of a known month, quarter or year; or assumed, with a reason. */
const RELEASED_BASES = {
  published: text('公布日期', 'day of release'),
  month: text('只知公布月份，取月末', 'month of release, its last day'),
  quarter: text('只知公布季度，取季末', 'quarter of release, its last day'),
  year: text('只知公布年份，取年末', 'year of release, its last day'),
  assumed: text('推定', 'assumed'),
} as const

const REASON = text('推定公布日期的理由', 'the reason for an assumed day of release')

export const publishedValueSchema = z
  .strictObject({
    variable: parsed(parseVariableCode),
    region: parsed(parseRegionCode),
    period: parsed(parsePeriod),
    measure: keyOf(MEASURES),
    value: z.number(),
    bound: keyOf(BOUNDS),
    /** That of the form's item; growth: %. */
    unit: z.string().min(1),
    status: keyOf(STATUSES),
    released: parsed(parseDay),
    releasedBasis: keyOf(RELEASED_BASES),
    releasedReason: z.string().min(1).optional(),
    /** What was read, what is rounded, a bound, or derived (with the formula). */
    certainty: z.string().min(1),
    source: z.string().min(1),
    /** For the column 口径及说明; one text for all measures of a row. */
    note: z.string().default(''),
    reportingUnit: parsed(parseReportingUnitCode),
  })
  .superRefine((value, ctx) => {
    if (value.releasedBasis !== 'assumed' || value.releasedReason !== undefined) return
    ctx.addIssue({
      code: 'custom',
      path: ['releasedReason'],
      message: REASON.en,
      params: { expected: REASON },
      input: undefined,
    })
  })
export type PublishedValue = z.output<typeof publishedValueSchema>
