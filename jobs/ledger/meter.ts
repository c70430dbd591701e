/** Knows what a process counts of its own work while it runs; what the ledger knows by itself is read from there instead. */

/** How one attempt at a job ended. */
export type JobEnd = 'done' | 'failed' | 'given-back' | 'lost'

export interface Meter {
  jobEnded(job: { readonly kind: string; readonly end: JobEnd; readonly seconds: number }): void
  /** A reader process was ended over a file: too much time, too much memory, or by itself. */
  readerKilled(reason: string): void
}
