/** Knows the command `reminders`: what was sent to those who owe a report, and what would be sent at a moment. */
import { z } from 'zod'
import { composeBody } from '../alerts/index.ts'
import { messageIdOf } from '../alerts/mail.ts'
import { layMail } from '../alerts/outbox-folder.ts'
import { findReportingUnit } from '../indicators/catalogue.ts'
import { parseMoment, type Moment } from '../indicators/moment.ts'
import { REMINDER_KINDS, REMINDER_OUTCOMES } from '../indicators/reminder.ts'
import { parsed } from '../indicators/schema.ts'
import { text } from '../indicators/text.ts'
import { FOLDER } from '../jobs/outbox/channel-book.ts'
import { composeReminders } from '../jobs/remind.ts'
import { writeDurably } from '../storage/durable-file.ts'
import { listReminders } from '../storage/reminders.ts'
import { renderListing } from './columns.ts'
import { jsonOption, parseOptions } from './options.ts'
import { wallMoment, wallTime } from '../indicators/wall-time.ts'
import { printJson, printLines, say, type AddCommand, type Opened, type Session } from './session.ts'

const schema = z.object({
  preview: z.boolean().default(false),
  at: parsed(parseMoment).optional(),
  recipient: z.string().optional(),
  output: z.string().optional(),
  json: jsonOption,
})
type Options = z.output<typeof schema>

const HEADER = [
  text('时间', 'at'),
  text('填报单位', 'reporting unit'),
  text('表式', 'form'),
  text('报告期', 'period'),
  text('种类', 'kind'),
  text('编号', 'number'),
  text('结果', 'outcome'),
  text('送达', 'served'),
  text('期限', 'due'),
]
const NONE = text('没有发过提醒或催报', 'no reminders were sent')

const BEGINNING = parseMoment('2000-01-01T00:00')

const list = async (app: Opened, { json, recipient }: Options, session: Session): Promise<void> => {
  const all = await listReminders(app.storage.db, { since: BEGINNING })
  const reminders = all.filter(
    (r) => recipient === undefined || r.messages.some((m) => m.endsWith(`:${recipient}`)),
  )
  if (json) return printJson(session, { reminders })
  const rows = reminders
    .toSorted((a, b) => (a.on < b.on ? -1 : 1))
    .map((r) => [
      wallMoment(r.on),
      findReportingUnit(app.catalogue, r.unit)?.name ?? r.unit,
      r.form,
      r.period,
      say(session, REMINDER_KINDS[r.kind]),
      r.number ?? '',
      say(session, REMINDER_OUTCOMES[r.outcome]),
      r.servedAt === null ? '' : wallTime(r.servedAt),
      r.term === null ? '' : wallMoment(r.term),
    ])
  printLines(session, renderListing({ header: HEADER, rows, none: NONE }, session))
}

/** The clock stands at the moment asked for; nothing is written. */
const standingAt = (app: Opened, at: Moment | undefined): Opened => {
  if (at === undefined) return app
  const instant = app.clock.later(`${at}:00+08:00`, 0)
  return { ...app, clock: { ...app.clock, now: () => instant } }
}

const preview = async (
  app: Opened,
  { at, recipient, output, json }: Options,
  session: Session,
): Promise<void> => {
  const { now, parcels } = await composeReminders(standingAt(app, at))
  const wanted = parcels.filter((p) => recipient === undefined || p.letter.recipient.code === recipient)
  const shown = await Promise.all(
    wanted.map(async ({ letter }) => {
      const { key, subject, text, recipient: reader } = letter
      const body = await composeBody(FOLDER, letter, app.mailFrom)
      const mail = { key, messageId: messageIdOf(key), recipient: reader.code, address: '', body }
      const file = output === undefined ? null : await layMail(output, mail, writeDurably)
      return { recipient: reader.code, subject, file, text }
    }),
  )
  if (json) return printJson(session, { at: now, reminders: shown })
  if (shown.length === 0) {
    const when = wallMoment(now)
    return printLines(session, [
      say(session, text(`${when} 没有要发的提醒或催报`, `no reminders to send at ${when}`)),
    ])
  }
  printLines(
    session,
    shown.map((s) => s.file ?? s.text),
  )
}

export const addReminders: AddCommand = (program, session) =>
  void program
    .command('reminders')
    .description('催报：已发的提醒、催报、催报通知书；加 --preview 预览某一时刻会发什么，不发送、不记录')
    .option('--preview', '预览')
    .option('--at <moment>', '预览的时刻，北京时间，如 2020-08-19T09:05（缺省为现在）')
    .option('--recipient <code>', '只看这一收件人')
    .option('-o, --output <folder>', '把预览写成 .eml 文件')
    .option('--json', '输出 JSON')
    .action(async (raw: unknown) => {
      const options = parseOptions(schema, raw)
      const app = await session.open()
      await (options.preview ? preview : list)(app, options, session)
    })
