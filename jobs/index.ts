/** Knows every step by the kind of its job. */
import { prepareAssess } from './assess-step.ts'
import { prepareBackup } from './backup.ts'
import { prepareDeliver } from './deliver.ts'
import { prepareDigest } from './digest.ts'
import { prepareIngest } from './ingest.ts'
import { prepareJudge } from './judge.ts'
import { prepareNotify } from './notify.ts'
import { prepareRemind } from './remind.ts'
import { prepareReturn } from './return.ts'
import { prepareSupervise } from './supervise.ts'
import { prepareVerify } from './verify-step.ts'
import type { JobKind, Prepare } from './step.ts'

export const STEPS: Readonly<Record<JobKind, Prepare>> = {
  ingest: prepareIngest,
  judge: prepareJudge,
  supervise: prepareSupervise,
  notify: prepareNotify,
  return: prepareReturn,
  digest: prepareDigest,
  deliver: prepareDeliver,
  assess: prepareAssess,
  backup: prepareBackup,
  remind: prepareRemind,
  verify: prepareVerify,
}
