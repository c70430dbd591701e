/** Knows how the program is put together: the only place where rooms meet, and the only one with a clock. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Mailbox } from './alerts/mail.ts'
import { listSecrets, type Config } from './config.ts'
import { parseDay } from './indicators/period.ts'
import type { Language } from './indicators/text.ts'
import { RESULTS_IN_FILES } from './jobs/backup.ts'
import { openBell } from './jobs/ledger/bell.ts'
import type { InboxOptions } from './jobs/inbox/watch.ts'
import { openLog, type Log } from './jobs/log.ts'
import type { Meter } from './jobs/ledger/meter.ts'
import { checkAlarms, parseAlarmTarget } from './jobs/outbox/alarm.ts'
import { listScheduleLags } from './jobs/schedule/schedule-lag.ts'
import { openChannelBook } from './jobs/outbox/channel-book.ts'
import { openDeliveries } from './jobs/outbox/deliveries.ts'
import { openRunner, type Runner } from './jobs/ledger/runner.ts'
import type { Clock, StepContext } from './jobs/step.ts'
import description from './package.json' with { type: 'json' }
import { restoreBackup, type Restored } from './storage/backup/restore-backup.ts'
import { openStorage, type StorageOptions } from './storage/index.ts'
import { clearLeftovers } from './storage/leftovers.ts'
import { holdFolder } from './storage/serve-lock.ts'
import type { Db } from './storage/schema.ts'
import { openSecretBox } from './storage/secrets.ts'
import { readSeeds, seedsFolder } from './storage/seeds.ts'
import type { Address } from './web/listen.ts'
import { readVitals } from './storage/vitals.ts'
import { openMetrics, type Metrics, type MetricsSource } from './web/metrics.ts'
import { openIsolatedReader, type IsolatedReader } from './workbooks/isolated-reader.ts'

const SHANGHAI = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' })

/** The machine's clock; days are those of Asia/Shanghai. */
export const systemClock: Clock = {
  now: () => new Date().toISOString(),
  today: () => parseDay(SHANGHAI.format(new Date())),
  dayOf: (instant) => parseDay(SHANGHAI.format(new Date(instant))),
  later: (instant, milliseconds) => new Date(Date.parse(instant) + milliseconds).toISOString(),
  dateOf: (instant) => new Date(instant),
}

/** Reads the plan, form and unit data: the program's own, or those of a folder. */
export const readCatalogue = (config: Config) => readSeeds(seedsFolder(config.BEIZENG_SEEDS))

const mailboxOf = (from: string): Mailbox => {
  const match = /^(.*?)\s*<([^>]+)>$/.exec(from)
  return { name: match?.[1] ?? '', address: match?.[2] ?? from }
}

/** How long the end of the program waits for the answers to what it handed over. */
const ANSWER_MS = 5_000

/** Says so where a reader had to be ended over a file; what was read goes on as it is. */
const countKills =
  (read: StepContext['readWorkbook'], meter: Meter): StepContext['readWorkbook'] =>
  async (bytes, seconds) => {
    const result = await read(bytes, seconds)
    if ('refused' in result && result.refused.code.startsWith('reader.'))
      meter.readerKilled(result.refused.code)
    return result
  }

/** Said before any work begins: what it would only find out later. */
const checkNeeds = async (context: StepContext): Promise<void> => {
  await context.storage.archive.check()
  await checkAlarms(context)
}

export interface App extends StepContext {
  /** The page that Prometheus asks for. */
  metrics(): ReturnType<Metrics['render']>
  startWorker(worker: string): Promise<Runner>
  readonly address: Address
  readonly inbox: InboxOptions
  holdFolder(): () => void
  close(): Promise<void>
}

/** The log of a process: a service tells of its work, a single command only of what went wrong. */
export const openAppLog = (
  config: Config,
  { service, write }: { readonly service: boolean; readonly write: (line: string) => unknown },
): Log => {
  const level = config.BEIZENG_LOG_LEVEL ?? (service ? 'info' : 'warn')
  return openLog({ level, secrets: listSecrets(config), write })
}

const readKey = async ({ BEIZENG_KEY, BEIZENG_KEY_FILE }: Config): Promise<string | undefined> =>
  BEIZENG_KEY ?? (BEIZENG_KEY_FILE === undefined ? undefined : readFile(BEIZENG_KEY_FILE, 'utf8'))

/** The ways out of the house; only robots need the time, for their signatures. */
const openChannels = async (config: Config, { db, folder }: { db: Db; folder: string }) =>
  openChannelBook({
    db,
    folder,
    secrets: openSecretBox(await readKey(config)),
    surroundings: {
      smtp: { sender: mailboxOf(config.BEIZENG_MAIL_FROM).address },
      robot: { now: systemClock.now, hosts: config.BEIZENG_HOOK_HOSTS },
    },
  })

const storageOptions = (config: Config, directory: string): StorageOptions => ({
  directory,
  databaseUrl: config.DATABASE_URL,
  archive: {
    place: config.BEIZENG_ARCHIVE,
    endpoint: config.BEIZENG_S3_ENDPOINT,
    region: config.BEIZENG_S3_REGION,
    key: config.BEIZENG_S3_KEY,
    secret: config.BEIZENG_S3_SECRET,
  },
})

