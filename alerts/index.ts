/** Knows the channels: one file and one line here for each. */
import type { Channel } from './channel.ts'
import type { ChannelKind, ChannelSetting } from './channel-setting.ts'
import { composeDingtalk, openDingtalk } from './dingtalk.ts'
import { composeFeishu, openFeishu } from './feishu.ts'
import type { Letter } from './letter.ts'
import { composeMail, messageIdOf, type Mailbox } from './mail.ts'
import type { RobotSurroundings } from './robot.ts'
import { openSmtp, type SmtpSurroundings } from './smtp.ts'
import { composeWebhook, openWebhook } from './webhook.ts'
import { composeWecom, openWecom } from './wecom.ts'

/** Opens the channel that a setting names. */
export const openChannel = (
  setting: ChannelSetting,
  { smtp, robot }: { readonly smtp: SmtpSurroundings; readonly robot: RobotSurroundings },
): Channel => {
  switch (setting.kind) {
    case 'smtp':
      return openSmtp(setting, smtp)
    case 'dingtalk':
      return openDingtalk(setting, robot)
    case 'wecom':
      return openWecom(setting, robot)
    case 'feishu':
      return openFeishu(setting, robot)
    case 'webhook':
      return openWebhook(setting, robot)
  }
}

const composeEml = async (letter: Letter, from: Mailbox): Promise<string> => {
  const { recipient, key, ...content } = letter
  const to = { name: recipient.name, address: recipient.address }
  const mail = await composeMail({ ...content, from, to, messageId: messageIdOf(key) })
  return Buffer.from(mail).toString('utf8')
}

/** Gives a letter the form of a kind of channel: what will lie frozen in the outbox. */
export const composeBody = async (kind: ChannelKind, letter: Letter, from: Mailbox): Promise<string> => {
  switch (kind) {
    case 'smtp':
    case 'outbox-folder':
      return composeEml(letter, from)
    case 'dingtalk':
      return composeDingtalk(letter)
    case 'wecom':
      return composeWecom(letter)
    case 'feishu':
      return composeFeishu(letter)
    case 'webhook':
      return composeWebhook(letter)
  }
}
