/** Knows which figures, status and note go into each row of a template; what has no place on the form is refused. */
import type { Form, FormItem } from '../../indicators/form.ts'
import { InputError, type InputIssue } from '../../indicators/input-error.ts'
import { STATUSES, type Measure, type Status } from '../../indicators/observation.ts'
import { text } from '../../indicators/text.ts'
import type { TemplateItem } from './layout.ts'

/** One figure to be filled in; a text such as `>35` or `…` is written as it stands. */
export interface TemplateEntry {
  readonly variable: string
  readonly measure: Measure
  readonly value: number | string
  readonly status?: Status
  readonly note?: string
}

export interface RowEntries {
  readonly values: ReadonlyMap<Measure, number | string>
  readonly status: Status | undefined
  readonly note: string
}

const takes = (form: Form, item: FormItem, measure: Measure): boolean =>
  form.columns.some((c) => c.holds.kind === 'measure' && c.holds.measure === measure) &&
  (item.measures?.includes(measure) ?? true)

const issue = (
  form: Form,
  entry: TemplateEntry,
  said: { found: string; expected: InputIssue['expected'] },
): InputIssue => ({
  where: text(
    `${form.title} ${entry.variable} ${entry.measure}`,
    `${form.code} ${entry.variable} ${entry.measure}`,
  ),
  ...said,
})

const placeIssues = (
  form: Form,
  items: readonly TemplateItem[],
  entry: TemplateEntry,
): readonly InputIssue[] => {
  const row = items.find((i) => i.asked && i.item.variable === entry.variable)
  if (row && takes(form, row.item, entry.measure)) return []
  const expected = row
    ? text(
        `该指标填报的口径之一：${row.item.measures?.join('、') ?? '各口径'}`,
        `a measure that the item takes`,
      )
    : text('本单位在本表填报的指标', 'an item that the unit answers for on this form')
  return [issue(form, entry, { found: row ? entry.measure : entry.variable, expected })]
}

const wordIssues = (form: Form, entries: readonly TemplateEntry[]): readonly InputIssue[] => {
  const has = (kind: 'status' | 'note'): boolean => form.columns.some((c) => c.holds.kind === kind)
  return entries.flatMap((entry) => {
    const other = entries.find(
      (e) =>
        e.variable === entry.variable &&
        (e.status ?? form.defaultStatus) !== (entry.status ?? form.defaultStatus),
    )
    const status = STATUSES[entry.status ?? form.defaultStatus].zh
    return [
      ...(other
        ? [
            issue(form, entry, {
              found: status,
              expected: text('同一行只有一种数据性质', 'one status in a row'),
            }),
          ]
        : []),
      ...(!has('status') && (entry.status ?? form.defaultStatus) !== form.defaultStatus
        ? [
            issue(form, entry, {
              found: status,
              expected: text(
                `本表没有数据性质栏，只能是${STATUSES[form.defaultStatus].zh}`,
                'the default status: the form has no status column',
              ),
            }),
          ]
        : []),
      ...(!has('note') && (entry.note ?? '') !== ''
        ? [
            issue(form, entry, {
              found: entry.note ?? '',
              expected: text('空：本表没有说明栏', 'no note: the form has no column for it'),
            }),
          ]
        : []),
    ]
  })
}

/** Sorts the entries into rows. @throws InputError with every entry that has no place, and every conflict in a row. */
export const composeRowEntries = (
  form: Form,
  items: readonly TemplateItem[],
  entries: readonly TemplateEntry[],
): ReadonlyMap<string, RowEntries> => {
  const issues = [
    ...entries.flatMap((entry) => placeIssues(form, items, entry)),
    ...wordIssues(form, entries),
  ]
  if (issues.length > 0) throw new InputError(issues)
  return new Map(
    [...Map.groupBy(entries, (e) => e.variable)].map(([variable, own]) => [
      variable,
      {
        values: new Map(own.map((e) => [e.measure, e.value])),
        status: own.find((e) => e.status !== undefined)?.status,
        note: [...new Set(own.map((e) => e.note ?? '').filter((note) => note !== ''))].join('；'),
      },
    ]),
  )
}
