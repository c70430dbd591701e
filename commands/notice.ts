/** Knows the command `notice`: the 预警通知单 of a warning to print, sign for and answer on, or a look at the letters that bring it. */
import { writeFile } from 'node:fs/promises'
import { z } from 'zod'
import { composeBody } from '../alerts/index.ts'
import { messageIdOf } from '../alerts/mail.ts'
import { layMail } from '../alerts/outbox-folder.ts'
import { InputError } from '../indicators/input-error.ts'
import { text } from '../indicators/text.ts'
import { FOLDER } from '../jobs/outbox/channel-book.ts'
import { composeNoticeFile } from '../jobs/warning/notice.ts'
import { composeLastNotification, type Notification } from '../jobs/notify.ts'
import { writeDurably } from '../storage/durable-file.ts'
import { dayOption, jsonOption, parseOptions } from './options.ts'
import { printJson, printLines, type AddCommand, type Opened, type Session } from './session.ts'

const schema = z.object({
  output: z.string().min(1).optional(),
  asOf: dayOption,
  preview: z.boolean().default(false),
  recipient: z.string().optional(),
  json: jsonOption,
})

interface Asked extends z.output<typeof schema> {
  readonly number: string
}

const write = async (app: Opened, { number, output, ...given }: Asked, session: Session): Promise<void> => {
  const asOf = given.asOf ?? app.clock.today()
  const { bytes, file } = await composeNoticeFile(app, { number, asOf })
  await writeFile(output ?? file, bytes)
  printLines(session, [output ?? file])
}

/** Everyone's, or that of the one asked for. @throws InputError when he gets none. */
const chooseParcels = ({ parcels }: Notification, code: string | undefined): Notification['parcels'] => {
  const chosen = parcels.filter((p) => code === undefined || p.letter.recipient.code === code)
  if (chosen.length > 0 || code === undefined) return chosen
  const known = parcels.map((p) => p.letter.recipient.code).join('、')
  const expected = text(`其中之一：${known || '（无）'}`, `one of ${known || '(none)'}`)
  throw new InputError([{ where: text('选项 --recipient', 'option --recipient'), found: code, expected }])
}

const preview = async (app: Opened, asked: Asked, session: Session): Promise<void> => {
  const { number, asOf, output, json, recipient: code } = asked
  const parcels = chooseParcels(await composeLastNotification(app, { number, asOf }), code)
  const shown = await Promise.all(
    parcels.map(async ({ letter }) => {
      const { key, subject, text: words, recipient } = letter
      const body = await composeBody(FOLDER, letter, app.mailFrom)
      const mail = { key, messageId: messageIdOf(key), recipient: recipient.code, address: '', body }
      const file = output === undefined ? null : await layMail(output, mail, writeDurably)
      return { key, recipient: recipient.code, subject, file, text: words }
    }),
  )
  if (json) return printJson(session, { number, asOf: asOf ?? null, letters: shown })
  const none = session.language === 'zh' ? '没有要写信的人' : 'there is nobody to write to'
  printLines(session, shown.length > 0 ? shown.map((s) => s.file ?? s.text) : [none])
}

export const addNotice: AddCommand = (program, session) =>
  void program
    .command('notice')
    .description('预警通知单（.xlsx，一页 A4，附回执）；加 --preview 预览送达它的信，不发送、不记录')
    .argument('<number>', '预警编号')
    .option('-o, --output <path>', '写到的文件（默认：预警通知单_编号.xlsx）；预览时为放 .eml 的文件夹')
    .option('--as-of <day>', '以某日为准（默认：今天；预览时：信发出的那一天）')
    .option('--preview', '预览最近一次送达（或了结）的信')
    .option('--recipient <code>', '只预览这一收件人')
    .option('--json', '输出 JSON（预览）')
    .action(async (number: string, raw: unknown) => {
      const options = parseOptions(schema, raw)
      const app = await session.open()
      await (options.preview ? preview : write)(app, { ...options, number }, session)
    })
