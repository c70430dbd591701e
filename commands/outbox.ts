/** Knows the command `outbox`: what left, what waits, what is in doubt, and what a person decides about it. */
import type { Command } from 'commander'
import { z } from 'zod'
import { InputError } from '../indicators/input-error.ts'
import { keyOf } from '../indicators/schema.ts'
import { text, type Text } from '../indicators/text.ts'
import { heldText, listStopped, stoppedText } from '../jobs/outbox/standstill.ts'
import { releaseHeld, settleMessage, type Decision } from '../jobs/outbox/outbox-desk.ts'
import { settleJobs } from '../jobs/ledger/settle.ts'
import { OUTBOX_STATES, type OutboxState } from '../storage/outbox-state.ts'
import {
  countOutbox,
  findMessage,
  listOutbox,
  type OutboxEntry,
  type OutboxMessage,
} from '../storage/outbox.ts'
import { detailText } from '../storage/outbox-detail.ts'
import { listOutboxEvents } from '../storage/outbox-moves.ts'
import { findUnconfirmed } from '../storage/restorations.ts'
import { BY_OPTION, actorOf } from './actor.ts'
import { renderListing } from './columns.ts'
import { jsonOption, parseOptions } from './options.ts'
import { wallTime } from '../indicators/wall-time.ts'
import { printJson, printLines, say, type AddCommand, type Opened, type Session } from './session.ts'

const listSchema = z.object({
  state: keyOf(OUTBOX_STATES).optional(),
  channel: z.string().optional(),
  json: jsonOption,
})

/** A message without its body, which may be long and is the recipient's. */
const describe = ({ body: _body, ...entry }: OutboxMessage): OutboxEntry => entry

const HEADER = [
  text('状态', 'state'),
  text('键', 'key'),
  text('渠道', 'channel'),
  text('收件人', 'recipient'),
  text('试过', 'tries'),
  text('变动', 'changed'),
  text('情况', 'detail'),
]
const EVENT_HEADER = [text('时间', 'at'), text('状态', 'state'), text('经手', 'by'), text('情况', 'detail')]
const NO_MESSAGES = text('没有这样的信件', 'no such messages')
const NO_EVENTS = text('没有经过', 'no history')

const againText = (at: string): Text => text(`（${wallTime(at)} 再试）`, ` (again at ${wallTime(at)})`)

const rowOf = (message: OutboxEntry, session: Session): string[] => [
  say(session, OUTBOX_STATES[message.state]),
  message.key,
  message.channel,
  message.recipient,
  String(message.tries),
  wallTime(message.updatedAt),
  say(session, detailText(message.detail)) +
    (message.state === 'queued' && message.tries > 0 ? say(session, againText(message.nextAt)) : ''),
]

const renderMessages = (messages: readonly OutboxEntry[], session: Session): string[] =>
  renderListing({ header: HEADER, rows: messages.map((m) => rowOf(m, session)), none: NO_MESSAGES }, session)

const ALL_STATES = keyOf(OUTBOX_STATES).options

const summaryOf = (counts: Readonly<Record<OutboxState, number>>, session: Session): string =>
  ALL_STATES.filter((state) => counts[state] > 0)
    .map((state) => `${say(session, OUTBOX_STATES[state])} ${counts[state]}`)
    .join('  ')

const NOTHING = text('发件箱是空的', 'the outbox is empty')

const list = async (raw: unknown, session: Session): Promise<void> => {
  const { state, channel, json } = parseOptions(listSchema, raw)
  const { storage } = await session.open()
  const of = channel === undefined ? {} : { channel }
  const counts = await countOutbox(storage.db, of)
  const stopped = await listStopped(storage.db)
  const held = await findUnconfirmed(storage.db)
  // What was sent is the rule; for people, without a wish, only what was not is shown.
  const rest = ALL_STATES.filter((s) => s !== 'sent')
  const states = state === undefined ? (json ? ALL_STATES : rest) : [state]
  const messages = await listOutbox(storage.db, { ...of, states })
  if (json) {
    const channels = stopped.map(({ name, detail, changedAt }) => ({ name, detail, since: changedAt }))
    return printJson(session, { counts, held: held ?? null, stopped: channels, messages })
  }
  printLines(session, [
    summaryOf(counts, session) || say(session, NOTHING),
    ...(held ? [say(session, heldText(held))] : []),
    ...stopped.map((channel) => say(session, stoppedText(channel))),
    // Without a wish, the counts already say that all was sent.
    ...(messages.length === 0 && state === undefined ? [] : ['', ...renderMessages(messages, session)]),
  ])
}

