/** Knows what the program itself writes beside a message: stored in English as it always was, told in the reader's language. */
import { text, type Text } from '../indicators/text.ts'
import { wallTime } from '../indicators/wall-time.ts'
import type { Restoration } from './restorations.ts'

/** Whoever takes the message over cannot tell a stop from a crash. */
export const ENDED_BEFORE = 'the worker ended before sending'
export const ENDED_AFTER = 'the worker ended after handing the message over'

/** Why a message that was not sent in time has failed: with what it had last been told. */
export const givenUp = (last: string): string => ['given up', last].filter(Boolean).join(': ')

export const noChannel = (name: string): string => `there is no channel ${name}`

/** Why a message is held. */
export const heldBecause = ({ at, taken }: Restoration): string =>
  `restored at ${at} from a backup of ${taken}: it may have been sent in between`

/** Each sentence as it is stored, also by earlier programs, and how it is told. */
const SENTENCES: readonly (readonly [RegExp, (...parts: readonly string[]) => Text])[] = [
  [
    /^the worker (?:died|ended) before sending$/,
    () => text('发送进程在交付之前结束（停机或中断），没有发出', ENDED_BEFORE),
  ],
  [
    /^the worker (?:died|ended) after handing the message over$/,
    () => text('发送进程在交付之后、收到答复之前结束（停机或中断），可能已经送达', ENDED_AFTER),
  ],
  [
    /^given up(?:: ([^]*))?$/,
    (last = '') => {
      const { zh, en } = detailText(last)
      return text(['已过期限，不再发送', zh].filter(Boolean).join('：'), givenUp(en))
    },
  ],
  [/^there is no channel (\S+)$/, (name = '') => text(`没有渠道 ${name}`, noChannel(name))],
  [
    /^restored at (\S+Z) from a backup of (\S+Z): it may have been sent in between$/,
    (at = '', taken = '') =>
      text(
        `${wallTime(at)} 恢复了截至 ${wallTime(taken)} 的备份，其间可能已经发过`,
        `restored at ${wallTime(at)} from a backup of ${wallTime(taken)}: it may have been sent in between`,
      ),
  ],
]

/** What stands beside a message, for people; what another program answered stays as it said it. */
export const detailText = (detail: string): Text => {
  for (const [pattern, tell] of SENTENCES) {
    const match = pattern.exec(detail)
    if (match) return tell(...match.slice(1))
  }
  return text(detail, detail)
}
