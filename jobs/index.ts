/** Knows every step by the kind of its job. */
import { prepareDeliver } from './deliver.ts'
import { prepareDigest } from './digest.ts'
import { prepareIngest } from './ingest.ts'
import { prepareJudge } from './judge.ts'
import { prepareReturn } from './return.ts'
import type { JobKind, Prepare } from './step.ts'

export const STEPS: Readonly<Record<JobKind, Prepare>> = {
  ingest: prepareIngest,
  judge: prepareJudge,
  return: prepareReturn,
  digest: prepareDigest,
  deliver: prepareDeliver,
}
