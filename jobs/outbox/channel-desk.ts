/** Knows what an operator does with channels: set, test, remove. */
import { z } from 'zod'
import { channelSettingSchema, type ChannelSetting } from '../../alerts/channel-setting.ts'
import { InputError, NOT_GIVEN, type InputIssue } from '../../indicators/input-error.ts'
import { parseWithSchema } from '../../indicators/schema.ts'
import { text } from '../../indicators/text.ts'
import { wallTime } from '../../indicators/wall-time.ts'
import { appendChannelEvent, findChannel, removeChannel, type StoredChannel } from '../../storage/channels.ts'
import { appendOutbox, findMessage, listOutbox, type OutboxMessage } from '../../storage/outbox.ts'
import { detailText } from '../../storage/outbox-detail.ts'
import { markOutbox } from '../../storage/outbox-moves.ts'
import { FOLDER } from './channel-book.ts'
import { requestJobs } from '../ledger/ledger.ts'
import { composeMessages } from './post.ts'
import { settleJobs } from '../ledger/settle.ts'
import type { StepContext } from '../step.ts'
import { judgeOutbox, mendText } from './standstill.ts'
import { deliveryOf, wakeChannel } from './wake.ts'

interface By {
  readonly name: string
  readonly actor: string
}

const NAME = /^[a-z0-9][a-z0-9-]*$/

const refuse = (where: string, found: InputIssue['found'], expected: InputIssue['expected']): InputError =>
  new InputError([{ where: text(`渠道 ${where}`, `channel ${where}`), found, expected }])

/** The fields whose values may be repeated to whoever mistyped them. */
const SHOWN = /(?:kind|host|port|tls|perMinute)$/

/** Whether it is only names of what was written: those that no channel of the kind has. */
const isNames = (found: InputIssue['found'], raw: unknown): boolean =>
  typeof found === 'string' && found.split('、').every((name) => Object.hasOwn(Object(raw), name))

/** Reads what an operator wrote. @throws InputError, in which no secret is repeated. */
export const parseChannelSetting = (name: string, raw: unknown): ChannelSetting => {
  const parsed = parseWithSchema(channelSettingSchema, name, raw)
  if ('data' in parsed) return parsed.data
  throw new InputError(
    parsed.issues.map((issue) => {
      const shown = SHOWN.test(issue.where.en) || issue.found === NOT_GIVEN || isNames(issue.found, raw)
      return { ...issue, found: shown ? issue.found : '***' }
    }),
  )
}

/** Sets a channel, its secrets sealed, and wakes what waited for it. @throws InputError */
export const setChannel = async (
  { storage, channels, clock }: StepContext,
  { name, actor, setting }: By & { readonly setting: ChannelSetting },
): Promise<void> => {
  if (!NAME.test(name) || name === FOLDER) {
    const expected = text(
      `小写字母、数字和连字符，${FOLDER} 除外`,
      `small letters, digits and hyphens, not ${FOLDER}`,
    )
    throw refuse(name, name, expected)
  }
  channels.check(setting)
  const now = clock.now()
  await storage.transaction(async (tx) => {
    await channels.write(tx, { name, setting }, { now, actor })
    await wakeChannel(tx, name, now)
  })
}

/** Removes a channel that nothing waits for. @throws InputError */
export const dropChannel = async ({ storage, clock }: StepContext, { name, actor }: By): Promise<void> => {
  const waiting = await listOutbox(storage.db, { states: ['queued', 'sending', 'committing'], channel: name })
  if (waiting.length > 0) {
    const expected = text('没有待发的信', 'none that waits to be sent')
    throw refuse(name, text(`待发 ${waiting.length} 封`, `${waiting.length} that wait to be sent`), expected)
  }
  const step = { name, now: clock.now(), actor, detail: '' }
  if (!(await storage.transaction((tx) => removeChannel(tx, step))))
    throw refuse(name, '', text('channels list 列出的渠道', 'a channel that `channels list` shows'))
}

const addressSchema = z.email()

/** @throws InputError where nothing leaves: the test would lie there, and leave when nobody expects it. */
const checkOpen = async (
  { name, state, detail }: StoredChannel,
  { storage }: Pick<StepContext, 'storage'>,
): Promise<void> => {
  const held = await judgeOutbox(storage.db)
  if (held) throw refuse(name, held, text('放行之后再试发', 'a test after the release'))
  if (state === 'open') return
  const why = detailText(detail)
  const mend = mendText({ name })
  throw refuse(
    name,
    text(`已停用：${why.zh}`, `stopped: ${why.en}`),
    text(`可用的渠道（${mend.zh}）`, `an open channel (${mend.en})`),
  )
}

/** The test message as it stands; where the test itself stopped the channel, it does not stay to leave later. */
const withdrawTest = async (
  { storage, clock }: Pick<StepContext, 'storage' | 'clock'>,
  { name, actor, key }: By & { readonly key: string },
): Promise<OutboxMessage> => {
  await storage.transaction(async (tx) => {
    const stopped = await findChannel(tx, name)
    if (stopped?.state !== 'stopped') return
    const { detail } = stopped
    await markOutbox(tx, { key, from: 'queued', to: 'failed', now: clock.now(), actor, detail })
  })
  const message = await findMessage(storage.db, key)
  if (!message) throw new Error('the test message is gone')
  return message
}

/** Sends a message of its own over a channel, the way all messages go, and says what became of it. @throws InputError */
export const testChannel = async (
  context: StepContext,
  { name, actor, to }: By & { readonly to: string },
): Promise<OutboxMessage> => {
  const { storage, clock } = context
  const stored = await findChannel(storage.db, name)
  if (!stored)
    throw refuse(name, '', text('channels list 列出的渠道', 'a channel that `channels list` shows'))
  if (stored.kind === 'smtp' && !addressSchema.safeParse(to).success)
    throw refuse(name, to, text('--to 给出的邮件地址', 'a mail address given by --to'))
  await checkOpen(stored, context)
  const now = clock.now()
  const words = `这是 ${actor} 于 ${wallTime(now)} 发出的测试信息，请勿回复。`
  const letter = {
    key: `test:${now}`,
    kind: 'test',
    recipient: { code: 'test', name: to, address: to },
    subject: '【测试】倍增监测系统',
    html: `<p>${words}</p>`,
    text: `${words}\n`,
    lines: [words],
    date: clock.dateOf(now),
  } as const
  const messages = await composeMessages(letter, [name], context)
  await storage.transaction(async (tx) => {
    await appendOutbox(tx, { now, messages })
    await appendChannelEvent(tx, { name, now, kind: 'tested', actor, detail: to })
  })
  const jobs = await requestJobs(context, messages.map(deliveryOf))
  await settleJobs(context, { worker: 'cli', jobs: jobs.map((j) => j.id) })
  const [message] = messages
  if (!message) throw new Error('there is no test message')
  return withdrawTest(context, { name, actor, key: message.key })
}
