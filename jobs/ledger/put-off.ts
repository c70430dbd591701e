/** Knows why a job goes back into the ledger undone though nothing is wrong with it: it is not its turn yet, or it takes too long. */
import { ASIDE } from '../../storage/due-jobs.ts'
import type { Job } from '../../storage/jobs.ts'
import type { JobKind, StepContext } from '../step.ts'

/** Where a job goes: not before an instant, nor before it was due; or aside, after all others and beside them. */
export type Place = { readonly until: string } | 'aside'

/** Thrown while a job is prepared; it counts neither as an attempt nor as a crash. */
export class PutOff extends Error {
  readonly place: Place

  constructor(why: string, place: Place) {
    super(why)
    this.place = place
  }
}

/** What reads one file of a unit; a look at all originals has its time. */
const ABOUT_ONE_FILE: readonly string[] = ['ingest', 'return'] satisfies JobKind[]

/** For so long a file may hold up the others. The slowest real one takes a quarter of a second. */
const FIRST_SECONDS = 3

/**
 * Reads for a job: a file that is not read soon is set aside, where it has all the time that a reader gives. So a file that
 * hangs holds the others up for seconds, and one that only takes long is read all the same.
 */
export const readerFor = (
  { kind, priority }: Pick<Job, 'kind' | 'priority'>,
  { readWorkbook }: Pick<StepContext, 'readWorkbook'>,
): StepContext['readWorkbook'] => {
  if (priority <= ASIDE || !ABOUT_ONE_FILE.includes(kind)) return readWorkbook
  return async (bytes) => {
    const result = await readWorkbook(bytes, FIRST_SECONDS)
    if ('refused' in result && result.refused.code === 'reader.time')
      throw new PutOff(`its workbook was not read within ${FIRST_SECONDS} s`, 'aside')
    return result
  }
}
