/** Knows the folders of the inbox: where files arrive, where they wait for their verdict, where they lie in the end. */
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { OUTCOMES } from '../../indicators/submission.ts'

/** Each arrival has a folder of its own in here, so that no name meets another. */
export const PROCESSING = 'processing'

const OWN_FOLDERS: readonly string[] = [PROCESSING, ...Object.keys(OUTCOMES)]

/** What programs leave behind, or have not finished writing. */
const NOT_MEANT = [
  /^[.~]/,
  /\.(part|partial|tmp|temp|crdownload|download|filepart|swp)$/i,
  /^(thumbs\.db|desktop\.ini)$/i,
]

/** Whether a file of this name is meant for us. */
export const isMeant = (name: string): boolean => !NOT_MEANT.some((pattern) => pattern.test(name))

/** How a file looks from outside; two equal looks some time apart mean that nobody writes any more. */
export interface Look {
  readonly size: number
  readonly changed: number
  readonly inode: number
}

/** Undefined when it is no plain file: links may lead anywhere, and are not followed. */
export const lookAt = async (path: string): Promise<Look | undefined> => {
  const found = await lstat(path)
  return found.isFile() ? { size: found.size, changed: found.mtimeMs, inode: found.ino } : undefined
}

export const isSameLook = (a: Look, b: Look): boolean =>
  a.size === b.size && a.changed === b.changed && a.inode === b.inode

/** The inbox itself, as `''`, and its folders, one for each unit that sends into its own. */
export const listFolders = async (inbox: string): Promise<readonly string[]> => {
  const entries = await readdir(inbox, { withFileTypes: true })
  const folders = entries.filter((e) => e.isDirectory() && isMeant(e.name) && !OWN_FOLDERS.includes(e.name))
  return ['', ...folders.map((e) => e.name).toSorted()]
}

/** Names of what lies in a folder and is meant for us. */
export const listFiles = async (inbox: string, folder: string): Promise<readonly string[]> => {
  const entries = await readdir(join(inbox, folder), { withFileTypes: true })
  return entries
    .filter((e) => !e.isDirectory() && isMeant(e.name))
    .map((e) => e.name)
    .toSorted()
}

/** The arrivals that wait in a folder. */
export const listProcessing = async (inbox: string, folder: string): Promise<readonly string[]> => {
  try {
    return (await readdir(join(inbox, folder, PROCESSING))).toSorted()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}
