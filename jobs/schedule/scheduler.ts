/** Knows the tick of a service: each minute it looks which slots have come; the clock of the tick decides nothing. */
import { schedule } from 'node-cron'
import { planSchedules } from './plan-schedule.ts'
import { checkSchedules } from './slots.ts'
import type { StepContext } from '../step.ts'

export interface Scheduler {
  /** When it last planned without trouble. */
  lastTick(): string
  /** Ticks no more; resolves when what is being planned is planned. */
  stop(): Promise<void>
}

/** Plans at once what came while nobody ran, then each minute. @throws InputError when the schedule makes no sense. */
export const openScheduler = (context: StepContext): Scheduler => {
  const { clock, log, catalogue } = context
  checkSchedules(catalogue.schedules)
  if (catalogue.schedules.length === 0) log.warn('there is no schedule: nothing happens by itself')
  let last = clock.now()
  let planning = Promise.resolve()
  const plan = async (): Promise<void> => {
    try {
      await planSchedules(context)
      last = clock.now()
    } catch (error) {
      log.error('the schedule could not be planned', { err: error })
    }
  }
  const tick = (): void => {
    planning = planning.then(plan)
  }
  tick()
  const task = schedule('* * * * *', tick)
  return {
    lastTick: () => last,
    stop: async () => {
      await task.destroy()
      await planning
    },
  }
}
