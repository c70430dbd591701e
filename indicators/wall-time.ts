/** Knows how an instant is shown to people: as the clock on the wall in Beijing shows it, everywhere alike. */
import type { Moment } from './moment.ts'
import { SCHEDULE_ZONE } from './schedule.ts'

const WALL = new Intl.DateTimeFormat('sv-SE', {
  timeZone: SCHEDULE_ZONE,
  dateStyle: 'short',
  timeStyle: 'medium',
})

/** `2020-11-03 14:30:00` for an instant in UTC. */
export const wallTime = (instant: string): string => WALL.format(Date.parse(instant))

/** `2020-11-03 18:00` for a moment, which is to the minute. */
export const wallMoment = (moment: Moment): string => moment.replace('T', ' ')
