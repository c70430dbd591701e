/** Knows the tables of work, its history and its schedule. */
import type { Generated, GeneratedAlways } from 'kysely'
import type { Catchup } from '../../indicators/schedule.ts'
import type { Once } from './once.ts'

export const JOB_STATES = ['ready', 'running', 'done', 'failed', 'parked'] as const
export type JobState = (typeof JOB_STATES)[number]

export interface JobTable {
  id: GeneratedAlways<number>
  kind: Once<string>
  key: Once<string>
  payload: Once<string>
  state: Generated<JobState>
  priority: number
  run_at: string
  attempt: Generated<number>
  crash: Generated<number>
  lease: string | null
  lease_until: string | null
  worker: string | null
  error: string | null
  created_at: Once<string>
  done_at: string | null
  cause: Once<number | null>
}

export interface JobEventTable {
  id: GeneratedAlways<number>
  job: Once<number>
  at: Once<string>
  kind: Once<string>
  worker: Once<string | null>
  detail: Once<string>
}

export interface ScheduleTable {
  id: Once<string>
  expr: string
  tz: string
  catchup: Catchup
  last_slot: string | null
}