/**
 * A reader of workbooks whose processes keep their compiled code in the data folder, so that they start in half the time;
 * no command makes that folder only for this.
 */
export const openReader = (directory: string): IsolatedReader =>
  openIsolatedReader(existsSync(directory) ? { compileCache: join(directory, 'cache', 'compiled') } : {})

const backupsOf = (config: Config, directory: string): StepContext['backups'] => ({
  folder: resolve(config.BEIZENG_BACKUPS ?? join(directory, 'backups')),
  keep: config.BEIZENG_BACKUPS_KEPT,
})

const vitalsOf = ({ storage, clock, program, catalogue }: StepContext): MetricsSource => ({
  program,
  now: clock.now,
  vitals: () => readVitals(storage, clock.now()),
  lags: ({ schedules }) => listScheduleLags(catalogue.schedules, { stored: schedules, now: clock.now() }),
})

/** What only a service needs to know. */
const serviceOf = (config: Config, directory: string): Pick<App, 'address' | 'inbox' | 'holdFolder'> => ({
  address: { host: config.BEIZENG_HOST, port: config.BEIZENG_PORT },
  inbox: {
    inbox: resolve(config.BEIZENG_INBOX ?? join(directory, 'inbox')),
    isOwn: config.BEIZENG_INBOX === undefined,
    quietMs: config.BEIZENG_INBOX_QUIET_SECONDS * 1000,
  },
  // Services on one database of a server share the work; each slot and each file is taken once all the same.
  holdFolder: () => (config.DATABASE_URL === undefined ? holdFolder(directory) : () => undefined),
})

/** Where processes that were killed may have left half a file: all but the backups, which see to it themselves. Never rejects. */
const clearFolders = async (config: Config, directory: string, log: Log): Promise<void> => {
  const { inbox } = serviceOf(config, directory).inbox
  // A bucket is no folder, and holds no half files.
  const archive = resolve(config.BEIZENG_ARCHIVE ?? join(directory, 'archive'))
  const own = ['assessments', 'returns', 'outbox'].map((name) => join(directory, name))
  for (const folder of [...own, archive, inbox]) {
    try {
      const cleared = await clearLeftovers(folder, { now: new Date(), deep: true })
      if (cleared > 0) log.info('half-written files of a dead process cleared', { folder, cleared })
    } catch (error) {
      // A share that is away now is no reason not to start: they only take room.
      log.warn('half-written files cannot be cleared', { folder, err: error })
    }
  }
}

/** Opens the program on a data folder; a replay brings its own clock. */
export const openApp = async (
  config: Config,
  { directory, language, log, clock }: { directory: string; language: Language; log: Log; clock?: Clock },
): Promise<App> => {
  const catalogue = await readCatalogue(config)
  const absolute = resolve(directory)
  const storage = await openStorage(storageOptions(config, absolute))
  const reader = openReader(absolute)
  const deliveries = openDeliveries()
  const metrics = openMetrics()
  const context: StepContext = {
    storage,
    catalogue,
    language,
    directory: absolute,
    program: description.version,
    backups: backupsOf(config, absolute),
    office: config.BEIZENG_OFFICE,
    contact: config.BEIZENG_CONTACT,
    clock: clock ?? systemClock,
    log,
    meter: metrics,
    mailFrom: mailboxOf(config.BEIZENG_MAIL_FROM),
    channels: await openChannels(config, { db: storage.db, folder: join(absolute, 'outbox') }),
    alarms: config.BEIZENG_ALARM.map(parseAlarmTarget),
    deliveries,
    readWorkbook: countKills(reader.read, metrics),
    bell: openBell(),
    leaseMs: config.BEIZENG_LEASE_SECONDS * 1000,
  }
  const { REDIS_URL: url, BEIZENG_JOBS_AT_ONCE: jobsAtOnce } = config
  return {
    ...context,
    metrics: () => metrics.render(vitalsOf(context)),
    startWorker: async (worker) => {
      await checkNeeds(context)
      // Beside the work: a share that hangs gives no answer, and no error either.
      void clearFolders(config, absolute, log)
      const options = { worker, jobsAtOnce }
      if (url === undefined) return openRunner(context, options)
      // Half of what a command would load, and needed only here.
      const { openBullmqRunner } = await import('./jobs/ledger/bullmq.ts')
      return openBullmqRunner(context, { ...options, url })
    },
    ...serviceOf(config, absolute),
    close: async () => {
      await deliveries.idle(ANSWER_MS)
      await reader.close()
      await storage.close()
    },
  }
}

/** Restores a backup into an empty data folder, or an empty database of a server. @throws InputError */
export const restoreApp = (
  config: Config,
  { directory, file }: { readonly directory: string; readonly file: string },
): Promise<Restored> =>
  restoreBackup(storageOptions(config, resolve(directory)), {
    file,
    now: systemClock.now(),
    again: RESULTS_IN_FILES,
  })
