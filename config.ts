/** Knows everything an operator can turn: each environment variable, what it is for, its type and its default. */
import { z } from 'zod'
import {
  anything,
  folder,
  folderOr,
  key,
  listOr,
  matching,
  matchingOr,
  wholeNumberOr,
  words,
  wordsOr,
} from './config/kinds.ts'
import { aboutSetting, is, isSecret, kind, type About } from './config/setting.ts'
import { InputError, type InputIssue } from './indicators/input-error.ts'
import { text, type Text } from './indicators/text.ts'
import { isBucket, listBucketIssues } from './storage/bucket.ts'

const LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const

/** One entry a variable. */
const settings = {
  BEIZENG_DATA: is(
    folderOr('./data'),
    text(
      '数据文件夹：数据库、原件、发件箱、备份。命令行 `--data` 优先',
      'folder of the database, the archive of originals, the outbox and the backups; `--data` stands above it',
    ),
  ),
  DATABASE_URL: isSecret(
    matching(
      /^postgres(ql)?:\/\/\S+$/,
      text('postgres://用户:密码@主机:5432/数据库', 'postgres://user:password@host:5432/database'),
    ),
    text(
      'PostgreSQL 数据库（编码 UTF8）的地址；不写则用数据文件夹里的 SQLite 数据库',
      'address of a PostgreSQL database (encoding UTF8); without it the SQLite database in the data folder',
    ),
  ),
  REDIS_URL: isSecret(
    matching(/^rediss?:\/\/\S+$/, text('redis://:密码@主机:6379/0', 'redis://:password@host:6379/0')),
    text(
      'Redis 的地址，用来通知多台机器上的 worker 有活可干；里面只有作业编号，丢了无妨；须为 noeviction，每套系统单独一个库号；不写则各 worker 每秒自己查台账',
      'address of a Redis that tells the workers of several machines of work; it holds only ids of jobs and may lose them; it must be noeviction, a database number for each installation; without it each worker looks at the ledger every second',
    ),
  ),
  BEIZENG_ARCHIVE: is(
    anything(text('文件夹，或 s3://桶/前缀', 'a folder, or s3://bucket/prefix')),
    text(
      '存放原件的地方；多台机器须用共享的文件夹或对象存储；不写则为数据文件夹下的 archive/',
      'where the originals lie; several machines need a shared folder or an object store; without it archive/ in the data folder',
    ),
  ),
  BEIZENG_S3_ENDPOINT: is(
    matching(
      /^https?:\/\/\S+$/,
      text(
        '网址；桶名须写在主机名里的，写成 https://{bucket}.…',
        'an address; https://{bucket}.… where the bucket belongs into the host',
      ),
    ),
    text(
      '与 S3 兼容的对象存储的地址；不写则为 Amazon S3',
      'address of an S3-compatible object store; without it Amazon S3',
    ),
  ),
  BEIZENG_S3_REGION: is(wordsOr('us-east-1'), text('对象存储的地区', 'region of the object store')),
  BEIZENG_S3_KEY: is(words(), text('对象存储的访问密钥编号', 'id of the access key of the object store')),
  BEIZENG_S3_SECRET: isSecret(words(), text('对象存储的访问密钥', 'the access key of the object store')),
  BEIZENG_LANG: is(
    kind(z.enum(['zh', 'en']).default('zh'), text('zh 或 en', 'zh or en')),
    text(
      '给人看的文字的语言。命令行 `--lang` 优先',
      'language of what people read; `--lang` stands above it',
    ),
  ),
  BEIZENG_SEEDS: is(
    folder(),
    text(
      '计划、表式、填报单位等数据的文件夹；不写则用程序自带的 seeds/',
      'folder of the plan, form and unit data; without it the seeds/ of the program',
    ),
  ),
  BEIZENG_MAIL_FROM: is(
    matchingOr(
      '倍增监测 <beizeng@localhost.example>',
      /^(?:[^<>]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/,
      text('名称 <地址>，或只写地址', 'name <address>, or an address'),
    ),
    text('邮件的发件人', 'sender of the mails'),
  ),
  BEIZENG_KEY: isSecret(
    key(),
    text(
      '加密渠道密码和地址的密钥；没有它就不能设置或使用带密码的渠道。请与备份分开保管',
      'key that seals the passwords and addresses of channels, which cannot be set or used without it; keep it apart from the backups',
    ),
  ),
  BEIZENG_KEY_FILE: is(
    anything(text('文件', 'a file')),
    text('存放上述密钥的文件；BEIZENG_KEY 优先', 'file that holds it; BEIZENG_KEY stands above it'),
  ),
  BEIZENG_HOOK_HOSTS: is(
    listOr(
      ['oapi.dingtalk.com', 'qyapi.weixin.qq.com', 'open.feishu.cn'],
      /^(?:https?:\/\/)?(?:[\p{L}\p{N}](?:[\p{L}\p{N}.-]*[\p{L}\p{N}])?|\[[\da-f:]+\])(?::\d{1,5})?\/?$/iu,
      text(
        '主机，用逗号分开；不用 TLS 的写 http://主机:端口',
        'hosts with commas; without TLS http://host:port',
      ),
    ),
    text('机器人和 webhook 可以访问的主机', 'hosts to which robots and webhooks may speak'),
  ),
  BEIZENG_ALARM: is(
    listOr(
      ['outbox-folder'],
      /^[a-z0-9][a-z0-9-]*(=[^\s=]+@[^\s=]+)?$/,
      text(
        '渠道，用逗号分开；邮件渠道写 渠道=地址',
        'channels with commas; a mail channel as channel=address',
      ),
    ),
    text('有渠道停用时从哪些渠道告诉系统管理员', 'where the operator hears that a channel stopped'),
  ),
  BEIZENG_OFFICE: is(
    wordsOr('浙江省统计局'),
    text('退回的工作簿上署名的机关', 'name of the bureau on the workbooks that it returns'),
  ),
  BEIZENG_CONTACT: is(
    words(),
    text(
      '联系人和电话：预警通知单、送达它的信、周报和催报的信上写明有疑问找谁；不写则信上不提',
      'name and telephone of whom to ask, on the notices of warnings, the letters that bring them, the weekly mails and the reminders; without it they name nobody',
    ),
  ),
  BEIZENG_ACTOR: is(
    words(),
    text(
      '经办人：说明、验收、签收、答复、复核等步骤记在谁名下。命令行 `--by` 优先',
      'who takes the steps at the desk and in the life of a warning; `--by` stands above it',
    ),
  ),
  BEIZENG_LOG_LEVEL: is(
    kind(z.enum(LEVELS).optional(), text(LEVELS.join('、'), LEVELS.join(', '))),
    text(
      '日志（标准错误，一行一条 JSON）写到多细；不写时常驻进程为 info，单条命令为 warn',
      'how much the log (stderr, one JSON document a line) tells; without it info for a service, warn for a single command',
    ),
  ),
  BEIZENG_BACKUPS: is(
    folder(),
    text(
      '定时备份的去处，最好在另一块盘上；不写则为数据文件夹下的 backups/',
      'where the backups of the schedule go, best on another disk; without it backups/ in the data folder',
    ),
  ),
  BEIZENG_BACKUPS_KEPT: is(
    wholeNumberOr(14, { from: 1, to: 3650 }),
    text('备份文件夹里留最近几份', 'how many of the newest backups are kept there'),
  ),
  BEIZENG_JOBS_AT_ONCE: is(
    wholeNumberOr(2, { from: 1, to: 64 }),
    text('每个 worker 进程同时做几个作业，投递另算', 'jobs a worker process does at once, beside deliveries'),
  ),
  BEIZENG_HOST: is(
    kind(z.string().min(1).default('127.0.0.1'), text('地址', 'an address')),
    text(
      '常驻服务（serve）监听的地址；只供本机访问时不必改，供别的机器访问时写 0.0.0.0 并在前面放反向代理',
      'address on which `serve` listens; 0.0.0.0 for other machines too, with a reverse proxy in front',
    ),
  ),
  BEIZENG_PORT: is(
    wholeNumberOr(8710, { from: 0, to: 65_535, note: text('0 为任一空闲端口', '0 for any free port') }),
    text('常驻服务监听的端口', 'port on which `serve` listens'),
  ),
  BEIZENG_INBOX: is(
    folder(),
    text(
      '收件夹，可以是挂载的共享文件夹，须事先存在；不写则为数据文件夹下的 inbox/',
      'the inbox, which may be a mounted share and has to exist; without it inbox/ in the data folder',
    ),
  ),
  BEIZENG_INBOX_QUIET_SECONDS: is(
    wholeNumberOr(5, { from: 1, to: 3600 }),
    text(
      '收件夹里的文件多少秒没有变化才算写完',
      'seconds for which a file in the inbox must not change before it is taken',
    ),
  ),
  BEIZENG_LEASE_SECONDS: is(
    wholeNumberOr(60, { from: 3, to: 3600 }),
    text(
      '执行者多少秒没有消息，其作业就交给别人；执行者报到的间隔是它的三分之一',
      'seconds for which a worker may be silent before its job goes to another; it speaks three times as often',
    ),
  ),
}

const schema = z.object(settings)
export type Config = z.output<typeof schema>

type Environment = Readonly<Record<string, string | undefined>>

const MASKED = '***'
const PREFIX = 'BEIZENG_'

const NO_WORDS = text('', '')
const aboutOf = (name: string): About => {
  const entry = Object.entries(settings).find(([known]) => known === name)
  return (entry && aboutSetting(entry[1])) ?? { meaning: NO_WORDS, type: NO_WORDS, secret: false }
}

const placeOf = (name: string): Text => text(`环境变量 ${name}`, `environment variable ${name}`)

/** A name of ours that no setting has: mistyped, it would otherwise be a silent default. */
const unknownIssues = (environment: Environment): InputIssue[] =>
  Object.keys(environment)
    .filter((name) => name.startsWith(PREFIX) && !(name in settings))
    .toSorted()
    .map((name) => ({
      where: placeOf(name),
      found: name,
      expected: text(
        `已有的变量之一：${Object.keys(settings).join('、')}`,
        `one of the variables there are: ${Object.keys(settings).join(', ')}`,
      ),
    }))

/** What one variable asks of others; looked at with the rest, so that all is told at once. */
const bucketIssues = (given: Environment): readonly InputIssue[] => {
  const { BEIZENG_ARCHIVE: place, BEIZENG_S3_KEY: key, BEIZENG_S3_SECRET: secret } = given
  return place !== undefined && isBucket(place) ? listBucketIssues(place, { key, secret }) : []
}

/**
 * Reads the environment; an empty variable is one that is not set, as in an env file.
 * @throws InputError naming every wrong variable, and every name of ours that is none.
 */
export const parseConfig = (environment: Environment): Config => {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = schema.safeParse(given)
  const wrong = (parsed.error?.issues ?? []).map((issue) => {
    const name = String(issue.path[0])
    const { type, secret } = aboutOf(name)
    return { where: placeOf(name), found: secret ? MASKED : String(given[name] ?? ''), expected: type }
  })
  const issues = [...wrong, ...bucketIssues(given), ...unknownIssues(given)]
  if (parsed.success && issues.length === 0) return parsed.data
  throw new InputError(issues)
}

/** The secret values of a configuration: what no log and no page may show. */
export const listSecrets = (config: Config): readonly string[] =>
  Object.entries(config).flatMap(([name, value]) =>
    aboutOf(name).secret && typeof value === 'string' ? [value] : [],
  )

/** A variable as it is documented. */
export interface Setting extends About {
  readonly name: string
  /** As it would be written; null when there is none. */
  readonly fallback: string | null
}

/** Every variable in the order of the file. */
export const listSettings = (): readonly Setting[] =>
  Object.entries(settings).map(([name, setting]) => {
    const unset = setting.safeParse(undefined)
    return { name, ...aboutOf(name), fallback: unset.data === undefined ? null : String(unset.data) }
  })