const show = async (key: string, raw: unknown, session: Session): Promise<void> => {
  const { json } = parseOptions(z.object({ json: jsonOption }), raw)
  const { storage } = await session.open()
  const message = await findMessage(storage.db, key)
  if (!message) {
    const expected = text('outbox 命令列出的键', 'a key that `outbox` lists')
    throw new InputError([{ where: text('发件', 'message'), found: key, expected }])
  }
  const events = await listOutboxEvents(storage.db, key)
  if (json) return printJson(session, { message: describe(message), events })
  const rows = events.map((e) => [
    wallTime(e.at),
    say(session, OUTBOX_STATES[e.to]),
    e.actor,
    say(session, detailText(e.detail)),
  ])
  printLines(session, [
    ...renderMessages([message], session),
    '',
    ...renderListing({ header: EVENT_HEADER, rows, none: NO_EVENTS }, session),
  ])
}

const settleSchema = z.object({
  delivered: z.boolean().default(false),
  sendAgain: z.boolean().default(false),
  bounced: z.boolean().default(false),
  reason: z.string().default(''),
  by: z.string().optional(),
  json: jsonOption,
})

/** The one decision that was given. @throws InputError for none or several. */
const decisionOf = ({ delivered, sendAgain, bounced }: z.output<typeof settleSchema>): Decision => {
  const given: Decision[] = [
    ...(delivered ? (['delivered'] as const) : []),
    ...(sendAgain ? (['send-again'] as const) : []),
    ...(bounced ? (['bounced'] as const) : []),
  ]
  const [decision, another] = given
  if (decision && another === undefined) return decision
  const expected = text(
    '--delivered、--send-again、--bounced 之一',
    'one of --delivered, --send-again, --bounced',
  )
  throw new InputError([{ where: text('决定', 'decision'), found: given.join(' '), expected }])
}

/** Sends what is due now, where no service does it. */
const work = (app: Opened): Promise<void> => settleJobs(app, { worker: 'cli', jobs: [] })

const settle = async (key: string, raw: unknown, session: Session): Promise<void> => {
  const options = parseOptions(settleSchema, raw)
  const { reason, json } = options
  const decision = decisionOf(options)
  const actor = actorOf(options.by, session)
  const app = await session.open()
  await settleMessage(app, { key, decision, actor, reason })
  await work(app)
  const message = await findMessage(app.storage.db, key)
  if (!message) throw new Error(`the message ${key} is gone`)
  if (json) return printJson(session, { message: describe(message) })
  printLines(session, renderMessages([message], session))
}

const releaseSchema = z.object({
  reason: z.string().default(''),
  by: z.string().optional(),
  json: jsonOption,
})

const release = async (raw: unknown, session: Session): Promise<void> => {
  const { reason, json, ...options } = parseOptions(releaseSchema, raw)
  const actor = actorOf(options.by, session)
  const app = await session.open()
  const released = await releaseHeld(app, { actor, reason })
  await work(app)
  if (json) return printJson(session, { released })
  printLines(session, [
    say(session, text(`放行 ${released.length} 封`, `${released.length} messages released`)),
    ...released,
  ])
}

const REASON = ['--reason <text>', '理由，记入经过'] as const

export const addOutbox: AddCommand = (program, session) => {
  const outbox = program
    .command('outbox')
    .description('发件箱：发出的、待发的、不能确定的')
    .option('--state <state>', `只看一种状态：${Object.keys(OUTBOX_STATES).join('、')}`)
    .option('--channel <name>', '只看一个渠道')
    .option('--json', '输出 JSON')
    .action((raw: unknown) => list(raw, session))
  outbox
    .command('show')
    .description('一封信的经过')
    .argument('<key>', '键')
    .option('--json', '输出 JSON')
    .action((key: string, _: unknown, command: Command) => show(key, command.optsWithGlobals(), session))
  outbox
    .command('settle')
    .description('由人认定一封信：已送达、再发一次、被退回')
    .argument('<key>', '键')
    .option('--delivered', '已经送达，不再发')
    .option('--send-again', '再发一次')
    .option('--bounced', '发出后被退回')
    .option(...REASON)
    .option(...BY_OPTION)
    .option('--json', '输出 JSON')
    .action((key: string, _: unknown, command: Command) => settle(key, command.optsWithGlobals(), session))
  outbox
    .command('release')
    .description('恢复备份后，放行暂缓的信（恢复前可能已经发出的，先逐封认定）')
    .option(...REASON)
    .option(...BY_OPTION)
    .option('--json', '输出 JSON')
    .action((_: unknown, command: Command) => release(command.optsWithGlobals(), session))
}
