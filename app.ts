/** Knows how the program is put together: the only place where rooms meet, and the only one with a clock. */
import { fileURLToPath } from 'node:url'
import { join, resolve } from 'node:path'
import { openChannel } from './alerts/index.ts'
import type { Mailbox } from './alerts/mail.ts'
import type { Config } from './config.ts'
import { parseDay } from './indicators/period.ts'
import type { Language } from './indicators/text.ts'
import type { Clock, StepContext } from './jobs/step.ts'
import { openStorage } from './storage/index.ts'
import { readSeeds } from './storage/seeds.ts'
import { openIsolatedReader } from './workbooks/isolated-reader.ts'

const SHANGHAI = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' })

/** The machine's clock; days are those of Asia/Shanghai. */
export const systemClock: Clock = {
  now: () => new Date().toISOString(),
  today: () => parseDay(SHANGHAI.format(new Date())),
  later: (instant, milliseconds) => new Date(Date.parse(instant) + milliseconds).toISOString(),
  dateOf: (instant) => new Date(instant),
}

const OWN_SEEDS = fileURLToPath(new URL('./seeds', import.meta.url))

/** Reads the plan, form and unit data: the program's own, or those of a folder. */
export const readCatalogue = (config: Config) => readSeeds(resolve(config.BEIZENG_SEEDS ?? OWN_SEEDS))

const mailboxOf = (from: string): Mailbox => {
  const match = /^(.*?)\s*<([^>]+)>$/.exec(from)
  return { name: match?.[1] ?? '', address: match?.[2] ?? from }
}

export interface App extends StepContext {
  close(): Promise<void>
}

/** Opens the program on a data folder; a replay brings its own clock. */
export const openApp = async (
  config: Config,
  { directory, language, clock }: { directory: string; language: Language; clock?: Clock },
): Promise<App> => {
  const catalogue = await readCatalogue(config)
  const absolute = resolve(directory)
  const storage = await openStorage({ directory: absolute })
  const reader = openIsolatedReader()
  return {
    storage,
    catalogue,
    language,
    directory: absolute,
    office: config.BEIZENG_OFFICE,
    clock: clock ?? systemClock,
    mailFrom: mailboxOf(config.BEIZENG_MAIL_FROM),
    channel: openChannel({ kind: 'outbox-folder', folder: join(absolute, 'outbox') }),
    readWorkbook: reader.read,
    close: async () => {
      await reader.close()
      await storage.close()
    },
  }
}
