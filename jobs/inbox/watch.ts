/** Knows how the inbox is watched: looked at each minute and while something is under way; what the system tells of changes is only a hint. */
import { watch } from 'node:fs'
import { stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeFolder } from '../../storage/make-folder.ts'
import { openBell, type Bell } from '../ledger/bell.ts'
import type { StepContext } from '../step.ts'
import { openInboxMemory, scanInbox, type Outstanding } from './scan.ts'

export interface InboxOptions {
  /** The folder; made when it is the data folder's own. */
  readonly inbox: string
  readonly isOwn: boolean
  /** For so long a file must not change before it is taken. */
  readonly quietMs: number
}

export interface InboxWatch {
  /** Why it cannot be looked at; null when it can. */
  trouble(): string | null
  /** Resolves when the look that is under way has ended. */
  stop(): Promise<void>
}

/** How often it is looked at when nothing is known to be under way: shares tell nothing of changes. */
const IDLE_MS = 60_000
/** How often it is looked at while files wait for their verdict. */
const BUSY_MS = 1_000
/** Two looks are at least so far apart, for a file that is being written changes all the time. */
const PAUSE_MS = 250

const pauseAfter = ({ unsettled, awaited }: Outstanding, quietMs: number): number => {
  if (awaited > 0) return BUSY_MS
  return unsettled > 0 ? Math.max(BUSY_MS, quietMs) : IDLE_MS
}

/** Listens to the system where it can tell of changes. */
const listen = (inbox: string, hints: Bell, signal: AbortSignal): void => {
  try {
    const watcher = watch(inbox, { recursive: true, persistent: false, signal }, () => hints.ring())
    watcher.on('error', () => watcher.close())
  } catch {
    // A share without such news is looked at each minute all the same.
  }
}

const openFolder = async ({ inbox, isOwn }: InboxOptions): Promise<void> => {
  // Another folder may be a share that is not mounted now: made here, it would hide what arrives there.
  if (isOwn) await makeFolder(inbox)
  else if (!(await stat(inbox)).isDirectory()) throw new Error(`${inbox} is no folder`)
}

/** Watches until it is told to stop. */
export const openInboxWatch = (context: StepContext, options: InboxOptions): InboxWatch => {
  const { inbox, quietMs } = options
  const hints = openBell()
  const stopping = new AbortController()
  const scan = { inbox, quietMs, memory: openInboxMemory(), stop: stopping.signal }
  let trouble: string | null = null
  const look = async (): Promise<number> => {
    try {
      await openFolder(options)
      const outstanding = await scanInbox(scan, context)
      trouble = null
      return pauseAfter(outstanding, quietMs)
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error)
      if (said !== trouble) context.log.error('the inbox cannot be used', { inbox, err: error })
      trouble = said
      return IDLE_MS
    }
  }
  const work = async (): Promise<void> => {
    await openFolder(options).catch(() => undefined)
    listen(inbox, hints, stopping.signal)
    while (!stopping.signal.aborted) {
      const since = hints.rung()
      const pause = await look()
      await sleep(PAUSE_MS, undefined, { signal: stopping.signal }).catch(() => undefined)
      if (!stopping.signal.aborted) await hints.heard(since, pause)
    }
  }
  const ended = work()
  return {
    trouble: () => trouble,
    stop: async () => {
      stopping.abort()
      hints.ring()
      await ended
    },
  }
}
