/** Knows the command `channels`: the ways out of the house, set by an operator, their secrets never shown. */
import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { z } from 'zod'
import { InputError } from '../indicators/input-error.ts'
import { text, type Text } from '../indicators/text.ts'
import { FOLDER, MAIL } from '../jobs/outbox/channel-book.ts'
import { dropChannel, parseChannelSetting, setChannel, testChannel } from '../jobs/outbox/channel-desk.ts'
import { listStopped, stoppedText } from '../jobs/outbox/standstill.ts'
import { reopenChannel } from '../jobs/outbox/outbox-desk.ts'
import { settleJobs } from '../jobs/ledger/settle.ts'
import { listChannelEvents, listChannels, type StoredChannel } from '../storage/channels.ts'
import { detailText } from '../storage/outbox-detail.ts'
import { OUTBOX_STATES } from '../storage/outbox-state.ts'
import { listOutbox } from '../storage/outbox.ts'
import { BY_OPTION, actorOf } from './actor.ts'
import { renderListing } from './columns.ts'
import { findJsonFault } from './json-fault.ts'
import { jsonOption, parseOptions } from './options.ts'
import { wallTime } from '../indicators/wall-time.ts'
import { printJson, printLines, say, type AddCommand, type Opened, type Session } from './session.ts'

const common = { by: z.string().optional(), json: jsonOption }

const STATES = { open: text('可用', 'open'), stopped: text('已停用', 'stopped') }

/** What anybody may see: the setting, and of a secret that there is one. */
const describe = ({ name, kind, setting, secrets, state, detail, changedAt }: StoredChannel) => {
  const masked = Object.fromEntries(Object.keys(Object(secrets)).map((field) => [field, '***']))
  return { name, kind, setting: { ...Object(setting), ...masked }, state, detail, changedAt }
}

const HEADER = [
  text('名称', 'name'),
  text('种类', 'kind'),
  text('状态', 'state'),
  text('待发', 'waiting'),
  text('变动', 'changed'),
  text('设置', 'setting'),
  text('情况', 'detail'),
]
const NONE = text('没有设置渠道', 'no channel is set')
const unsetText = (name: string, fallback: string): Text =>
  text(`${name}：未设置，信件改走 ${fallback}`, `${name}: not set, its messages go by ${fallback}`)

const settingText = (setting: Readonly<Record<string, unknown>>): string =>
  Object.entries(setting)
    .filter(([field]) => field !== 'kind')
    .map(([field, value]) => `${field}=${field === 'ca' ? 'PEM' : String(value)}`)
    .join(' ')

/** Names that recipients give and no channel has: their messages go by mail, and without a mail server into the folder. */
const listUnset = async (app: Opened, stored: readonly StoredChannel[]): Promise<readonly string[]> => {
  const named = new Set(app.catalogue.recipients.flatMap((r) => r.channels))
  return [...named].filter((name) => name !== FOLDER && !stored.some((c) => c.name === name))
}

const list = async (raw: unknown, session: Session): Promise<void> => {
  const { json } = parseOptions(z.object({ json: jsonOption }), raw)
  const app = await session.open()
  const stored = await listChannels(app.storage.db)
  const waiting = await listOutbox(app.storage.db, { states: ['queued'] })
  const queued = (name: string) => waiting.filter((m) => m.channel === name).length
  const unset = await listUnset(app, stored)
  const channels = stored.map((c) => ({ ...describe(c), queued: queued(c.name) }))
  if (json) {
    const events = await listChannelEvents(app.storage.db)
    return printJson(session, { channels, unset, folder: queued(FOLDER), events })
  }
  const rows = channels.map((c) => [
    c.name,
    c.kind,
    say(session, STATES[c.state]),
    String(c.queued),
    wallTime(c.changedAt),
    settingText(c.setting),
    say(session, detailText(c.detail)),
  ])
  const fallback = stored.some((c) => c.name === MAIL) ? MAIL : FOLDER
  printLines(session, [
    ...renderListing({ header: HEADER, rows, none: NONE }, session),
    ...unset.map((name) => say(session, unsetText(name, fallback))),
  ])
}

const fileSchema = z.looseObject({ caFile: z.string().optional() })

/** The JSON of a file, or of the standard input for `-`; `caFile` names a PEM file that is read now. */
const readSetting = (file: string): unknown => {
  const content = readFileSync(file === '-' ? 0 : file, 'utf8')
  const fault = findJsonFault(content)
  const parsed = fault ? undefined : fileSchema.safeParse(JSON.parse(content))
  if (!parsed?.success) {
    // What stands in it may be secret: it is not repeated.
    const expected = text('一个 JSON 对象', 'a JSON object')
    const where = text(`文件 ${file}`, `file ${file}`)
    throw new InputError([{ where, found: fault ?? '***', expected }])
  }
  const { caFile, ...setting } = parsed.data
  return caFile === undefined ? setting : { ...setting, ca: readFileSync(caFile, 'utf8') }
}

