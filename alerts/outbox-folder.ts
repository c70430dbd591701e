/** Knows the channel that lays each mail into a folder as an .eml file: for offices without a relay, and for looking first. */
import { createHash } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Channel, Message } from './channel.ts'

/** Letters, digits, dots and hyphens only: a key never leads out of the folder. */
const safe = (part: string): string => part.replaceAll(/[^A-Za-z0-9.-]/g, '_').replace(/^\.+/, '_')

/** A digest by its slot and recipient, everything else by its whole key. */
const nameOf = (key: string): string => {
  const [kind, , ...rest] = key.split(':')
  return safe((kind === 'digest' && rest.length > 0 ? rest : key.split(':')).join('-'))
}

const isOther = async (path: string, { messageId }: Message): Promise<boolean> => {
  try {
    return !(await readFile(path, 'utf8')).includes(messageId)
  } catch {
    return false
  }
}

/** The file of a message; two messages of one name (two plans write to one recipient) lie beside each other. */
const pathOf = async (folder: string, message: Message): Promise<string> => {
  const name = nameOf(message.key)
  const path = join(folder, `${name}.eml`)
  if (!(await isOther(path, message))) return path
  const mark = createHash('sha256').update(message.key).digest('hex').slice(0, 8)
  return join(folder, `${name}-${mark}.eml`)
}

/** Writes a file so that a reader, and a crash, sees the whole of it or nothing. */
export type WriteWhole = (path: string, bytes: Uint8Array) => Promise<void>

/** Lays a mail into the folder, which is made when it is missing; again, it replaces the file. Returns its path. */
export const layMail = async (folder: string, message: Message, write: WriteWhole): Promise<string> => {
  await mkdir(folder, { recursive: true })
  const path = await pathOf(folder, message)
  await write(path, Buffer.from(message.body))
  return path
}

/** Opens the channel on a folder. */
export const openOutboxFolder = (folder: string, write: WriteWhole): Channel => ({
  repeatable: true,
  perMinute: null,
  send: async (message, committing) => {
    await committing()
    try {
      return { outcome: 'sent', reply: await layMail(folder, message, write) }
    } catch (error) {
      // A full disk or a share that is away: nothing of it was laid.
      return { outcome: 'later', reply: error instanceof Error ? error.message : String(error) }
    }
  },
})
