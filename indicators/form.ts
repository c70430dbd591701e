/** Knows a form (表式): its header block, columns, items and footer, all as data. */
import { z } from 'zod'
import { parseFormCode, parseReportingUnitCode, parseVariableCode } from './codes.ts'
import {
  MEASURES,
  MISSING_REASONS,
  STATUSES,
  type Measure,
  type MissingReason,
  type Status,
} from './observation.ts'
import { parseDay } from './period.ts'
import { keyOf, parsed } from './schema.ts'

const measure = keyOf<Measure>(MEASURES)
const status = keyOf<Status>(STATUSES)
const missing = keyOf<MissingReason>(MISSING_REASONS)

/** A column of figures, or the column of statuses, or that of notes. `labels` is the header path from top to bottom. */
const column = z.strictObject({
  code: z.string().min(1),
  labels: z.array(z.string().min(1)).min(1),
  synonyms: z.array(z.array(z.string().min(1))).default([]),
  holds: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('measure'), measure, unit: z.string().optional() }),
    z.strictObject({ kind: z.literal('status') }),
    z.strictObject({ kind: z.literal('note') }),
  ]),
})

const item = z.strictObject({
  code: z.string().optional(),
  name: z.string().min(1),
  synonyms: z.array(z.string()).default([]),
  variable: parsed(parseVariableCode),
  unit: z.string().min(1),
  /** Depth of indentation; a deeper item belongs to the last shallower one above it. */
  indent: z.number().int().min(0).default(0),
  /** The measures this item takes; every measure column when absent. */
  measures: z.array(measure).optional(),
  /** The reporting units that answer for the item; every unit of the form when absent. */
  reportingUnits: z.array(parsed(parseReportingUnitCode)).optional(),
  note: z.string().optional(),
})

export const formSchema = z.strictObject({
  code: parsed(parseFormCode),
  version: z.string().min(1),
  title: z.string().min(1),
  /** 表号 as printed. */
  tableNumber: z.string().optional(),
  issuer: z.string().optional(),
  approval: z.string().optional(),
  validUntil: parsed(parseDay).optional(),
  periodKind: z.enum(['year', 'quarter', 'month']),
  /** Which reporting units send it. */
  level: z.enum(['department', 'city', 'county']),
  /** Texts by which the form is known besides its title: `E41002`, 浙数经月1表. */
  marks: z.array(z.string().min(1)).min(1),
  /** Printed columns before the figures: 甲 指标名称, 乙 计量单位, 丙 代码. */
  stub: z.strictObject({
    name: z.string().default('指标名称'),
    unit: z.string().optional(),
    code: z.string().optional(),
  }),
  columns: z.array(column).min(1),
  items: z.array(item).min(1),
  /** The status of a figure whose row states none. */
  defaultStatus: status,
  /** Missing mark → reason, e.g. `…` below_smallest_unit; the empty string stands for a blank cell. */
  missingMarks: z.record(z.string(), missing),
  footer: z.array(z.string()).default([]),
  notes: z.array(z.string()).default([]),
  source: z.string().optional(),
})
export type Form = z.output<typeof formSchema>
export type FormItem = Form['items'][number]
export type FormColumn = Form['columns'][number]
