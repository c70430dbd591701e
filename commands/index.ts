/** Knows every command of the program, in the order of the help. */
import { addAssess } from './assess.ts'
import { addBackup, addRestore } from './backup.ts'
import { addChannels } from './channels.ts'
import { addDemo } from './demo.ts'
import { addAccept, addExplainFinding, addRelease, addReturn } from './desk.ts'
import { addDifferences } from './differences.ts'
import { addDigest } from './digest.ts'
import { addExplain } from './explain.ts'
import { addIngest } from './ingest.ts'
import { addInspect } from './inspect.ts'
import { addJobs } from './jobs.ts'
import { addOutbox } from './outbox.ts'
import { addNotice } from './notice.ts'
import { addConfirmMatch, addMatches, addWithdrawMatch } from './matches.ts'
import { addPlans } from './plans.ts'
import { addServe } from './serve.ts'
import type { AddCommand } from './session.ts'
import { addReminders } from './reminders.ts'
import { addSlip } from './slip.ts'
import { addStatus } from './status.ts'
import { addFindings, addSubmissions } from './submissions.ts'
import { addSupervise } from './supervise.ts'
import { addTemplate } from './template.ts'
import { addTimeliness } from './timeliness.ts'
import { addAck, addClose, addRespond, addReview, addSilence, addUnsilence } from './warning-steps.ts'
import { addVerify } from './verify.ts'
import { addWarnings } from './warnings.ts'
import { addWorker } from './worker.ts'

export const COMMANDS: readonly AddCommand[] = [
  addDemo,
  addTemplate,
  addInspect,
  addIngest,
  addSubmissions,
  addFindings,
  addDifferences,
  addExplainFinding,
  addRelease,
  addAccept,
  addReturn,
  addConfirmMatch,
  addMatches,
  addWithdrawMatch,
  addTimeliness,
  addReminders,
  addStatus,
  addExplain,
  addWarnings,
  addAck,
  addRespond,
  addReview,
  addClose,
  addSilence,
  addUnsilence,
  addSupervise,
  addNotice,
  addSlip,
  addDigest,
  addOutbox,
  addChannels,
  addAssess,
  addPlans,
  addJobs,
  addBackup,
  addRestore,
  addServe,
  addWorker,
  addVerify,
]
