/** Knows the lineage of observations: the original file that each was read from, and where it lies. */
import type { Observation } from '../../indicators/observation.ts'
import { originalPath } from '../../storage/archive.ts'
import { findSubmission } from '../../storage/submissions.ts'
import type { StepContext } from '../step.ts'

export interface Source {
  readonly observation: Observation
  readonly sha256: string
  /** Name of the original inside the archive. */
  readonly archived: string
}

/** The source of each observation, in their order. */
export const listSources = async (
  { storage }: Pick<StepContext, 'storage'>,
  observations: readonly Observation[],
): Promise<readonly Source[]> =>
  Promise.all(
    observations.map(async (observation) => {
      const submission = await findSubmission(storage.db, observation.source.submission)
      if (!submission) throw new Error(`observation ${observation.id} names a submission that is not stored`)
      return { observation, sha256: submission.sha256, archived: originalPath(submission.sha256) }
    }),
  )
