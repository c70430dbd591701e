/** Knows how far each schedule is behind: how long its oldest slot waits to become a job. */
import type { ScheduleEntry } from '../../indicators/schedule.ts'
import { listSlots } from './slots.ts'

export interface ScheduleLag {
  readonly id: string
  /** 0 when every slot that came is planned, and before the schedule was first seen. */
  readonly seconds: number
}

/** Seconds by schedule; a service that plans each minute stays under two minutes. */
export const listScheduleLags = (
  entries: readonly ScheduleEntry[],
  {
    stored,
    now,
  }: { readonly stored: readonly { id: string; lastSlot: string | null }[]; readonly now: string },
): readonly ScheduleLag[] =>
  entries.map((entry) => {
    const after = stored.find(({ id }) => id === entry.id)?.lastSlot ?? null
    if (after === null) return { id: entry.id, seconds: 0 }
    // Its catch-up rule may pass slots over; the oldest still says since when nobody planned.
    const [first] = listSlots({ ...entry, catchup: 'all' }, { after, until: now })
    return { id: entry.id, seconds: first ? (Date.parse(now) - Date.parse(first.at)) / 1000 : 0 }
  })
