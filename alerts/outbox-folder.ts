/** Knows the channel that lays each mail into a folder as an .eml file: for offices without a relay, and for looking first. */
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Channel, Message } from './channel.ts'

/** Letters, digits and hyphens only: a code never leads out of the folder. */
const SAFE = /^[A-Za-z0-9-]+$/

const fileName = ({ week, recipient }: Message): string => {
  if (SAFE.test(week) && SAFE.test(recipient)) return `${week}-${recipient}.eml`
  throw new Error(`not a week and a recipient code: ${week}, ${recipient}`)
}

/** Writes beside the place, flushes, then renames: a reader sees the whole file or none. */
const writeWhole = async (path: string, bytes: Uint8Array): Promise<void> => {
  const beside = `${path}.part`
  try {
    const file = await open(beside, 'w')
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(beside, path)
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
}

/** Opens the channel on a folder, which is made when it is missing; sending again replaces the file. */
export const openOutboxFolder = (folder: string): Channel => ({
  name: 'outbox-folder',
  send: async (message) => {
    const path = join(folder, fileName(message))
    await mkdir(folder, { recursive: true })
    await writeWhole(path, message.mail)
    return path
  },
})
