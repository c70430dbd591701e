/** Knows the daily look at what is owed: what nobody signed for or answered in time goes one step up the ladder, and what was silent and speaks again is told. */
import { z } from 'zod'
import type { Catalogue } from '../indicators/catalogue.ts'
import { parsePlanCode } from '../indicators/codes.ts'
import { parseDay, type Day } from '../indicators/period.ts'
import type { Plan } from '../indicators/plan.ts'
import { findTopStep, listRecipients } from '../indicators/recipient.ts'
import { judgeOverdue } from '../indicators/warnings/overdue.ts'
import { foldWarning } from '../indicators/warnings/warning-log.ts'
import type { Warning, WarningEvent } from '../indicators/warnings/warning.ts'
import { appendWarningEvents, listWarnings, type StoredWarning } from '../storage/warnings.ts'
import { notifyRequests, speakRequests } from './warning/notify-request.ts'
import { readPlan } from './read-plan.ts'
import type { JobRequest, Prepare } from './step.ts'

const payloadSchema = z.object({
  plan: z.string().transform(parsePlanCode),
  day: z.string().transform(parseDay),
})

/** One look a day for each plan; asking again on that day finds it done. */
export const superviseRequest = (plan: string, day: Day): JobRequest => ({
  kind: 'supervise',
  key: `${plan}/${day}`,
  payload: { plan, day },
})

interface Scene {
  readonly plan: Plan
  readonly day: Day
  readonly now: string
  readonly recipients: Catalogue['recipients']
}

/** A warning as it stands on the day; what was written for a later day is not judged by this one. */
const standingOn = (stored: StoredWarning, { plan, day }: Scene): Warning[] => {
  const warning = stored.events.some((e) => e.on > day) ? undefined : foldWarning(stored, { plan, asOf: day })
  return warning ? [warning] : []
}

const overdueOf = (warning: Warning, { plan, day, now, recipients }: Scene): WarningEvent[] => {
  const heard = listRecipients(recipients, plan.code, day)
  const events = judgeOverdue(warning, { on: day, top: findTopStep(heard, warning.responsible) })
  return events.map((event, index) => ({
    ...event,
    warning: warning.number,
    sequence: warning.events.length + index + 1,
    at: now,
  }))
}

/** Reads, judges and writes in one transaction, so that an answer that comes at the same time is before it or after it. */
export const prepareSupervise: Prepare = async (raw, { catalogue, clock }) => {
  const { plan: code, day } = payloadSchema.parse(raw)
  const plan = readPlan(catalogue, code)
  return async (tx) => {
    const scene = { plan, day, now: clock.now(), recipients: catalogue.recipients }
    const stored = await listWarnings(tx, { plan: plan.code })
    const looked = stored
      .flatMap((one) => standingOn(one, scene))
      .map((warning) => ({ warning, steps: overdueOf(warning, scene) }))
    await appendWarningEvents(
      tx,
      looked.flatMap(({ steps }) => steps),
    )
    return looked.flatMap(({ warning, steps }) =>
      steps.length > 0 ? notifyRequests(warning.kind, steps) : speakRequests(warning),
    )
  }
}
