/** Knows the steps of the schema in their order; a released step is never changed, only followed by another. */
import type { Migration } from './ddl.ts'
import { firstSchema } from './0001-first-schema.ts'
import { jobCause } from './0002-job-cause.ts'
import { explanations } from './0003-explanations.ts'
import { reminders } from './0004-reminders.ts'
import { deliveries } from './0005-deliveries.ts'
import { warningChain } from './0006-warning-chain.ts'
import { restorations } from './0007-restorations.ts'
import { arrivals } from './0008-arrivals.ts'
import { confirmationIndex } from './0009-confirmation-index.ts'
import { matches } from './0010-matches.ts'
import { heartbeat } from './0011-heartbeat.ts'
import { submissionForms } from './0012-submission-forms.ts'

export const MIGRATIONS: readonly Migration[] = [
  firstSchema,
  jobCause,
  explanations,
  reminders,
  deliveries,
  warningChain,
  restorations,
  arrivals,
  confirmationIndex,
  matches,
  heartbeat,
  submissionForms,
]
