/** Knows what keeps messages in the house, and how that is told wherever an operator looks: a restore, a stopped channel. */
import { text, type Text } from '../../indicators/text.ts'
import { wallTime } from '../../indicators/wall-time.ts'
import { listChannels, type StoredChannel } from '../../storage/channels.ts'
import { detailText } from '../../storage/outbox-detail.ts'
import { findUnconfirmed, type Restoration } from '../../storage/restorations.ts'
import type { Db } from '../../storage/schema.ts'

/** The outbox after a restore, until a person lets it go. */
export const heldText = ({ at, taken }: Restoration): Text =>
  text(
    `发件箱已停住：${wallTime(at)} 恢复了截至 ${wallTime(taken)} 的备份，其后可能已经发过信。核对后运行 outbox release 放行`,
    `the outbox is held: restored at ${wallTime(at)} from a backup of ${wallTime(taken)}, after which messages may have left. Look at them, then run: outbox release`,
  )

type Stopped = Pick<StoredChannel, 'name' | 'detail'>

/** What is to be done about a stopped channel. */
export const mendText = ({ name }: Pick<Stopped, 'name'>): Text =>
  text(
    `设置要改的运行 channels set ${name}，不必改的（对方已改好）运行 channels open ${name}`,
    `where the setting is wrong, run: channels set ${name}; where the other side was mended, run: channels open ${name}`,
  )

/** Why a channel takes nothing. */
export const stoppedText = ({ name, detail }: Stopped): Text => {
  const [why, mend] = [detailText(detail), mendText({ name })]
  return text(
    `渠道 ${name} 已停用：${why.zh}（${mend.zh}）`,
    `channel ${name} is stopped: ${why.en} (${mend.en})`,
  )
}

/** The channels that are stopped, by name. */
export const listStopped = async (db: Db): Promise<readonly StoredChannel[]> =>
  (await listChannels(db)).filter(({ state }) => state === 'stopped')

/** Why nothing leaves; null when it does. */
export const judgeOutbox = async (db: Db): Promise<Text | null> => {
  const restored = await findUnconfirmed(db)
  return restored ? heldText(restored) : null
}

/** Which channels are stopped, and why; null when none is. */
export const judgeChannels = async (db: Db): Promise<Text | null> => {
  const stopped = (await listStopped(db)).map(stoppedText)
  if (stopped.length === 0) return null
  return text(stopped.map(({ zh }) => zh).join('；'), stopped.map(({ en }) => en).join('; '))
}
