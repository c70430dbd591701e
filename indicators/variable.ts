/** Knows what a reporting unit reports on a form (报表项): the raw series from which indicators are computed. */
import { z } from 'zod'
import { parseVariableCode } from './codes.ts'
import { parsed } from './schema.ts'

export const variableSchema = z.strictObject({
  code: parsed(parseVariableCode),
  name: z.string().min(1),
  unit: z.string().min(1),
  kind: z.enum(['flow', 'stock', 'ratio', 'growth', 'rank', 'milestone-event']),
  decimals: z.number().int().min(0).max(6),
  /** The scope in words: what is covered, and which neighbour it is not. */
  scope: z.string().optional(),
  synonyms: z.array(z.string()).default([]),
  /** Plausible range in the variable's unit; outside it is a finding. */
  range: z.tuple([z.number(), z.number()]).optional(),
})
export type Variable = z.output<typeof variableSchema>
