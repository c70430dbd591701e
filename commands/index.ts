/** Knows every command of the program, in the order of the help. */
import { addAssess } from './assess.ts'
import { addDemo } from './demo.ts'
import { addAccept, addExplainFinding, addRelease, addReturn } from './desk.ts'
import { addDigest } from './digest.ts'
import { addExplain } from './explain.ts'
import { addIngest } from './ingest.ts'
import { addInspect } from './inspect.ts'
import { addJobs } from './jobs.ts'
import { addPlans } from './plans.ts'
import type { AddCommand } from './session.ts'
import { addStatus } from './status.ts'
import { addFindings, addSubmissions } from './submissions.ts'
import { addTemplate } from './template.ts'
import { addWarnings } from './warnings.ts'

export const COMMANDS: readonly AddCommand[] = [
  addDemo,
  addTemplate,
  addInspect,
  addIngest,
  addSubmissions,
  addFindings,
  addExplainFinding,
  addRelease,
  addAccept,
  addReturn,
  addStatus,
  addExplain,
  addWarnings,
  addDigest,
  addAssess,
  addPlans,
  addJobs,
]
