/** Knows how a tar is written whole or not at all: beside its place, in a stream, flushed, then renamed. */
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { pack } from 'tar-stream'
import { syncFolder } from '../durable-file.ts'
import { explainFileFault } from '../file-fault.ts'
import { pathBeside } from '../leftovers.ts'

/** Appends one file to the tar; resolves when it was handed on, so that only one is in memory. */
export type AddMember = (name: string, bytes: Buffer) => Promise<void>

/** Writes a tar of what `fill` adds. Until it returns nothing stands under the path; when it fails nothing stays beside it. */
export const writeTarFile = async (
  path: string,
  made: Date,
  fill: (add: AddMember) => Promise<void>,
): Promise<void> => {
  const beside = pathBeside(path)
  const file = await open(beside, 'wx').catch((error: unknown) => {
    throw explainFileFault(error, path)
  })
  const tar = pack()
  const written = pipeline(tar, file.createWriteStream({ flush: true }))
  // A full disk breaks the stream first and every later addition with it: the stream knows why.
  const reason = (otherwise: unknown): Promise<unknown> =>
    written.then(
      () => otherwise,
      (cause: unknown) => cause,
    )
  const add: AddMember = async (name, bytes) => {
    try {
      await new Promise<void>((resolve, reject) => {
        const entry = tar.entry({ name, mtime: made }, bytes, (error) => (error ? reject(error) : resolve()))
        // The callback tells of it; an event that nobody hears would end the process.
        entry.on('error', reject)
      })
    } catch (error) {
      throw await reason(error)
    }
  }
  const filled = fill(add).then(
    () => tar.finalize(),
    (error: unknown) => {
      tar.destroy()
      throw error
    },
  )
  // Both have ended before anything is decided; what broke the filling is said first.
  const outcomes = await Promise.allSettled([filled, written])
  try {
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
    await rename(beside, path)
    await syncFolder(dirname(path))
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
}
