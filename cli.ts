#!/usr/bin/env node
/** Knows the front door: arguments in, an exit code out. */
import { realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command, CommanderError, Option } from 'commander'
import { openApp, openAppLog, openReader, readCatalogue, restoreApp, systemClock, type App } from './app.ts'
import { COMMANDS } from './commands/index.ts'
import { fileError, renderInputError } from './commands/input-error-text.ts'
import type { Io, Session } from './commands/session.ts'
import { explainUsage } from './commands/usage-error.ts'
import { parseConfig, type Config } from './config.ts'
import { InputError } from './indicators/input-error.ts'
import type { Language } from './indicators/text.ts'
import type { IsolatedReader } from './workbooks/isolated-reader.ts'

type Environment = Readonly<Record<string, string | undefined>>

const MENDABLE = 1
const OUR_FAULT = 2

const openSession = (config: Config, program: Command, io: Io) => {
  const opened: App[] = []
  let reader: IsolatedReader | undefined
  const language = (): Language => (program.opts()['lang'] === 'en' ? 'en' : 'zh')
  const session: Session & { code: number } = {
    io,
    code: 0,
    clock: systemClock,
    actor: config.BEIZENG_ACTOR,
    get language() {
      return language()
    },
    get directory() {
      return String(program.opts()['data'])
    },
    catalogue: () => readCatalogue(config),
    readWorkbook: (bytes) => {
      reader ??= openReader(resolve(session.directory))
      return reader.read(bytes)
    },
    open: async ({ directory, clock, service = false } = {}) => {
      const app = await openApp(config, {
        directory: directory ?? session.directory,
        language: language(),
        log: openAppLog(config, { service, write: io.err }),
        ...(clock ? { clock } : {}),
      })
      opened.push(app)
      return app
    },
    restore: (file) => restoreApp(config, { directory: session.directory, file }),
    exit: (code) => {
      session.code = code
    },
  }
  return { session, close: () => Promise.all([reader, ...opened].map((one) => one?.close())) }
}

const composeProgram = (config: Config, io: Io): Command =>
  new Command('beizeng')
    .description('倍增：规划统计指标监测（a monitor for the statistical indicators of a policy plan）')
    .option('--data <folder>', '数据文件夹（数据库、原件、发件箱）', config.BEIZENG_DATA)
    .addOption(new Option('--lang <language>', '输出语言').choices(['zh', 'en']).default(config.BEIZENG_LANG))
    // What is wrong with a command line is told by us, in the words of all bad input.
    .configureOutput({ writeOut: io.out, writeErr: io.err, outputError: () => undefined })
    .helpOption('-h, --help', '显示帮助')
    .helpCommand('help [command]', '显示某个命令的帮助')

/** Every command tells what is wrong with its own line. */
const tellUsage = (command: Command): void => {
  command.exitOverride((error) => {
    throw explainUsage(command, error)
  })
  for (const one of command.commands) tellUsage(one)
}

const failureCode = (error: unknown, { io, language }: Session): number => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : MENDABLE
  if (error instanceof InputError) {
    io.err(renderInputError(error, language))
    return MENDABLE
  }
  const named = fileError(error)
  if (named) {
    io.err(renderInputError(named, language))
    return MENDABLE
  }
  const fault = error instanceof Error ? (error.stack ?? error.message) : String(error)
  io.err(language === 'zh' ? `程序错误：${fault}\n` : `a fault of the program: ${fault}\n`)
  return OUR_FAULT
}

/** Undefined when a variable is wrong: it is told in the language that was asked for, as far as that can be known yet. */
const readConfig = (
  args: readonly string[],
  { environment, io }: { readonly environment: Environment; readonly io: Io },
): Config | undefined => {
  try {
    return parseConfig(environment)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    const asked = args.includes('--lang') ? args[args.indexOf('--lang') + 1] : environment['BEIZENG_LANG']
    io.err(renderInputError(error, asked === 'en' ? 'en' : 'zh'))
    return undefined
  }
}

/** Runs one command. Exit codes: 0 done, 1 the person can mend it, 2 our fault. */
export const main = async (args: readonly string[], io: Io, environment: Environment): Promise<number> => {
  const config = readConfig(args, { environment, io })
  if (config === undefined) return MENDABLE
  const program = composeProgram(config, io)
  const { session, close } = openSession(config, program, io)
  for (const add of COMMANDS) add(program, session)
  tellUsage(program)
  try {
    await program.parseAsync(args, { from: 'user' })
    return session.code
  } catch (error) {
    return failureCode(error, session)
  } finally {
    await close()
  }
}

const isMain =
  process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)
if (isMain) {
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
