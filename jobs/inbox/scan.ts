/** Knows one look at the inbox: takes what is written to its end, files what has its verdict; one bad file stops no other. */
import { access, constants, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { listArrivals } from '../../storage/arrivals.ts'
import type { StepContext } from '../step.ts'
import { fileAway } from './file-away.ts'
import { isSameLook, listFiles, listFolders, listProcessing, lookAt, type Look } from './folders.ts'
import { findWaitingFile, setAside, takeIn, waitingFolder, type Waiting } from './take.ts'

/** What the last look saw, to tell what changed. */
export interface InboxMemory {
  /** Path → how it looked, and since when it looks so, in milliseconds of a clock that only goes forward. */
  readonly seen: Map<string, { readonly look: Look; readonly since: number }>
  /** Path → the trouble last told of it, so that it is told once. */
  readonly troubles: Map<string, string>
}

export const openInboxMemory = (): InboxMemory => ({ seen: new Map(), troubles: new Map() })

export interface InboxScan {
  readonly inbox: string
  /** For so long a file must not change before it is taken. */
  readonly quietMs: number
  readonly memory: InboxMemory
  /** Ends the look between two files. */
  readonly stop?: AbortSignal
}

/** What is still to come: files that may still be written or gave trouble, arrivals whose verdict is under way. */
export interface Outstanding {
  readonly unsettled: number
  readonly awaited: number
}

/** What is larger is no workbook, and would fill the memory before anyone could say so. */
const MOST_BYTES = 256 * 1024 * 1024

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error)

/** Does something with a file; its trouble is told once, and stops no other file. */
const attempt = async <T>(
  path: string,
  { memory, context, stop }: Pick<Pass, 'memory' | 'context' | 'stop'>,
  work: () => Promise<T>,
): Promise<T | undefined> => {
  if (stop?.aborted) return undefined
  try {
    const done = await work()
    memory.troubles.delete(path)
    return done
  } catch (error) {
    const code = codeOf(error)
    // Gone: another took it, or its sender took it back.
    if (code !== 'ENOENT' && memory.troubles.get(path) !== code) {
      memory.troubles.set(path, code)
      context.log.warn('a file of the inbox cannot be used', { path, err: error })
    }
    return undefined
  }
}

/** The look of a file that has not changed for long enough; undefined for one that has to wait. */
const settledLook = async (path: string, { quietMs, memory }: InboxScan): Promise<Look | undefined> => {
  const look = await lookAt(path)
  if (!look) throw new Error('not a plain file: links and devices are not read')
  if (look.size > MOST_BYTES) throw new Error(`larger than ${MOST_BYTES} bytes: no workbook`)
  const before = memory.seen.get(path)
  if (!before || !isSameLook(before.look, look)) {
    memory.seen.set(path, { look, since: performance.now() })
    return undefined
  }
  return performance.now() - before.since >= quietMs ? look : undefined
}

interface Pass extends InboxScan {
  readonly context: StepContext
  unsettled: number
  awaited: number
}

const takeWaiting = async (waiting: Waiting, pass: Pass, known?: Look): Promise<void> => {
  const file = await findWaitingFile(waiting)
  if (file === undefined) return rmdir(waitingFolder(waiting))
  const path = join(waitingFolder(waiting), file)
  const look = known ?? (await settledLook(path, pass))
  const taken = look && (await takeIn(waiting, { file, look }, pass.context))
  if (taken) pass.memory.seen.delete(path)
  else pass.unsettled += 1
}

const takeFile = async (folder: string, file: string, pass: Pass): Promise<void> => {
  const { inbox, memory, context } = pass
  const path = join(inbox, folder, file)
  const look = await settledLook(path, pass)
  if (!look) {
    pass.unsettled += 1
    return
  }
  // What cannot be read stays where its sender sees it.
  await access(path, constants.R_OK)
  memory.seen.delete(path)
  await takeWaiting(await setAside({ inbox, folder, file }, context), pass, look)
}

const scanFolder = async (folder: string, known: ReadonlySet<string>, pass: Pass): Promise<void> => {
  const { inbox } = pass
  for (const id of await listProcessing(inbox, folder)) {
    const waiting = { inbox, folder, id }
    if (!known.has(id)) await attempt(waitingFolder(waiting), pass, () => takeWaiting(waiting, pass))
  }
  for (const file of await listFiles(inbox, folder))
    await attempt(join(inbox, folder, file), pass, () => takeFile(folder, file, pass))
}

/** Forgets what is no longer there, or the memory would grow for ever. */
const forget = async ({ seen, troubles }: InboxMemory): Promise<void> => {
  for (const path of new Set([...seen.keys(), ...troubles.keys()])) {
    const there = await lookAt(path).catch(() => null)
    if (there !== null) continue
    seen.delete(path)
    troubles.delete(path)
  }
}

/** Looks once. Rejects only when the inbox itself cannot be read, or the database cannot be used. */
export const scanInbox = async (scan: InboxScan, context: StepContext): Promise<Outstanding> => {
  const pass: Pass = { ...scan, context, unsettled: 0, awaited: 0 }
  const { inbox, memory } = scan
  const known = new Set((await listArrivals(context.storage.db)).map((arrival) => arrival.id))
  for (const folder of await listFolders(inbox))
    await attempt(join(inbox, folder), pass, () => scanFolder(folder, known, pass))
  for (const arrival of await listArrivals(context.storage.db)) {
    const path = waitingFolder({ inbox, ...arrival })
    const filing = await attempt(path, pass, () => fileAway(inbox, arrival, context))
    if (filing === 'soon') pass.awaited += 1
    else if (filing === undefined) pass.unsettled += 1
  }
  await forget(memory)
  return pass
}
