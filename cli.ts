#!/usr/bin/env node
/** Knows the front door: arguments in, an exit code out; what is compiled is kept, so that the next command starts sooner. */
import { realpathSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Io } from './commands/session.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Runs one command. Exit codes: 0 done, 1 the person can mend it, 2 our fault. */
export const main = async (args: readonly string[], io: Io, environment: Environment): Promise<number> => {
  const { runProgram } = await import('./program.ts')
  return runProgram(args, { io, environment })
}

/** Where a person's programs keep what can be made again; a folder of everybody could be filled by anybody. */
const openCompileCache = ({ XDG_CACHE_HOME, LOCALAPPDATA, HOME }: Environment): void => {
  const folder = XDG_CACHE_HOME || LOCALAPPDATA || (HOME ? join(HOME, '.cache') : undefined)
  // Where it cannot be written, nothing is kept and nothing is said.
  if (folder) enableCompileCache(join(folder, 'beizeng'))
}

const isMain =
  process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)
if (isMain) {
  openCompileCache(process.env)
  const told = { stop: false }
  const io: Io = {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    terminal: process.stderr.isTTY === true,
    stopped: () =>
      new Promise((resolve) => {
        const stop = (): void => {
          told.stop = true
          resolve()
        }
        for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, stop)
      }),
  }
  process.exitCode = await main(process.argv.slice(2), io, process.env)
  // A service that was told to stop ends, whatever a library still waits for: BullMQ waits for ever for a Redis that is away.
  if (told.stop) process.exit()
}
