/** Knows who reports (填报单位) and what the figures are about (地区); one is not the other. */
import { z } from 'zod'
import { parseRegionCode, parseReportingUnitCode } from './codes.ts'
import { parseDay } from './period.ts'
import { parsed } from './schema.ts'

const validity = {
  from: parsed(parseDay).optional(),
  to: parsed(parseDay).optional(),
}

export const regionSchema = z.strictObject({
  code: parsed(parseRegionCode),
  name: z.string().min(1),
  /** Short forms that stand in workbooks: 杭州, 恩施自治州. */
  shortNames: z.array(z.string()).default([]),
  parent: parsed(parseRegionCode).optional(),
  note: z.string().optional(),
  ...validity,
})
export type Region = z.output<typeof regionSchema>

export const reportingUnitSchema = z.strictObject({
  code: parsed(parseReportingUnitCode),
  name: z.string().min(1),
  level: z.enum(['department', 'city', 'county']),
  region: parsed(parseRegionCode),
  /** Former and other names, with validity where it is known. */
  aliases: z
    .array(z.strictObject({ name: z.string().min(1), note: z.string().optional(), ...validity }))
    .default([]),
  source: z.string().optional(),
})
export type ReportingUnit = z.output<typeof reportingUnitSchema>
