/** Knows how slots become jobs: those of a schedule in one transaction with how far it was planned, so that each is planned once. */
import type { Catalogue } from '../../indicators/catalogue.ts'
import { addDays, yearOf } from '../../indicators/period.ts'
import type { Plan } from '../../indicators/plan.ts'
import { SCHEDULE_ZONE, type ScheduledWork, type ScheduleEntry } from '../../indicators/schedule.ts'
import { weekOf } from '../../indicators/week.ts'
import { insertJobs } from '../../storage/jobs.ts'
import {
  advanceSchedule,
  listSchedules,
  ScheduleMoved,
  writeSchedule,
  type Schedule,
} from '../../storage/schedules.ts'
import type { Tx } from '../../storage/schema.ts'
import { isAssumed, listSlots, type Slot } from './slots.ts'
import { KINDS_IN_ORDER, type JobRequest, type StepContext } from '../step.ts'
import { superviseRequest } from '../supervise.ts'

/** A schedule that is ahead by more than this was planned by a clock that went wrong; it is taken back. */
const AHEAD_MS = 86_400_000

const spanOf = ({ indicators }: Plan): { first: number; last: number } => {
  const years = indicators.flatMap(({ baseline, targets }) =>
    [...(baseline ? [baseline] : []), ...targets].map(({ period }) => yearOf(period)),
  )
  return { first: Math.min(...years), last: Math.max(...years) }
}

const assessments = (plan: Plan, id: string, { day }: Slot): JobRequest[] => {
  const year = Number(day.slice(0, 4)) - 1
  const { first, last } = spanOf(plan)
  if (year < first || year > last) return []
  const { code, region } = plan
  const key = `${code}/${region}/${year}/${id}`
  return [{ kind: 'assess', key, payload: { plan: code, region, year, asOf: day } }]
}

/** The jobs that a slot asks for, for one plan. */
const REQUESTS: Readonly<Record<ScheduledWork, (plan: Plan, id: string, slot: Slot) => JobRequest[]>> = {
  judge: ({ code, region }, id, { at }) => [
    { kind: 'judge', key: `${code}/${region}/${id}/${at}`, payload: { plan: code, region } },
  ],
  supervise: ({ code }, _, { day }) => [superviseRequest(code, day)],
  // The same key as that of the command: a week is told once.
  digest: ({ code }, _, { day }) => {
    const week = weekOf(addDays(day, -7)).label
    return [{ kind: 'digest', key: `${code}/${week}`, payload: { plan: code, week } }]
  },
  assess: assessments,
  // The house knows no plan: every plan asks for the same job.
  backup: (_, id, { at }) => [{ kind: 'backup', key: `${id}/${at}`, payload: {} }],
  verify: (_, id, { at }) => [{ kind: 'verify', key: `${id}/${at}`, payload: { deep: false } }],
  'verify-deep': (_, id, { at }) => [{ kind: 'verify', key: `${id}/${at}`, payload: { deep: true } }],
  // Reminders know no plan: every plan asks for the same job.
  remind: (_, id, { at }) => [{ kind: 'remind', key: `${id}/${at}`, payload: {} }],
}

/** The jobs of one slot. */
const requestsOf = (
  { plans }: Pick<Catalogue, 'plans'>,
  { id, work }: ScheduleEntry,
  slot: Slot,
): JobRequest[] => plans.flatMap((plan) => REQUESTS[work](plan, id, slot))

/** Runs a transaction that another planner may have made needless. */
const unlessMoved = async (planning: Promise<number>): Promise<number> => {
  try {
    return await planning
  } catch (error) {
    if (error instanceof ScheduleMoved) return 0
    throw error
  }
}

const rowOf = ({ id, cron, catchup }: ScheduleEntry) => ({ id, expr: cron, tz: SCHEDULE_ZONE, catchup })

const isSame = (stored: Schedule, { cron, catchup }: ScheduleEntry): boolean =>
  stored.expr === cron && stored.catchup === catchup && stored.tz === SCHEDULE_ZONE

/** Puts a schedule where it begins: nothing before the day on which it was first seen is made up for. */
const begin = async (
  tx: Tx,
  entry: ScheduleEntry,
  step: { from: string | null; to: string },
): Promise<number> => {
  await writeSchedule(tx, rowOf(entry))
  await advanceSchedule(tx, { id: entry.id, ...step })
  return 0
}

const planSlots = async (
  entry: ScheduleEntry,
  { slots, from }: { readonly slots: readonly Slot[]; readonly from: string },
  context: StepContext,
): Promise<number> => {
  const { storage, catalogue, clock, log } = context
  const last = slots.at(-1)
  if (!last) return 0
  const jobs = slots.flatMap((slot) => requestsOf(catalogue, entry, slot))
  const inserted = await storage.transaction(async (tx) => {
    const fresh = await insertJobs(tx, { now: clock.now(), jobs })
    await advanceSchedule(tx, { id: entry.id, from, to: last.at })
    return fresh.length
  })
  log.info('slots planned', { schedule: entry.id, slots: slots.map((s) => s.at), jobs: inserted })
  const assumed = slots.filter((slot) => isAssumed(entry, slot)).map((slot) => slot.day)
  if (assumed.length > 0)
    log.warn('the holidays of the year are not known: Monday to Friday were taken for the working days', {
      schedule: entry.id,
      days: assumed,
    })
  return inserted
}

const planOne = async (
  entry: ScheduleEntry,
  stored: Schedule | undefined,
  context: StepContext,
): Promise<number> => {
  const { storage, clock, log } = context
  const now = clock.now()
  const from = stored?.lastSlot ?? null
  if (!stored || from === null) return storage.transaction((tx) => begin(tx, entry, { from, to: now }))
  if (Date.parse(from) - Date.parse(now) > AHEAD_MS) {
    log.error('a schedule was ahead of the clock and is taken back', { schedule: entry.id, ahead: from, now })
    return storage.transaction((tx) => begin(tx, entry, { from, to: now }))
  }
  if (!isSame(stored, entry)) await storage.transaction((tx) => writeSchedule(tx, rowOf(entry)))
  return planSlots(entry, { slots: listSlots(entry, { after: from, until: now }), from }, context)
}

const waits = ({ work }: ScheduleEntry): boolean => KINDS_IN_ORDER.some(({ kind }) => kind === work)

/** Plans every slot that came since the last time. Returns how many jobs are new; of two planners at once, one plans. */
export const planSchedules = async (context: StepContext): Promise<number> => {
  const stored = new Map((await listSchedules(context.storage.db)).map((s) => [s.id, s]))
  let planned = 0
  // What is waited for is in the ledger before what waits for it.
  const entries = context.catalogue.schedules.toSorted((a, b) => Number(waits(a)) - Number(waits(b)))
  for (const entry of entries) planned += await unlessMoved(planOne(entry, stored.get(entry.id), context))
  if (planned > 0) context.bell.ring()
  return planned
}
