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

const DELIVERIES: readonly JobKind[] = ['deliver']
/** They read everything there is. */
const UPKEEP: readonly JobKind[] = ['backup', 'verify']
const WORK = JOB_KINDS.filter((kind) => ![...DELIVERIES, ...UPKEEP].includes(kind))

/**
 * The lanes of a worker. A mail server may take ten minutes for its answer, and giving up sooner makes doubt: deliveries
 * have places of their own. Upkeep goes one after the other beside the work, for a large archive takes hours; and so does
 * what was set aside: nobody is waiting for it but its sender.
 */
export const listLanes = (jobsAtOnce: number): readonly Lane[] => [
  { name: 'ledger', kinds: WORK, aside: false, jobsAtOnce },
  { name: 'deliveries', kinds: DELIVERIES, aside: false, jobsAtOnce },
  { name: 'upkeep', kinds: UPKEEP, aside: false, jobsAtOnce: 1 },
  { name: 'aside', kinds: WORK, aside: true, jobsAtOnce: 1 },
]