const UNSEALED = text(
  '注意：tls 为 none，密码将不加密地经过网络',
  'note: tls is none, the password crosses the network in the clear',
)
const nextText = (name: string, mail: boolean): Text =>
  text(
    `请接着试发：channels test ${name}${mail ? ' --to 邮件地址' : ''}`,
    `now try it: channels test ${name}${mail ? ' --to ADDRESS' : ''}`,
  )

const set = async (name: string, raw: unknown, session: Session): Promise<void> => {
  const { file, json, ...options } = parseOptions(z.object({ ...common, file: z.string() }), raw)
  const actor = actorOf(options.by, session)
  const setting = parseChannelSetting(name, readSetting(file))
  const app = await session.open()
  await setChannel(app, { name, actor, setting })
  if (json) return list({ json }, session)
  const open = setting.kind === 'smtp' && setting.password !== undefined && setting.tls === 'none'
  printLines(session, [
    say(session, text(`已设置渠道 ${name}（${setting.kind}）`, `channel ${name} is set (${setting.kind})`)),
    ...(open ? [say(session, UNSEALED)] : []),
    say(session, nextText(name, setting.kind === 'smtp')),
  ])
}

const test = async (name: string, raw: unknown, session: Session): Promise<void> => {
  const { to, json, ...options } = parseOptions(z.object({ ...common, to: z.string().default('') }), raw)
  const actor = actorOf(options.by, session)
  const app = await session.open()
  const { key, state, detail } = await testChannel(app, { name, actor, to })
  if (state !== 'sent') session.exit(1)
  if (json) return printJson(session, { key, state, detail })
  const stopped = (await listStopped(app.storage.db)).filter((channel) => channel.name === name)
  printLines(session, [
    `${name}${session.language === 'zh' ? '：' : ': '}${say(session, OUTBOX_STATES[state])}  ${say(session, detailText(detail))}`,
    ...stopped.map((channel) => say(session, stoppedText(channel))),
  ])
}

const open = async (name: string, raw: unknown, session: Session): Promise<void> => {
  const { reason, json, ...options } = parseOptions(
    z.object({ ...common, reason: z.string().default('') }),
    raw,
  )
  const actor = actorOf(options.by, session)
  const app = await session.open()
  const woken = await reopenChannel(app, { name, actor, reason })
  await settleJobs(app, { worker: 'cli', jobs: [] })
  if (json) return printJson(session, { name, woken })
  printLines(session, [
    say(
      session,
      text(
        `渠道 ${name} 恢复使用，待发 ${woken} 封`,
        `channel ${name} is open again, ${woken} messages wait`,
      ),
    ),
  ])
}

const remove = async (name: string, raw: unknown, session: Session): Promise<void> => {
  const { json, ...options } = parseOptions(z.object(common), raw)
  await dropChannel(await session.open(), { name, actor: actorOf(options.by, session) })
  if (json) return printJson(session, { removed: name })
  printLines(session, [say(session, text(`已删除渠道 ${name}`, `channel ${name} is removed`))])
}

type Act = (name: string, raw: unknown, session: Session) => Promise<void>

export const addChannels: AddCommand = (program, session) => {
  const channels = program
    .command('channels')
    .description('发送渠道：邮件服务器、钉钉、企业微信、飞书、webhook')
  const add = (word: string, description: string, act: Act): Command =>
    channels
      .command(word)
      .description(description)
      .argument('<name>', `名称；名为 ${MAIL} 的是所有收件人默认的邮件渠道`)
      .option(...BY_OPTION)
      .option('--json', '输出 JSON')
      .action((name: string, _: unknown, command: Command) => act(name, command.optsWithGlobals(), session))
  channels
    .command('list', { isDefault: true })
    .description('列出渠道（不显示密码和地址）')
    .option('--json', '输出 JSON')
    .action((_: unknown, command: Command) => list(command.optsWithGlobals(), session))
  add('set', '设置渠道，密码和地址加密保存', set).requiredOption('--file <file>', 'JSON 文件；- 为标准输入')
  add('test', '经该渠道发一条测试信息', test).option('--to <address>', '邮件渠道：收件地址')
  add('open', '恢复一个停用的渠道', open).option('--reason <text>', '理由')
  add('remove', '删除渠道', remove)
}
