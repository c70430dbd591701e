/** Knows the processes of ours that read workbooks, as the system lists them (Linux). */
import { readdirSync, readFileSync } from 'node:fs'

const readProc = (path: string): string => {
  try {
    return readFileSync(`/proc/${path}`, 'latin1')
  } catch {
    // It ended meanwhile, or there is no such list.
    return ''
  }
}

/** Those that keep their compiled code in a folder; the shell is told of it before the process itself. */
export const listReaderProcessesOf = (folder: string): readonly number[] =>
  listReaderProcesses().filter((pid) =>
    [readProc(`${pid}/cmdline`), readProc(`${pid}/environ`)].some((said) => said.includes(folder)),
  )

/** Whether a process is there, if only as a zombie. */
export const isThere = (pid: number): boolean => readProc(`${pid}/stat`) !== ''

/** Their ids, those of zombies too: a closed reader must leave none. */
export const listReaderProcesses = (): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => {
      const [, state, parent] = /\) (\S) (\d+) /.exec(readProc(`${name}/stat`)) ?? []
      const isReader = state === 'Z' || readProc(`${name}/cmdline`).includes('reader-child')
      return parent === String(process.pid) && isReader
    })
    .map(Number)

/** Megabytes of memory that a process held at most since the mark was last taken back; 0 where it is not known. */
export const peakMemory = (pid: number | 'self'): number =>
  Number(/^VmHWM:\s*(\d+) kB$/m.exec(readProc(`${pid}/status`))?.[1] ?? 0) / 1024
