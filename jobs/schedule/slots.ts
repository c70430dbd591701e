/** Knows the slots of a schedule: at which instants work is asked for, by the one parser of cron expressions in the house. */
import { Cron } from 'croner'
import { InputError, type InputIssue } from '../../indicators/input-error.ts'
import { addDays, dayNumber, parseDay, type Day } from '../../indicators/period.ts'
import { SCHEDULE_ZONE, type ScheduleEntry, type SlotDays } from '../../indicators/schedule.ts'
import { text } from '../../indicators/text.ts'
import { isHolidayYearKnown, isWorkingDay } from './workdays.ts'

export interface Slot {
  /** The instant, ISO text in UTC. */
  readonly at: string
  /** Its day in the zone of the schedule. */
  readonly day: Day
}

/** A slot that comes later than this is no longer on time. */
const ON_TIME_MS = 5 * 60_000
/** Slots are looked for backwards, so many at once. */
const BATCH = 32

const DAYS = new Intl.DateTimeFormat('en-CA', { timeZone: SCHEDULE_ZONE })

const slotOf = (run: Date): Slot => ({ at: run.toISOString(), day: parseDay(DAYS.format(run)) })

const openCron = (cron: string): Cron => new Cron(cron, { timezone: SCHEDULE_ZONE, paused: true })

const LONG_AGO = '2000-01-01T00:00:00.000Z'

const fault = (cron: string): string | undefined => {
  try {
    return openCron(cron).nextRun(LONG_AGO) ? undefined : 'never'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Refuses a schedule whose expressions are none, or never come. @throws InputError with every one of them. */
export const checkSchedules = (entries: readonly ScheduleEntry[]): void => {
  const issues = entries.flatMap(({ id, cron }): InputIssue[] => {
    const found = fault(cron)
    if (found === undefined) return []
    const expected = text('有到期时刻的 cron 表达式（分 时 日 月 周）', 'a cron expression that comes due')
    const where = `schedules.json › ${id}.cron`
    return [{ where: text(where, where), found: `${cron}（${found}）`, expected }]
  })
  if (issues.length > 0) throw new InputError(issues)
}

const mondayOf = (day: Day): Day => addDays(day, -((((dayNumber(day) + 3) % 7) + 7) % 7))
const firstOfMonth = (day: Day): Day => parseDay(`${day.slice(0, 7)}-01`)

const isFirstWorkingSince = (first: Day, day: Day): boolean => {
  if (!isWorkingDay(day)) return false
  for (let before = first; before < day; before = addDays(before, 1)) if (isWorkingDay(before)) return false
  return true
}

const COUNTS: Readonly<Record<SlotDays, (day: Day) => boolean>> = {
  every: () => true,
  working: isWorkingDay,
  'first-working-of-week': (day) => isFirstWorkingSince(mondayOf(day), day),
  'first-working-of-month': (day) => isFirstWorkingSince(firstOfMonth(day), day),
}

/** Whether the days of a slot rest on holidays that are not published yet: Monday to Friday stand for the working days then. */
export const isAssumed = ({ days }: ScheduleEntry, { day }: Slot): boolean =>
  days !== 'every' && !isHolidayYearKnown(Number(day.slice(0, 4)))

/** Every slot of the expression and its days up to an instant, the newest first. */
function* slotsBefore({ cron, days }: ScheduleEntry, until: string): Generator<Slot> {
  const runs = openCron(cron)
  // The parser includes an earlier run in the same second; slots fall on whole minutes.
  let reference = `${until.slice(0, 19)}.999Z`
  for (;;) {
    const batch = runs.previousRuns(BATCH, reference)
    for (const run of batch) if (COUNTS[days](slotOf(run).day)) yield slotOf(run)
    const last = batch.at(-1)
    if (!last || batch.length < BATCH) return
    reference = last.toISOString()
  }
}

/** Instants in which a schedule was not planned yet: after the first, up to and with the second. */
export interface Span {
  readonly after: string
  readonly until: string
}

/** The slots of a span that are to be worked, by the catch-up rule of the schedule; in their order. */
export const listSlots = (entry: ScheduleEntry, { after, until }: Span): readonly Slot[] => {
  const due: Slot[] = []
  for (const slot of slotsBefore(entry, until)) {
    if (slot.at <= after) break
    if (entry.catchup === 'skip' && Date.parse(until) - Date.parse(slot.at) > ON_TIME_MS) break
    due.push(slot)
    if (entry.catchup === 'latest') break
  }
  return due.toReversed()
}
