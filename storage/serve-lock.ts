/** Knows that one service at a time works on a data folder; the lock is the system's, and ends with the process that holds it. */
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { InputError } from '../indicators/input-error.ts'
import { text } from '../indicators/text.ts'

const taken = (directory: string): InputError =>
  new InputError([
    {
      where: text(`数据文件夹 ${directory}`, `data folder ${directory}`),
      found: 'serve.lock',
      expected: text(
        '没有别的 serve 在用的数据文件夹；请先停掉那一个，或用 --data 指定另一个文件夹',
        'a data folder that no other serve uses; stop that one, or name another folder with --data',
      ),
    },
  ])

const isBusy = (error: unknown): boolean =>
  error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')

/**
 * Holds a data folder. A file with a number of a process in it would outlive a kill; a lock on a file does not.
 * @throws InputError when another process holds it.
 */
export const holdFolder = (directory: string): (() => void) => {
  const lock = new Database(join(directory, 'serve.lock'), { timeout: 0 })
  try {
    lock.exec('begin exclusive')
    return () => lock.close()
  } catch (error) {
    lock.close()
    throw isBusy(error) ? taken(directory) : error
  }
}
