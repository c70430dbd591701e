/** Knows how it is asked for that steps of a warning are told by letter: once for what was written together. */
import { findHeldBack } from '../../indicators/warnings/held-back.ts'
import { kindOf } from '../../indicators/warnings/index.ts'
import { isTold } from '../../indicators/warnings/notice-letter.ts'
import type { Warning, WarningEvent, WarningKind } from '../../indicators/warnings/warning.ts'
import type { JobRequest } from '../step.ts'

/** The job for steps of one warning that were written together; none where no letter tells of them. */
export const notifyRequests = (kind: WarningKind, steps: readonly WarningEvent[]): JobRequest[] => {
  const told = steps.filter(isTold)
  const [first, last] = [told[0], told.at(-1)]
  if (!first || !last || !kindOf(kind)?.isServed) return []
  const { warning: number, sequence: to } = last
  return [{ kind: 'notify', key: `${number}/${to}`, payload: { number, from: first.sequence, to } }]
}

/** The job for what a silence held back, once for each silence; none while it lasts or where nothing is owed. */
export const speakRequests = (warning: Warning): JobRequest[] => {
  const held = findHeldBack(warning)
  if (!held) return []
  return notifyRequests(warning.kind, held.steps).map((job) => ({
    ...job,
    key: `${job.key}/after-${held.silence}`,
  }))
}
