/** Knows how a file is written so that a crash leaves the whole of it or nothing. */
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { explainFileFault } from './file-fault.ts'
import { pathBeside } from './leftovers.ts'

/** What a share says that cannot sync a folder; the rename itself was done. */
const CANNOT_SYNC = ['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']

/** A rename is durable only when the folder that holds the name is synced too; Windows cannot and need not. */
export const syncFolder = async (folder: string): Promise<void> => {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && CANNOT_SYNC.includes(String(error.code)))) throw error
  } finally {
    await handle.close()
  }
}

/**
 * Afterwards the bytes stand whole under the path and survive a power loss; before, whatever stood there. When it fails,
 * nothing stays beside it: on a full disk half a file would take the room that is needed.
 * @throws InputError when the disk or the folder does not take it.
 */
export const writeDurably = async (path: string, bytes: Uint8Array): Promise<void> => {
  const temporary = pathBeside(path)
  try {
    const handle = await open(temporary, 'wx')
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, path)
    await syncFolder(dirname(path))
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw explainFileFault(error, path)
  }
}
