/** Knows the robot of 飞书: an interactive card within 20 KB, signed in the body, a hundred a minute. */
import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { bytesOf, composeBrief, type Brief } from './brief.ts'
import type { Channel } from './channel.ts'
import type { ChannelSetting } from './channel-setting.ts'
import type { Letter } from './letter.ts'
import { openRobot, type Robot, type RobotSurroundings } from './robot.ts'

type FeishuSetting = Extract<ChannelSetting, { kind: 'feishu' }>

/** Of the whole body, the signature included. */
export const FEISHU_BYTES = 20 * 1024
const SIGNATURE_BYTES = 120
const PER_MINUTE = 100

/** `sign` of the body: base64(HMAC-SHA256(`<s>\n<secret>`, nothing)). */
export const signFeishu = (secret: string, unixSeconds: number): string =>
  createHmac('sha256', `${unixSeconds}\n${secret}`).digest('base64')

const bodyOf = ({ title, lines }: Brief): string =>
  JSON.stringify({
    msg_type: 'interactive',
    card: {
      config: { wide_screen_mode: true },
      header: { title: { tag: 'plain_text', content: title }, template: 'orange' },
      elements: [{ tag: 'markdown', content: lines.join('\n') }],
    },
  })

export const composeFeishu = (letter: Letter): string =>
  bodyOf(composeBrief(letter, (brief) => bytesOf(bodyOf(brief)) <= FEISHU_BYTES - SIGNATURE_BYTES))

/** Over the limit. */
const LATER = new Set([11232])
/** No such token, wrong signature or time, address or keyword not allowed. */
const STOP = new Set([19001, 19021, 19022, 19024])

const judge: Robot['judge'] = ({ code, message }) => {
  // The general code 9499 also stands for too many requests.
  if (LATER.has(code) || /too many/i.test(message)) return { outcome: 'later' }
  return { outcome: STOP.has(code) ? 'stop' : 'refused' }
}

const tokenOf = (url: string): string => new URL(url).pathname.split('/').at(-1) ?? ''

const signed = (body: string, { secret, unixMs }: { secret: string; unixMs: number }): string => {
  const seconds = Math.floor(unixMs / 1000)
  const card: unknown = JSON.parse(body)
  return JSON.stringify({ timestamp: String(seconds), sign: signFeishu(secret, seconds), ...Object(card) })
}

export const openFeishu = (setting: FeishuSetting, surroundings: RobotSurroundings): Channel => {
  const { url, secret } = setting
  return openRobot(
    {
      url,
      secrets: [url, tokenOf(url), secret ?? ''],
      perMinute: Math.min(setting.perMinute ?? PER_MINUTE, PER_MINUTE),
      sign: (body, unixMs) => ({
        query: {},
        body: secret === undefined ? body : signed(body, { secret, unixMs }),
      }),
      answer: z.union([
        z.object({ code: z.number(), msg: z.string().default('') }).transform((a) => ({
          code: a.code,
          message: a.msg,
        })),
        // What older robots answer when they took it.
        z.object({ StatusCode: z.number(), StatusMessage: z.string().default('') }).transform((a) => ({
          code: a.StatusCode,
          message: a.StatusMessage,
        })),
      ]),
      judge,
    },
    surroundings,
  )
}
