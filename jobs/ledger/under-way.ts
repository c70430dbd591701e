/** Knows which jobs will be done soon: those in a worker's hands, those that are due, and those that only wait for their turn. */
import type { Job } from '../../storage/jobs.ts'
import type { StepContext } from '../step.ts'

/** A job that failed and waits for its next attempt is not under way: its error is told. */
export const isUnderWay = (
  { state, runAt, error }: Pick<Job, 'state' | 'runAt' | 'error'>,
  { clock }: Pick<StepContext, 'clock'>,
): boolean => state === 'running' || (state === 'ready' && (error === null || runAt <= clock.now()))
