/** Knows a form (表式): its header block, columns, items and footer, all as data. */
import { z } from 'zod'
import { editRuleSchema } from './edit-rules/index.ts'
import {
  parseFormCode,
  parseRegionCode,
  parseReportingUnitCode,
  parseVariableCode,
  type ReportingUnitCode,
} from './codes.ts'
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

/**
 * A column of figures, or the column of statuses, or that of notes. `labels` is the header path from top to bottom.
 * Where rows are regions, a figure column names the item it belongs to by `variable` (needless with a single item).
 * `period` stands for every column that is headed by a period (2020年4月, 2023年): the figure is the item's one measure
 * in that period.
 */
const column = z.strictObject({
  code: z.string().min(1),
  labels: z.array(z.string().min(1)).min(1),
  synonyms: z.array(z.array(z.string().min(1))).default([]),
  holds: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('measure'),
      measure,
      unit: z.string().optional(),
      variable: parsed(parseVariableCode).optional(),
    }),
    z.strictObject({ kind: z.literal('period') }),
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
  /**
   * By what the form is known: by its header and rows alone (and by print); only by its marks or title, because its table
   * does not say what it is about; or only when the sender names it.
   */
  recognisedBy: z.enum(['layout', 'print', 'name']).default('layout'),
  /** Rows are regions and not items: those directly under `of`, and where `total` has words (全省) the whole. */
  regions: z
    .strictObject({ of: parsed(parseRegionCode), total: z.array(z.string().min(1)).default([]) })
    .optional(),
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
  /** 审核关系 of the form, as data or in the notation that forms print. */
  editRules: z.array(editRuleSchema).default([]),
  footer: z.array(z.string()).default([]),
  notes: z.array(z.string()).default([]),
  source: z.string().optional(),
})
export type Form = z.output<typeof formSchema>
export type FormItem = Form['items'][number]
export type FormColumn = Form['columns'][number]

/** Whether the column holds figures. */
export const holdsFigures = ({ holds }: FormColumn): boolean =>
  holds.kind === 'measure' || holds.kind === 'period'

/** The items that a column takes: every item, or the one that a table of regions names over it. */
export const itemsOfColumn = (form: Form, { holds }: FormColumn): readonly FormItem[] => {
  const variable = holds.kind === 'measure' ? holds.variable : undefined
  return variable === undefined ? form.items : form.items.filter((item) => item.variable === variable)
}

/** The measure of an item's figure in a column; undefined when the item has none there. */
export const findMeasure = (item: FormItem, { holds }: FormColumn): Measure | undefined => {
  if (holds.kind === 'period') return item.measures?.[0]
  return holds.kind === 'measure' && (item.measures?.includes(holds.measure) ?? true)
    ? holds.measure
    : undefined
}

/** The only unit that may send the form, when every item has that one unit; it stands for a 填报单位 that is not printed. */
export const findSender = (form: Form): ReportingUnitCode | undefined => {
  const [sender, ...others] = new Set(form.items.flatMap((item) => item.reportingUnits ?? []))
  return others.length === 0 && form.items.every((item) => item.reportingUnits) ? sender : undefined
}
