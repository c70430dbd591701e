/** Knows who is written to (收件人), about what, and on which step of the ladder. */
import { z } from 'zod'
import { parsePlanCode, parseReportingUnitCode } from './codes.ts'
import { parsed } from './schema.ts'

export const recipientSchema = z.strictObject({
  code: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
  name: z.string().min(1),
  address: z.email(),
  plans: z.array(parsed(parsePlanCode)).min(1),
  /** The whole plan, or only the warnings for which a reporting unit is responsible. */
  scope: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('plan') }),
    z.strictObject({ kind: z.literal('reporting-unit'), unit: parsed(parseReportingUnitCode) }),
  ]),
  /** 0 works on it, 1 and more are told when a warning escalates. */
  step: z.number().int().nonnegative(),
  note: z.string().optional(),
})
export type Recipient = z.output<typeof recipientSchema>
