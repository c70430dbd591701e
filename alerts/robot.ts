/** Knows what group robots have in common: a posted JSON whose answer, a 200 even for a refusal, carries a code. */
import { z } from 'zod'
import type { Channel, Delivery, Message } from './channel.ts'
import { parseAllowedUrl } from './hosts.ts'
import { maskSecrets } from './mask.ts'
import { postJson, type Posted, type PostTimeouts } from './post-json.ts'

export interface RobotSurroundings {
  /** The instant, ISO text in UTC. */
  readonly now: () => string
  /** Hosts that may be spoken to. */
  readonly hosts: readonly string[]
  readonly timeouts?: PostTimeouts
}

/** What the platform says of a message: its code, 0 for taken, and why. */
export interface RobotAnswer {
  readonly code: number
  readonly message: string
}

/** What tells one platform from another. */
export interface Robot {
  readonly url: string
  /** All that may not be shown. */
  readonly secrets: readonly string[]
  readonly perMinute: number
  /** Address and body with the signature of this instant. */
  sign(
    body: string,
    unixMs: number,
  ): { readonly query: Readonly<Record<string, string>>; readonly body: string }
  readonly answer: z.ZodType<RobotAnswer>
  judge(answer: RobotAnswer): Pick<Delivery, 'outcome' | 'waitMs'>
}

const TOO_MANY_REQUESTS = 429

const judgeStatus = (status: number): Delivery['outcome'] => {
  if (status === TOO_MANY_REQUESTS) return 'later'
  // A gateway that gave up, or a server that broke, may have passed the message on.
  if (status >= 500 || status < 300) return 'unknown'
  return 'refused'
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const judgePosted = (posted: Posted, robot: Robot): Delivery => {
  if (posted.kind === 'not-sent') return { outcome: 'later', reply: posted.reason }
  if (posted.kind === 'in-doubt') return { outcome: 'unknown', reply: posted.reason }
  const answer = robot.answer.safeParse(parseJson(posted.body))
  // A redirect is not followed: it would carry the token to a host nobody allowed.
  if (!answer.success || (posted.status >= 300 && posted.status < 400))
    return { outcome: judgeStatus(posted.status), reply: `HTTP ${posted.status}` }
  const { code, message } = answer.data
  if (code === 0) return { outcome: 'sent', reply: `${code} ${message}` }
  return { ...robot.judge(answer.data), reply: `${code} ${message}` }
}

const post = async (
  robot: Robot,
  { message, now, hosts, timeouts }: { message: Message } & RobotSurroundings,
  committing: () => Promise<void>,
): Promise<Delivery> => {
  const url = parseAllowedUrl(robot.url, hosts)
  const { query, body } = robot.sign(message.body, Date.parse(now()))
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  const posted = await postJson({ url, body, ...(timeouts ? { timeouts } : {}) }, committing)
  const delivery = judgePosted(posted, robot)
  return { ...delivery, reply: maskSecrets(delivery.reply, robot.secrets) }
}

/** Opens the channel of a robot. */
export const openRobot = (robot: Robot, surroundings: RobotSurroundings): Channel => ({
  repeatable: false,
  perMinute: robot.perMinute,
  send: (message, committing) => post(robot, { message, ...surroundings }, committing),
})
