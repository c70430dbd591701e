/** Knows the reports whose units were reminded after the deadline, as they stand now: warnings wait for these. */
import { findForm, findReportingUnit, type Catalogue } from '../../indicators/catalogue.ts'
import { addMomentDays, dayOfMoment, momentOfInstant } from '../../indicators/moment.ts'
import type { ReminderKind } from '../../indicators/reminder.ts'
import type { Report } from '../../indicators/warnings/report.ts'
import { listReminders } from '../../storage/reminders.ts'
import type { Db } from '../../storage/schema.ts'
import type { Clock } from '../step.ts'
import { listExpected, type Expected } from './timeliness.ts'

/** A calendar is at work for a report from its first reminder on; a nudge comes before the deadline. */
const AFTER: readonly ReminderKind[] = ['reminder', 'notice', 'escalation']
/** A report of which nobody was reminded for longer than this is no longer waited for. */
const BACK_DAYS = 2 * 366

const keyOf = (of: { form: string; period: string; unit: string }): string =>
  `${of.form}/${of.period}/${of.unit}`

const reportOf = ({ standing }: Expected, catalogue: Catalogue): Report => ({
  ...standing,
  unitName: findReportingUnit(catalogue, standing.unit)?.name ?? standing.unit,
  formTitle: findForm(catalogue, standing.form)?.title ?? standing.form,
})

/** Every report of which its unit was reminded after the deadline, come in since or not. */
export const listReminded = async (
  { catalogue, clock }: { readonly catalogue: Catalogue; readonly clock: Clock },
  db: Db,
): Promise<readonly Report[]> => {
  const now = momentOfInstant(clock.now())
  const reminders = await listReminders(db, { since: addMomentDays(now, -BACK_DAYS) })
  const reminded = new Set(reminders.filter((r) => AFTER.includes(r.kind)).map(keyOf))
  if (reminded.size === 0) return []
  // A period ends before its report is due: as far back again finds every one of them.
  const window = { from: dayOfMoment(addMomentDays(now, -2 * BACK_DAYS)), to: dayOfMoment(now), now }
  const expected = await listExpected(catalogue, db, window)
  return expected
    .filter(({ standing }) => reminded.has(keyOf(standing)))
    .map((one) => reportOf(one, catalogue))
}
