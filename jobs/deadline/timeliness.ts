/** Knows how every expected report stands: the calendars of deadlines beside what was received. */
import { findForm, type Catalogue } from '../../indicators/catalogue.ts'
import type { FormCode } from '../../indicators/codes.ts'
import {
  listDeadlines,
  listExpectedUnits,
  type Deadline,
  type DeadlineRule,
} from '../../indicators/deadline.ts'
import { momentOfInstant, type Moment } from '../../indicators/moment.ts'
import type { Day } from '../../indicators/period.ts'
import { judgeTimeliness, type Delivery, type Standing } from '../../indicators/timeliness.ts'
import type { Db } from '../../storage/schema.ts'
import { listSubmissions, type StoredSubmission } from '../../storage/submissions.ts'
import { isWorkingDay } from '../schedule/workdays.ts'

/** A report that is expected of a unit, with the rule and the deadline that it stands under. */
export interface Expected {
  readonly rule: DeadlineRule
  readonly deadline: Deadline
  readonly standing: Standing
}

export interface Window {
  /** Periods that end from this day … */
  readonly from: Day
  /** … to this one. */
  readonly to: Day
  readonly now: Moment
  /** Only this form; every form with a calendar when absent. */
  readonly form?: FormCode
}

const reportKey = (of: { unit: string | null; form: string; period: string | null }): string =>
  `${of.unit}|${of.form}|${of.period}`

/** A file delivers every form that it holds. */
const groupDeliveries = (submissions: readonly StoredSubmission[]) => {
  const delivered = submissions.flatMap((s) => s.forms.map((form) => ({ key: reportKey({ ...s, form }), s })))
  const groups = Map.groupBy(delivered, ({ key }) => key)
  return (of: Parameters<typeof reportKey>[0]): readonly Delivery[] =>
    (groups.get(reportKey(of)) ?? []).map(({ s }) => ({
      submission: s.id,
      at: momentOfInstant(s.receivedAt),
      outcome: s.outcome,
    }))
}

const listRule = (
  rule: DeadlineRule,
  { from, to }: Window,
  catalogue: Catalogue,
): readonly { readonly deadline: Deadline; readonly unit: Standing['unit'] }[] => {
  const form = findForm(catalogue, rule.form)
  if (!form) return []
  const units = listExpectedUnits(rule, { form, units: catalogue.reportingUnits })
  const deadlines = listDeadlines(rule, { kind: form.periodKind, from, to }, isWorkingDay)
  return deadlines.flatMap((deadline) => units.map((unit) => ({ deadline, unit })))
}

/** Every report expected in a window of periods, as it stands now. */
export const listExpected = async (
  catalogue: Catalogue,
  db: Db,
  window: Window,
): Promise<readonly Expected[]> => {
  const deliveriesOf = groupDeliveries(await listSubmissions(db))
  return catalogue.deadlines
    .filter((rule) => window.form === undefined || rule.form === window.form)
    .flatMap((rule) =>
      listRule(rule, window, catalogue).map(({ deadline, unit }) => {
        const { form, period } = deadline
        const deliveries = deliveriesOf({ unit, form, period })
        return { rule, deadline, standing: judgeTimeliness(deadline, unit, { deliveries, now: window.now }) }
      }),
    )
}
