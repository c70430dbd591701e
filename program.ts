/** Knows how a command line becomes one command that runs, and what its end is worth: an exit code. */
import { resolve } from 'node:path'
import { Command, CommanderError, Option } from 'commander'
import type { App } from './app.ts'
import { loadCommands } from './commands/index.ts'
import { addHelp } from './commands/help.ts'
import { fileError, renderInputError } from './commands/input-error-text.ts'
import type { Io, Session } from './commands/session.ts'
import { explainUsage, withoutVainHelp } from './commands/usage-error.ts'
import { parseConfig, type Config } from './config.ts'
import { InputError } from './indicators/input-error.ts'
import type { Language } from './indicators/text.ts'
import { readSeeds, seedsFolder } from './storage/seeds.ts'
import type { IsolatedReader } from './workbooks/isolated-reader.ts'

/** What surrounds a command: where it prints, and its settings. */
export interface Surroundings {
  readonly io: Io
  readonly environment: Readonly<Record<string, string | undefined>>
}

const MENDABLE = 1
const OUR_FAULT = 2

/** All that a store needs; a command that opens none does without. */
const loadApp = () => import('./app.ts')

const openSession = (config: Config, program: Command, io: Io) => {
  const opened: App[] = []
  let reader: IsolatedReader | undefined
  const language = (): Language => (program.opts()['lang'] === 'en' ? 'en' : 'zh')
  const session: Session & { code: number } = {
    io,
    code: 0,
    clock: async () => (await loadApp()).systemClock,
    actor: config.BEIZENG_ACTOR,
    get language() {
      return language()
    },
    get directory() {
      return String(program.opts()['data'])
    },
    catalogue: () => readSeeds(seedsFolder(config.BEIZENG_SEEDS)),
    readWorkbook: async (...given) => {
      const { openReader } = await loadApp()
      reader ??= openReader(resolve(session.directory))
      return reader.read(...given)
    },
    open: async ({ directory, clock, service = false } = {}) => {
      const { openApp, openAppLog } = await loadApp()
      const app = await openApp(config, {
        directory: directory ?? session.directory,
        language: language(),
        log: openAppLog(config, { service, write: io.err }),
        ...(clock ? { clock } : {}),
      })
      opened.push(app)
      return app
    },
    restore: async (file) => (await loadApp()).restoreApp(config, { directory: session.directory, file }),
    exit: (code) => {
      session.code = code
    },
  }
  return { session, close: () => Promise.all([reader, ...opened].map((one) => one?.close())) }
}

const composeProgram = (config: Config, { io, environment }: Surroundings): Command => {
  const program = new Command('beizeng')
    .description('倍增：规划统计指标监测（a monitor for the statistical indicators of a policy plan）')
    .option('--data <folder>', '数据文件夹（数据库、原件、发件箱）', config.BEIZENG_DATA)
    .addOption(new Option('--lang <language>', '输出语言').choices(['zh', 'en']).default(config.BEIZENG_LANG))
    // What is wrong with a command line is told by us, in the words of all bad input.
    .configureOutput({ writeOut: io.out, writeErr: io.err, outputError: () => undefined })
    .helpOption('-h, --help', '显示帮助')
    .helpCommand('help [command]', '显示某个命令的帮助')
  // A folder that the settings name is named, and no default.
  if (environment['BEIZENG_DATA']) program.setOptionValueWithSource('data', config.BEIZENG_DATA, 'env')
  return program
}

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
const readConfig = (args: readonly string[], { io, environment }: Surroundings): Config | undefined => {
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
export const runProgram = async (
  args: readonly string[],
  { io, environment }: Surroundings,
): Promise<number> => {
  const config = readConfig(args, { io, environment })
  if (config === undefined) return MENDABLE
  const program = composeProgram(config, { io, environment })
  const { session, close } = openSession(config, program, io)
  try {
    tellUsage(program)
    const [asked] = program.parseOptions([...args]).operands
    for (const add of await loadCommands(asked)) add(program, session)
    tellUsage(program)
    addHelp(program, () => session.language)
    await program.parseAsync(withoutVainHelp(program, args), { from: 'user' })
    return session.code
  } catch (error) {
    return failureCode(error, session)
  } finally {
    await close()
  }
}
