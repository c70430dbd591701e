/** Knows which channels there are: those that the operator set, opened with their secrets, and the folder that is always there. */
import { z } from 'zod'
import { openChannel } from '../../alerts/index.ts'
import {
  channelSettingSchema,
  splitSecrets,
  type ChannelKind,
  type ChannelSetting,
} from '../../alerts/channel-setting.ts'
import type { Channel } from '../../alerts/channel.ts'
import { parseAllowedUrl } from '../../alerts/hosts.ts'
import { openOutboxFolder } from '../../alerts/outbox-folder.ts'
import { findChannel, writeChannel, type StoredChannel } from '../../storage/channels.ts'
import { writeDurably } from '../../storage/durable-file.ts'
import type { Db, Tx } from '../../storage/schema.ts'
import type { SecretBox } from '../../storage/secrets.ts'

/** The channel of mail, for every recipient who names no other. */
export const MAIL = 'mail'
/** Takes the mail while no channel of mail is set. */
export const FOLDER = 'outbox-folder'

export interface ChannelBook {
  /** Opens a channel; undefined when there is none. @throws InputError when its secrets cannot be opened. */
  find(name: string): Promise<Channel | undefined>
  /** The channel and its kind behind a name that a recipient gives: a mail where none is set, the folder where no mail is. */
  resolve(name: string): Promise<{ readonly name: string; readonly kind: ChannelKind }>
  /** @throws InputError when the setting names a host that is not allowed. */
  check(setting: ChannelSetting): void
  /** Sets a channel, its secrets sealed. */
  write(
    tx: Tx,
    channel: { readonly name: string; readonly setting: ChannelSetting },
    by: { readonly now: string; readonly actor: string },
  ): Promise<void>
}

export interface BookSetting {
  readonly db: Db
  readonly secrets: SecretBox
  readonly folder: string
  readonly surroundings: Parameters<typeof openChannel>[1]
}

const sealedSchema = z.record(z.string(), z.string())

const placeOf = (name: string, field: string): string => `channel ${name} ${field}`

const mapEntries = (
  record: Readonly<Record<string, string>>,
  change: (value: string, field: string) => string,
): Record<string, string> =>
  Object.fromEntries(Object.entries(record).map(([field, value]) => [field, change(value, field)]))

/** The whole setting of a stored channel, its secrets opened. @throws InputError without the right key. */
const readSetting = ({ name, setting, secrets }: StoredChannel, box: SecretBox): ChannelSetting => {
  const opened = mapEntries(sealedSchema.parse(secrets), (value, field) =>
    box.open(value, placeOf(name, field)),
  )
  return channelSettingSchema.parse({ ...Object(setting), ...opened })
}

const resolve = async (db: Db, name: string): ReturnType<ChannelBook['resolve']> => {
  const kinds = channelSettingSchema.options.map((option) => option.shape.kind.value)
  for (const candidate of new Set([name, MAIL])) {
    const stored = candidate === FOLDER ? undefined : await findChannel(db, candidate)
    const kind = kinds.find((k) => k === stored?.kind)
    if (kind) return { name: candidate, kind }
    if (candidate === FOLDER) break
  }
  return { name: FOLDER, kind: FOLDER }
}

/** Opens the book of channels. */
export const openChannelBook = ({ db, secrets, folder, surroundings }: BookSetting): ChannelBook => ({
  find: async (name) => {
    if (name === FOLDER) return openOutboxFolder(folder, writeDurably)
    const stored = await findChannel(db, name)
    return stored && openChannel(readSetting(stored, secrets), surroundings)
  },
  resolve: (name) => resolve(db, name),
  check: (setting) => {
    if ('url' in setting) parseAllowedUrl(setting.url, surroundings.robot.hosts)
  },
  write: async (tx, { name, setting }, by) => {
    const { open, secret } = splitSecrets(setting)
    const sealed = mapEntries(secret, (value, field) => secrets.seal(value, placeOf(name, field)))
    await writeChannel(tx, { name, kind: setting.kind, setting: open, secrets: sealed }, by)
  },
})
