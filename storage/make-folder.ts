/** Knows how a folder that a setting names is made where it is missing, and what is said where it cannot be. */
import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { explainFolderFault } from './file-fault.ts'

const isAbsent = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT'

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )

/**
 * One folder after the other, from the first that is missing. Not `recursive`: where a file system answers that there is
 * no such folder although the one above exists (`/proc` does), Node asks for ever.
 */
const make = async (folder: string): Promise<void> => {
  try {
    await mkdir(folder)
  } catch (error) {
    // Another process may have made it; and what says read-only may well be there.
    if (await isFolder(folder)) return
    const above = dirname(folder)
    if (!isAbsent(error) || above === folder || (await isFolder(above))) throw error
    await make(above)
    await mkdir(folder).catch(async (again: unknown) => {
      if (!(await isFolder(folder))) throw again
    })
  }
}

/** Makes a folder and those above it where they are missing; returns it. @throws InputError where that cannot be. */
export const makeFolder = async (folder: string): Promise<string> => {
  try {
    await make(folder)
    return folder
  } catch (error) {
    throw explainFolderFault(error, folder)
  }
}
