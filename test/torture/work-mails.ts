/** Knows the mails that reached their readers, and what is left of a house that burned down. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What was left of a house that burned down: its last backup, and the mails that had reached their readers. */
export interface Disaster {
  readonly backup: string
  /** Message ids. */
  readonly arrived: ReadonlySet<string>
}

const MESSAGE_ID = /^Message-ID:\s*<([^>]+)>/im

/** The mails in an outbox folder. */
export const listMails = async (directory: string): Promise<readonly string[]> => {
  const folder = join(directory, 'outbox')
  const files = (await readdir(folder)).filter((file) => file.endsWith('.eml'))
  const mails = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))
  return mails.map((mail) => MESSAGE_ID.exec(mail)?.[1] ?? 'none')
}
