/** Knows the robot of 企业微信: markdown within 4096 bytes, unsigned, twenty a minute. */
import { z } from 'zod'
import { bytesOf, composeBrief, type Brief } from './brief.ts'
import type { Channel } from './channel.ts'
import type { ChannelSetting } from './channel-setting.ts'
import type { Letter } from './letter.ts'
import { openRobot, type Robot, type RobotSurroundings } from './robot.ts'

type WecomSetting = Extract<ChannelSetting, { kind: 'wecom' }>

/** Of the content, not of the whole body. */
export const WECOM_BYTES = 4096
const PER_MINUTE = 20

const contentOf = ({ title, lines }: Brief): string =>
  [`**${title}**`, ...lines.map((line) => `> ${line}`)].join('\n')

export const composeWecom = (letter: Letter): string => {
  const brief = composeBrief(letter, (cut) => bytesOf(contentOf(cut)) <= WECOM_BYTES)
  return JSON.stringify({ msgtype: 'markdown', markdown: { content: contentOf(brief) } })
}

/** Busy, too often, too many at once. */
const LATER = new Set([-1, 45009, 45033])
/** No such key; our address is not on the list. */
const STOP = new Set([40001, 40014, 60020, 93000, 93008])

const judge: Robot['judge'] = ({ code }) => {
  if (LATER.has(code)) return { outcome: 'later' }
  return { outcome: STOP.has(code) ? 'stop' : 'refused' }
}

export const openWecom = ({ url, perMinute }: WecomSetting, surroundings: RobotSurroundings): Channel =>
  openRobot(
    {
      url,
      secrets: [url, new URL(url).searchParams.get('key') ?? ''],
      perMinute: Math.min(perMinute ?? PER_MINUTE, PER_MINUTE),
      sign: (body) => ({ query: {}, body }),
      answer: z
        .object({ errcode: z.number(), errmsg: z.string().default('') })
        .transform(({ errcode: code, errmsg: message }) => ({ code, message })),
      judge,
    },
    surroundings,
  )
