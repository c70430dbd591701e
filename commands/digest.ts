/** Knows the command `digest`: the weekly message, looked at or sent. */
import { z } from 'zod'
import { parsed } from '../indicators/schema.ts'
import { composeBody } from '../alerts/index.ts'
import { messageIdOf } from '../alerts/mail.ts'
import { layMail } from '../alerts/outbox-folder.ts'
import type { Digest } from '../indicators/digest.ts'
import { InputError } from '../indicators/input-error.ts'
import type { Day } from '../indicators/period.ts'
import type { Plan } from '../indicators/plan.ts'
import { text } from '../indicators/text.ts'
import { weekOf, parseWeek, type Week } from '../indicators/week.ts'
import { FOLDER } from '../jobs/outbox/channel-book.ts'
import { composeDigestLetter, composeWeek } from '../jobs/digest.ts'
import { settleRequest } from '../jobs/ledger/settle.ts'
import { writeDurably } from '../storage/durable-file.ts'
import { listOutbox, type OutboxEntry } from '../storage/outbox.ts'
import { detailText } from '../storage/outbox-detail.ts'
import { OUTBOX_STATES } from '../storage/outbox-state.ts'
import { choosePlan, jsonOption, planOption, parseOptions } from './options.ts'
import { printJson, printLines, say, type AddCommand, type Opened, type Session } from './session.ts'

const schema = z.object({
  plan: planOption,
  week: parsed(parseWeek).optional(),
  recipient: z.string().optional(),
  send: z.boolean().default(false),
  output: z.string().optional(),
  json: jsonOption,
})

interface Asked {
  readonly plan: Plan
  readonly week: Week
  readonly recipient?: string | undefined
  readonly json: boolean
  readonly output?: string | undefined
}

/** Sends the digests of a week through the ledger and says where each went or stands. */
export const sendWeek = async (
  app: Opened,
  plan: string,
  week: string,
): Promise<{ readonly messages: readonly OutboxEntry[]; readonly before: boolean }> => {
  const request = { kind: 'digest' as const, key: `${plan}/${week}`, payload: { plan, week } }
  const before = !(await settleRequest(app, 'cli', request))
  const messages = await listOutbox(app.storage.db, { keyBegins: `digest:${plan}:${week}:` })
  return { messages, before }
}

/** The path of a mail that was laid into the folder; of any other message what became of it. */
const renderMessage = (message: OutboxEntry, session: Session): string => {
  const { channel, recipient, state, detail } = message
  if (channel === FOLDER && state === 'sent') return detail
  return [recipient, channel, say(session, OUTBOX_STATES[state]), say(session, detailText(detail))]
    .join('  ')
    .trimEnd()
}

/** What was sent is not sent again: a week that has not begun would never be told of. */
const refuseFuture = ({ label, from }: Week, today: Day): void => {
  if (from <= today) return
  const expected = text(
    `已经开始的周，最晚 ${weekOf(today).label}`,
    `a week that has begun, ${weekOf(today).label} at the latest`,
  )
  throw new InputError([{ where: text('选项 --week', 'option --week'), found: label, expected }])
}

const NO_NEWS = text('没有新情况，不发送', 'nothing is new: nothing is sent')
const SENT_BEFORE = text(
  '本周周报以前已经发过，没有再发：',
  'the digests of this week had been sent before, and were not sent again:',
)

const send = async (app: Opened, { plan, week, json }: Asked, session: Session): Promise<void> => {
  const { messages, before } = await sendWeek(app, plan.code, week.label)
  if (json) {
    const sent = messages.filter((m) => m.state === 'sent').map((m) => m.detail)
    const shown = messages.map((m) => ({
      key: m.key,
      recipient: m.recipient,
      channel: m.channel,
      state: m.state,
      detail: m.detail,
    }))
    return printJson(session, { week: week.label, sentBefore: before, sent, messages: shown })
  }
  if (messages.length === 0) return printLines(session, [say(session, NO_NEWS)])
  const note = before ? [say(session, SENT_BEFORE)] : []
  printLines(session, [...note, ...messages.map((m) => renderMessage(m, session))])
}

/** The digests of everyone, or of the one asked for. @throws InputError when nobody has his code. */
const chooseDigests = (digests: readonly Digest[], code: string | undefined): readonly Digest[] => {
  const chosen = digests.filter((d) => code === undefined || d.recipient.code === code)
  if (chosen.length > 0 || code === undefined) return chosen
  const known = digests.map((d) => d.recipient.code).join('、')
  const expected = text(`其中之一：${known}`, `one of ${known}`)
  throw new InputError([{ where: text('选项 --recipient', 'option --recipient'), found: code, expected }])
}

const preview = async (app: Opened, asked: Asked, session: Session): Promise<void> => {
  const { plan, week, json, output, recipient: code } = asked
  const digests = chooseDigests(await composeWeek(app, plan, week), code)
  const shown = await Promise.all(
    digests.map(async (digest) => {
      const letter = await composeDigestLetter(digest, app)
      const { key, subject, text: words, recipient } = letter
      const body = await composeBody(FOLDER, letter, app.mailFrom)
      const mail = { key, messageId: messageIdOf(key), recipient: recipient.code, address: '', body }
      const file = output === undefined ? null : await layMail(output, mail, writeDurably)
      return {
        recipient: recipient.code,
        subject,
        hasNews: digest.occasion === 'news',
        occasion: digest.occasion,
        file,
        text: words,
      }
    }),
  )
  if (json) return printJson(session, { week: week.label, digests: shown })
  const files = shown.flatMap(({ file }) => (file === null ? [] : [file]))
  printLines(session, output === undefined ? shown.slice(0, 1).map((s) => s.text) : files)
}

export const addDigest: AddCommand = (program, session) =>
  void program
    .command('digest')
    .description('预警周报：不加 --send 只预览，不发送、不记录')
    .option('--plan <code>', '计划代码')
    .option('--week <week>', '周，如 2020-W45（默认：本周）')
    .option('--recipient <code>', '只预览这一收件人')
    .option('--send', '发送给有新情况的收件人（没有设置邮件渠道时写入发件箱文件夹）')
    .option('-o, --output <folder>', '把预览写成 .eml 文件')
    .option('--json', '输出 JSON')
    .action(async (raw: unknown) => {
      const options = parseOptions(schema, raw)
      const app = await session.open()
      const plan = choosePlan(app.catalogue, options.plan)
      const asked = { ...options, plan, week: options.week ?? weekOf(app.clock.today()) }
      if (options.send) refuseFuture(asked.week, app.clock.today())
      await (options.send ? send : preview)(app, asked, session)
    })
