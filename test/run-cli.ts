/** Knows how a test walks through the front door: arguments in, exit code and both streams out. */
import { main } from '../cli.ts'

export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs one command in an environment. */
export const runIn = async (
  environment: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<Ran> => {
  const streams = { out: '', err: '' }
  const io = {
    out: (text: string) => {
      streams.out += text
    },
    err: (text: string) => {
      streams.err += text
    },
    terminal: false,
    stopped: () => Promise.resolve(),
  }
  const code = await main(args, io, environment)
  return { code, ...streams }
}

/** Runs one command on a data folder. */
export const run = (directory: string, ...args: readonly string[]): Promise<Ran> =>
  runIn({}, '--data', directory, ...args)

/** The JSON document that a command prints. */
export const runJson = async (directory: string, ...args: readonly string[]) => {
  const ran = await run(directory, ...args, '--json')
  return { code: ran.code, ...JSON.parse(ran.out) }
}
