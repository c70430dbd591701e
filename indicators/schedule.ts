/** Knows the schedule as data: which work is asked for when, in Beijing time, and what becomes of the slots that were missed. */
import { z } from 'zod'

/** The zone of every slot. */
export const SCHEDULE_ZONE = 'Asia/Shanghai'

/** Work that a slot can ask for. */
export const SCHEDULED_WORK = [
  'judge',
  'supervise',
  'digest',
  'assess',
  'remind',
  'backup',
  'verify',
  'verify-deep',
] as const
export type ScheduledWork = (typeof SCHEDULED_WORK)[number]

/** On which days a slot counts; working days are those of the country, moved holidays included. */
const SLOT_DAYS = ['every', 'working', 'first-working-of-week', 'first-working-of-month'] as const
export type SlotDays = (typeof SLOT_DAYS)[number]

/** What becomes of the slots missed while nobody ran: every one, the latest only, or none. */
const CATCHUPS = ['all', 'latest', 'skip'] as const
export type Catchup = (typeof CATCHUPS)[number]

export const scheduleSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  work: z.enum(SCHEDULED_WORK),
  /** Minute, hour, day of month, month, day of week. Day of month and day of week together mean either, as cron has it. */
  cron: z.string().regex(/^\S+( \S+){4}$/),
  days: z.enum(SLOT_DAYS).default('every'),
  catchup: z.enum(CATCHUPS),
  note: z.string().min(1),
})
export type ScheduleEntry = z.output<typeof scheduleSchema>
