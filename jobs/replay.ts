/** Knows the replay: what was really published goes through the whole program again, each file on its day of release. */
import type { Catalogue } from '../indicators/catalogue.ts'
import type { Form } from '../indicators/form.ts'
import { comparePeriods, type Day } from '../indicators/period.ts'
import { canHold } from '../indicators/published-check.ts'
import type { PublishedValue } from '../indicators/published-value.ts'
import type { ReportingUnit } from '../indicators/reporting-unit.ts'
import type { TemplateEntry } from '../workbooks/template/entries.ts'
import { writeTemplate } from '../workbooks/write-template.ts'

/** One workbook to be sent: a form, a unit, a period, and the figures that were released on a day. */
export interface Release {
  readonly day: Day
  readonly form: Form
  readonly unit: ReportingUnit
  readonly values: readonly PublishedValue[]
}

const formFor = (catalogue: Catalogue, value: PublishedValue, unit: ReportingUnit): Form => {
  const form = catalogue.forms.find((f) => canHold(f, value, unit))
  if (!form)
    throw new Error(`no form for ${value.variable} ${value.period}: the catalogue was checked for this`)
  return form
}

const unitOf = (catalogue: Catalogue, { reportingUnit }: PublishedValue): ReportingUnit => {
  const unit = catalogue.reportingUnits.find((u) => u.code === reportingUnit)
  if (!unit) throw new Error(`no reporting unit ${reportingUnit}: the catalogue was checked for this`)
  return unit
}

/** The published values as the workbooks in which they would have come, in order of release. */
export const listReleases = (catalogue: Catalogue): Release[] => {
  const parts = catalogue.published.map((value) => {
    const unit = unitOf(catalogue, value)
    return { value, unit, form: formFor(catalogue, value, unit) }
  })
  const groups = Map.groupBy(parts, ({ value, unit, form }) =>
    [value.released, unit.code, form.code, value.period].join(' '),
  )
  return [...groups.values()]
    .flatMap((group) =>
      group[0] ? [{ ...group[0], day: group[0].value.released, values: group.map((g) => g.value) }] : [],
    )
    .map(({ day, form, unit, values }) => ({ day, form, unit, values }))
    .toSorted((a, b) => a.day.localeCompare(b.day) || comparePeriods(periodOf(a), periodOf(b)))
}

/** The period of a release. */
export const periodOf = ({ values }: Release): PublishedValue['period'] => {
  const [first] = values
  if (!first) throw new Error('a release has a value')
  return first.period
}

const SIGNS = { exact: '', about: '约', lower: '>', upper: '<' } as const

const entryOf = ({ variable, measure, value, bound, status, note }: PublishedValue): TemplateEntry => ({
  variable,
  measure,
  value: bound === 'exact' ? value : `${SIGNS[bound]}${value}`,
  status,
  note,
})

/** The filled workbook of a release, and its file name. */
export const composeRelease = async (
  release: Release,
  { variables }: Catalogue,
): Promise<{ readonly file: string; readonly bytes: Uint8Array }> => {
  const { day, form, unit, values } = release
  const period = periodOf(release)
  const bytes = await writeTemplate({ form, unit, period, variables, entries: values.map(entryOf) })
  return { file: `${day}_${unit.code}_${form.code}_${period}.xlsx`, bytes }
}
