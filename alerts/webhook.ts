/**
 * Knows the webhook for programs: the letter as JSON, signed as the Standard Webhooks specification asks.
 *
 * Headers: `webhook-id` (the Message-ID without its brackets: the same for every try, so that a receiver can drop a second
 * one), `webhook-timestamp` (Unix seconds of this try), `webhook-signature` (`v1,` and
 * base64(HMAC-SHA256(secret, `<id>.<timestamp>.<body>`))). A secret `whsec_<base64>` stands for the bytes that it encodes.
 * Any 2xx says that it was taken; 429 and 503 ask for patience; 401, 403, 404 and 410 stop the channel.
 */
import { createHmac } from 'node:crypto'
import type { Channel, Delivery, Message } from './channel.ts'
import type { ChannelSetting } from './channel-setting.ts'
import { parseAllowedUrl } from './hosts.ts'
import type { Letter } from './letter.ts'
import { maskSecrets } from './mask.ts'
import { postJson, type Posted } from './post-json.ts'
import type { RobotSurroundings } from './robot.ts'

type WebhookSetting = Extract<ChannelSetting, { kind: 'webhook' }>

const PREFIX = 'whsec_'

const keyOf = (secret: string): Buffer =>
  secret.startsWith(PREFIX) ? Buffer.from(secret.slice(PREFIX.length), 'base64') : Buffer.from(secret, 'utf8')

/** The value of `webhook-signature`. */
export const signWebhook = (
  secret: string,
  { id, unixSeconds, body }: { id: string; unixSeconds: number; body: string },
): string =>
  `v1,${createHmac('sha256', keyOf(secret)).update(`${id}.${unixSeconds}.${body}`, 'utf8').digest('base64')}`

export const composeWebhook = ({ key, kind, recipient, subject, text, lines, date }: Letter): string =>
  JSON.stringify({
    type: `beizeng.${kind}`,
    timestamp: date.toISOString(),
    data: { key, recipient: { code: recipient.code, name: recipient.name }, subject, text, lines },
  })

const LATER = new Set([429, 503])
const STOP = new Set([401, 403, 404, 410])

const judgeStatus = (status: number): Delivery['outcome'] => {
  if (status >= 200 && status < 300) return 'sent'
  if (LATER.has(status)) return 'later'
  if (STOP.has(status)) return 'stop'
  // It broke, perhaps after it had taken the message.
  return status >= 500 ? 'unknown' : 'refused'
}

/** Of an answer only the status is kept: what stands in it is the other side's own business. */
const judgePosted = (posted: Posted): Delivery => {
  if (posted.kind === 'answered')
    return { outcome: judgeStatus(posted.status), reply: `HTTP ${posted.status}` }
  return { outcome: posted.kind === 'not-sent' ? 'later' : 'unknown', reply: posted.reason }
}

const headersOf = ({ messageId, body }: Message, secret: string, unixSeconds: number) => {
  const id = messageId.replaceAll(/[<>]/g, '')
  return {
    'webhook-id': id,
    'webhook-timestamp': String(unixSeconds),
    'webhook-signature': signWebhook(secret, { id, unixSeconds, body }),
  }
}

export const openWebhook = (
  { url, secret, ca, perMinute }: WebhookSetting,
  { now, hosts, timeouts }: RobotSurroundings,
): Channel => ({
  repeatable: false,
  perMinute: perMinute ?? null,
  send: async (message, committing) => {
    const headers = headersOf(message, secret, Math.floor(Date.parse(now()) / 1000))
    const target = parseAllowedUrl(url, hosts)
    const post = { url: target, body: message.body, headers, ca, ...(timeouts ? { timeouts } : {}) }
    const delivery = judgePosted(await postJson(post, committing))
    return { ...delivery, reply: maskSecrets(delivery.reply, [url, secret]) }
  },
})
