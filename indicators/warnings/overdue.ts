/** Knows when silence of the recipients takes a warning up the ladder: not signed for, or not answered, by its reply date. */
import { dayText } from '../day-text.ts'
import type { Day } from '../period.ts'
import { text, type Text } from '../text.ts'
import type { NewEvent, Warning } from './warning.ts'

const reasonOf = ({ stage, replyBy }: Warning): Text => {
  const day = dayText(replyBy).zh
  return stage === 'opened'
    ? text(`到答复期限${day}仍未签收`, `not acknowledged by the reply date ${replyBy}`)
    : text(`已签收，到答复期限${day}仍未答复`, `acknowledged, not answered by the reply date ${replyBy}`)
}

/**
 * The step up that nobody's answer calls for; none while there is time, while the warning is silent, once it was answered,
 * or where no one stands on a higher step of the ladder. It sets a new reply date, so that asking again on the same day, or
 * before that date, gives nothing: one step for each reply date that passed.
 */
export const judgeOverdue = (
  warning: Warning,
  { on, top }: { readonly on: Day; /** The highest step of the ladder. */ readonly top: number },
): NewEvent[] => {
  const owed = warning.state === 'opened' || warning.state === 'acknowledged'
  if (!owed || on <= warning.replyBy || warning.step >= top) return []
  return [
    {
      on,
      kind: 'overdue',
      level: warning.level,
      period: warning.period,
      actor: 'beizeng',
      reasons: [reasonOf(warning)],
      derivation: text('', ''),
      act: null,
    },
  ]
}
