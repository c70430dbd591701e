/** Knows how the operator hears that a channel stopped: on the channels that he named, never on the one that stopped. */
import type { Letter } from '../../alerts/letter.ts'
import { InputError } from '../../indicators/input-error.ts'
import { text } from '../../indicators/text.ts'
import { listChannels, stopChannel } from '../../storage/channels.ts'
import { insertJobs } from '../../storage/jobs.ts'
import { appendOutbox, type NewMessage } from '../../storage/outbox.ts'
import type { Tx } from '../../storage/schema.ts'
import { FOLDER, MAIL } from './channel-book.ts'
import { composeMessages } from './post.ts'
import { mendText } from './standstill.ts'
import type { AlarmTarget, StepContext } from '../step.ts'
import { deliveryOf } from './wake.ts'

/** `mail=admin@example.gov.cn` as a channel with its address. */
export const parseAlarmTarget = (target: string): AlarmTarget => {
  const [channel = '', address = ''] = target.split('=')
  return { channel, address }
}

/** @throws InputError naming every target that no alarm can reach: a channel that is not set, a mail channel without an address. */
export const checkAlarms = async ({
  alarms,
  storage,
}: Pick<StepContext, 'alarms' | 'storage'>): Promise<void> => {
  const set = await listChannels(storage.db)
  const names = [FOLDER, MAIL, ...set.map(({ name }) => name).filter((name) => name !== MAIL)]
  const issues = alarms.flatMap(({ channel, address }) => {
    const where = text('环境变量 BEIZENG_ALARM', 'environment variable BEIZENG_ALARM')
    if (!names.includes(channel)) {
      const expected = text(
        `已设置的渠道之一：${names.join('、')}`,
        `a channel that is set: ${names.join(', ')}`,
      )
      return [{ where, found: channel, expected }]
    }
    const isMail = set.find(({ name }) => name === channel)?.kind === 'smtp'
    if (!isMail || address !== '') return []
    return [
      { where, found: channel, expected: text(`${channel}=邮件地址`, `${channel}= and a mail address`) },
    ]
  })
  if (issues.length > 0) throw new InputError(issues)
}

const letterOf = (
  stopped: { readonly channel: string; readonly reason: string; readonly now: string },
  { address }: AlarmTarget,
  { clock, office }: StepContext,
): Letter => {
  const { channel, reason, now } = stopped
  const lines = [
    `发送渠道 ${channel} 已停用，其信件待发，其他渠道照常。`,
    `原因：${reason}`,
    `${mendText({ name: channel }).zh}。`,
  ]
  return {
    key: `alarm:${channel}:${now}`,
    kind: 'alarm',
    recipient: {
      code: 'operator',
      name: `${office}系统管理员`,
      address: address || 'operator@localhost.example',
    },
    subject: `【告警】发送渠道 ${channel} 已停用`,
    html: lines.map((line) => `<p>${line.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</p>`).join(''),
    text: `${lines.join('\n')}\n`,
    lines,
    date: clock.dateOf(now),
  }
}

/** The alarms of a channel that stops, composed before anything is written. */
export const composeAlarms = async (
  stopped: { readonly channel: string; readonly reason: string; readonly now: string },
  context: StepContext,
): Promise<readonly NewMessage[]> => {
  const composed = await Promise.all(
    context.alarms.map(async (target) => {
      const letter = letterOf(stopped, target, context)
      const messages = await composeMessages(letter, [target.channel], context)
      const useless = messages.some((m) => m.channel === stopped.channel)
      return useless ? composeMessages(letter, [FOLDER], context) : messages
    }),
  )
  return composed.flat()
}

/** Stops a channel; the first to stop it raises the alarms. */
export const stopWithAlarm = async (
  tx: Tx,
  step: Parameters<typeof stopChannel>[1],
  alarms: readonly NewMessage[],
): Promise<void> => {
  if (!(await stopChannel(tx, step))) return
  const { now } = step
  await appendOutbox(tx, { now, messages: alarms })
  await insertJobs(tx, { now, jobs: alarms.map((message) => deliveryOf(message)) })
}
