/** Knows what an SMTP failure means for the message: by the step at which it came, its reply code, and whether the dot was out. */
import { z } from 'zod'
import type { Delivery } from './channel.ts'

const failureSchema = z.object({
  message: z.string(),
  code: z.string().optional(),
  command: z.string().optional(),
  responseCode: z.number().optional(),
})
type Failure = z.output<typeof failureSchema>

const isPermanent = ({ responseCode }: Failure): boolean => responseCode !== undefined && responseCode >= 500

/** Once the dot is out only a clear answer on the message counts; 421 says that the server is going, not what it kept. */
const judgeAfterDot = ({ responseCode }: Failure): Delivery['outcome'] => {
  if (responseCode === undefined || responseCode === 421 || responseCode < 400) return 'unknown'
  return responseCode >= 500 ? 'refused' : 'later'
}

const AUTHENTICATION_REQUIRED = 530
const TOO_LARGE = 552

const judgeBeforeDot = (failure: Failure): Delivery['outcome'] => {
  const { code, command, responseCode } = failure
  // A login that cannot even be tried is ours to mend; 454 and its like pass.
  if (code === 'EAUTH') return responseCode === undefined || isPermanent(failure) ? 'stop' : 'later'
  if (responseCode === AUTHENTICATION_REQUIRED) return 'stop'
  // An address that cannot be written into an envelope, or a mail above the size that the server announced.
  if ((code === 'EENVELOPE' || code === 'EMESSAGE') && responseCode === undefined) return 'refused'
  if (!isPermanent(failure)) return 'later'
  if (command === 'MAIL FROM') return responseCode === TOO_LARGE ? 'refused' : 'stop'
  // Refused at the greeting it may be an address list of an hour; the deadline ends it.
  return command === 'RCPT TO' || command === 'DATA' ? 'refused' : 'later'
}

/** What became of a message whose sending failed. */
export const judgeSmtpFailure = (error: unknown, dotReleased: boolean): Delivery => {
  const parsed = failureSchema.safeParse(error)
  const failure = parsed.success ? parsed.data : { message: String(error) }
  const outcome = dotReleased ? judgeAfterDot(failure) : judgeBeforeDot(failure)
  return { outcome, reply: [failure.command, failure.message].filter(Boolean).join(': ') }
}
