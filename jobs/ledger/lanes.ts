/** Knows which jobs a worker does side by side: what is slow in one lane takes no place in another. */
import { JOB_KINDS, type JobKind } from '../step.ts'

/** Some of the jobs, and how many of them at once. */
export interface Lane {
  readonly name: string
  readonly kinds: readonly JobKind[]
  /** Those that were set aside, or the others. */
  readonly aside: boolean
  readonly jobsAtOnce: number
}

const WAITING_FOR_OTHERS: JobKind = 'deliver'

/**
 * The lanes of a worker. A mail server may take ten minutes for its answer, and giving up sooner makes doubt: deliveries
 * have places of their own. What was set aside goes one after the other: nobody is waiting for it but its sender.
 */
export const listLanes = (jobsAtOnce: number): readonly Lane[] => {
  const kinds = JOB_KINDS.filter((kind) => kind !== WAITING_FOR_OTHERS)
  return [
    { name: 'ledger', kinds, aside: false, jobsAtOnce },
    { name: 'deliveries', kinds: [WAITING_FOR_OTHERS], aside: false, jobsAtOnce },
    { name: 'aside', kinds, aside: true, jobsAtOnce: 1 },
  ]
}
