/** Knows how a letter becomes messages: one for each channel by which its recipient is reached, frozen as it will be sent. */
import { composeBody } from '../../alerts/index.ts'
import type { Letter } from '../../alerts/letter.ts'
import { messageIdOf } from '../../alerts/mail.ts'
import type { NewMessage } from '../../storage/outbox.ts'
import { FOLDER, MAIL } from './channel-book.ts'
import type { StepContext } from '../step.ts'
import { giveUpAfter } from './wake.ts'

/** A mail keeps its key whether a mail server is set or not: setting one later sends nothing twice. */
const keyOn = (channel: string, key: string): string =>
  channel === MAIL || channel === FOLDER ? key : `${key}:${channel}`

/** The messages of a letter. Save them with `appendOutbox` and return `deliveryOf` each of them as the jobs that follow. */
export const composeMessages = async (
  letter: Letter,
  names: readonly string[],
  { channels, clock, mailFrom }: Pick<StepContext, 'channels' | 'clock' | 'mailFrom'>,
): Promise<readonly NewMessage[]> => {
  const resolved = await Promise.all(names.map((name) => channels.resolve(name)))
  const kinds = new Map(resolved.map(({ name, kind }) => [name, kind]))
  const giveUpAt = giveUpAfter(clock, clock.now())
  return Promise.all(
    [...kinds].map(async ([channel, kind]) => {
      const key = keyOn(channel, letter.key)
      return {
        key,
        kind: letter.kind,
        channel,
        recipient: letter.recipient.code,
        address: kind === 'smtp' ? letter.recipient.address : '',
        messageId: messageIdOf(key),
        body: await composeBody(kind, { ...letter, key }, mailFrom),
        giveUpAt,
      }
    }),
  )
}
