/** Knows who is written to (收件人), about what, and on which step of the ladder. */
import { z } from 'zod'
import { parsePlanCode, parseReportingUnitCode, type PlanCode, type ReportingUnitCode } from './codes.ts'
import { isInForce } from './validity.ts'
import { parseDay, type Day } from './period.ts'
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
  /** The channels that reach him, by the names that the operator gave them. */
  channels: z
    .array(z.string().regex(/^[a-z0-9][a-z0-9-]*$/))
    .min(1)
    .default(['mail']),
  /** The first day on which he is written to; from ever when absent. */
  validFrom: parsed(parseDay).optional(),
  /** The last one; for ever when absent. */
  validUntil: parsed(parseDay).optional(),
  /** After so many weeks without news he is written to even so; never when absent. */
  quietWeeks: z.number().int().min(1).optional(),
  note: z.string().optional(),
})
export type Recipient = z.output<typeof recipientSchema>

/** Who is written to about a plan on a day. */
export const listRecipients = (all: readonly Recipient[], plan: PlanCode, on: Day): readonly Recipient[] =>
  all.filter((r) => r.plans.includes(plan) && isInForce(r, on))

/** Whether a recipient hears of what these units answer for. */
export const hears = (
  { scope }: Recipient,
  units: readonly { readonly unit: ReportingUnitCode }[],
): boolean => scope.kind === 'plan' || units.some(({ unit }) => unit === scope.unit)

/** The highest step of the ladder on which someone hears of these units; 0 where nobody does. */
export const findTopStep = (
  recipients: readonly Recipient[],
  units: readonly { readonly unit: ReportingUnitCode }[],
): number => Math.max(0, ...recipients.filter((r) => hears(r, units)).map((r) => r.step))
/** Who hears, on a day, of what a reporting unit owes. */
interface Owing {
  readonly unit: ReportingUnitCode
  readonly on: Day
}

/** Those who work on what a reporting unit owes. */
export const findLiaisons = (recipients: readonly Recipient[], { unit, on }: Owing): readonly Recipient[] =>
  recipients.filter(
    (r) => isInForce(r, on) && r.step === 0 && r.scope.kind === 'reporting-unit' && r.scope.unit === unit,
  )

/** Those above them: of the unit itself where any are named, else of the whole plan. */
export const findSuperiors = (
  recipients: readonly Recipient[],
  { unit, on }: Owing,
): readonly Recipient[] => {
  const above = recipients.filter((r) => isInForce(r, on) && r.step > 0)
  const own = above.filter((r) => r.scope.kind === 'reporting-unit' && r.scope.unit === unit)
  return own.length > 0 ? own : above.filter((r) => r.scope.kind === 'plan')
}
