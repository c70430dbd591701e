/** Knows how the returned workbook of a submission is asked for, and where it will lie. */
import { join } from 'node:path'
import type { JobRequest } from '../step.ts'

/** Asks for the returned workbook of a submission; `step` is the step at the desk that makes a new one necessary. */
export const returnRequest = (submission: string, step: number): JobRequest => ({
  kind: 'return',
  key: `${submission}/${step}`,
  payload: { submission },
})

/** Name of the returned workbook below the data folder. */
export const returnFile = (submission: string): string => join('returns', `${submission}.xlsx`)
