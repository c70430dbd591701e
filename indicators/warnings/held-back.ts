/** Knows which steps of a warning a silence may have kept from being told, once it speaks again. */
import { findLastTold } from './notice-letter.ts'
import { findLastSilence } from './silence.ts'
import type { Warning, WarningEvent } from './warning.ts'

export interface HeldBack {
  /** The steps that were last to be told. */
  readonly steps: readonly WarningEvent[]
  /** The step with which the silence began that lay over them. */
  readonly silence: number
}

/**
 * What is to be told when a silence is over, by its end or because it was lifted: the last steps that a letter tells of,
 * while an answer to them is still owed and where the silence lay over them or began after them. Whether their letters
 * had left before, the outbox knows.
 */
export const findHeldBack = (
  warning: Pick<Warning, 'events' | 'stage' | 'silence'>,
): HeldBack | undefined => {
  const { events, stage, silence: now } = warning
  const owed = stage === 'opened' || stage === 'acknowledged'
  const steps = findLastTold(warning)
  const [last, silence] = [steps.at(-1), findLastSilence(events)]
  if (!owed || now !== null || !last || !silence) return undefined
  const { begun, until, cut } = silence
  const lay = begun > last.sequence || (until >= last.on && (cut ?? Infinity) > last.sequence)
  return lay ? { steps, silence: begun } : undefined
}
