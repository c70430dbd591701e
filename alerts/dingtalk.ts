/** Knows the robot of 钉钉: markdown within 20 000 bytes, signed in the address, twenty a minute. */
import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { bytesOf, composeBrief, type Brief } from './brief.ts'
import type { Channel } from './channel.ts'
import type { ChannelSetting } from './channel-setting.ts'
import type { Letter } from './letter.ts'
import { openRobot, type Robot, type RobotSurroundings } from './robot.ts'

type DingtalkSetting = Extract<ChannelSetting, { kind: 'dingtalk' }>

export const DINGTALK_BYTES = 20_000
const PER_MINUTE = 20
/** Who went over the limit is not heard for ten minutes. */
const LIMITED_MS = 10 * 60_000

/** `sign` of the address: base64(HMAC-SHA256(secret, `<ms>\n<secret>`)). */
export const signDingtalk = (secret: string, unixMs: number): string =>
  createHmac('sha256', secret).update(`${unixMs}\n${secret}`).digest('base64')

const bodyOf = ({ title, lines }: Brief): string =>
  JSON.stringify({
    msgtype: 'markdown',
    // A list of its own lines: a single line break is no break in its markdown.
    markdown: { title, text: [`### ${title}`, ...lines.map((line) => `- ${line}`)].join('\n') },
  })

export const composeDingtalk = (letter: Letter): string =>
  bodyOf(composeBrief(letter, (brief) => bytesOf(bodyOf(brief)) <= DINGTALK_BYTES))

/** Busy, too fast, over the limit. */
const LATER = new Set([-1, 90018, 90030, 130101, 410100, 660026])
/** No such token, wrong signature, keyword or address; robot or group gone. */
const STOP = new Set([300001, 310000, 400013, 400101, 400102])

const judge: Robot['judge'] = ({ code }) => {
  if (LATER.has(code)) return { outcome: 'later', ...(code === -1 ? {} : { waitMs: LIMITED_MS }) }
  return { outcome: STOP.has(code) ? 'stop' : 'refused' }
}

export const openDingtalk = (setting: DingtalkSetting, surroundings: RobotSurroundings): Channel => {
  const { url, secret } = setting
  return openRobot(
    {
      url,
      secrets: [url, new URL(url).searchParams.get('access_token') ?? '', secret ?? ''],
      perMinute: Math.min(setting.perMinute ?? PER_MINUTE, PER_MINUTE),
      sign: (body, unixMs) => ({
        query: secret === undefined ? {} : { timestamp: String(unixMs), sign: signDingtalk(secret, unixMs) },
        body,
      }),
      answer: z
        .object({ errcode: z.number(), errmsg: z.string().default('') })
        .transform(({ errcode: code, errmsg: message }) => ({ code, message })),
      judge,
    },
    surroundings,
  )
}
