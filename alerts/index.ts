/** Knows the channels: one file and one line here for each. */
import type { Channel } from './channel.ts'
import { openOutboxFolder } from './outbox-folder.ts'

export type ChannelSetting = { readonly kind: 'outbox-folder'; readonly folder: string }

/** Opens the channel that a setting names. */
export const openChannel = (setting: ChannelSetting): Channel => {
  switch (setting.kind) {
    case 'outbox-folder':
      return openOutboxFolder(setting.folder)
  }
}
