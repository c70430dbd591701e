/** Shows, command by command, that a command line that is none is told as any other bad input: where, found, expected. */
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { COMMANDS } from '../commands/index.ts'
import type { Session } from '../commands/session.ts'
import { EXAMPLES } from '../commands/help.ts'
import { run, runIn } from './run-cli.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'beizeng-usage-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** What can be called: commands without sub-commands, and those that do something by themselves. */
const listCallable = (
  command: Command,
  path: readonly string[] = [],
): (readonly [readonly string[], Command])[] =>
  command.commands.flatMap((one) => {
    const own = [...path, one.name()]
    const inner = listCallable(one, own)
    return inner.length === 0 || one.options.length > 0 ? [[own, one] as const, ...inner] : inner
  })

const program = new Command('beizeng')
// Nothing is run: the commands are only looked at.
for (const { load } of COMMANDS) (await load())(program, {} as Session)
const callable = listCallable(program)

const argumentsOf = ({ registeredArguments }: Command): string[] =>
  registeredArguments.filter(({ required }) => required).map(() => '1')

const mandatoryOf = ({ options }: Command): string[] =>
  options.filter((o) => o.mandatory).flatMap((o) => [o.long ?? '', '1'])

interface Case {
  readonly what: string
  readonly args: readonly string[]
  /** Must stand in each message. */
  readonly named: readonly string[]
}

const casesOf = (path: readonly string[], command: Command): Case[] => {
  const [given, wanted] = [argumentsOf(command), mandatoryOf(command)]
  const whole = [...path, ...given, ...wanted]
  const { registeredArguments: takes, options } = command
  return [
    { what: 'an unknown option', args: [...whole, '--nonsense'], named: ['--nonsense', '--help'] },
    ...options
      .filter((o) => o.required)
      .map((o) => ({
        what: `${o.long} without its value`,
        args: [...path, ...given, o.long ?? ''],
        named: [o.flags],
      })),
    ...(wanted.length > 0
      ? [
          {
            what: 'no required option',
            args: [...path, ...given],
            named: options.filter((o) => o.mandatory).map((o) => o.flags),
          },
        ]
      : []),
    ...(given.length > 0
      ? [
          {
            what: 'no argument',
            args: [...path, ...wanted],
            named: takes.filter((a) => a.required).map((a) => `<${a.name()}>`),
          },
        ]
      : []),
    ...(takes.at(-1)?.variadic
      ? []
      : [
          {
            what: 'a word too many',
            args: [...path, ...takes.map(() => '1'), ...wanted, 'superfluous'],
            named: ['superfluous'],
          },
        ]),
  ]
}

const HAN = /\p{Script=Han}|[\u3000-\u303f\uff00-\uffef]/u

const check = async ({ args, named }: Omit<Case, 'what'>): Promise<void> => {
  const chinese = await run(join(folder, 'data'), ...args)
  expect([chinese.code, chinese.out]).toEqual([1, ''])
  for (const line of chinese.err.trimEnd().split('\n')) expect(line).toMatch(/^[^：]+：发现「[^]*」，应为./)
  const english = await run(join(folder, 'data'), '--lang', 'en', ...args)
  expect([english.code, english.out]).toEqual([1, ''])
  for (const line of english.err.trimEnd().split('\n')) expect(line).toMatch(/^[^:]+: found ".*", expected ./)
  expect(english.err).not.toMatch(HAN)
  for (const name of named) for (const { err } of [chinese, english]) expect(err).toContain(name)
  expect(await readdir(folder)).toEqual([])
}

test('every command is looked at', () => {
  const paths = callable.map(([path]) => path.join(' '))
  expect(paths).toEqual(
    expect.arrayContaining(['demo', 'channels set', 'jobs', 'jobs show', 'plans list', 'verify']),
  )
  expect(paths.length).toBeGreaterThan(COMMANDS.length)
})

describe.each(callable.map(([path, command]) => ({ name: path.join(' '), path, command })))(
  '$name',
  ({ path, command }) => {
    test.each(casesOf(path, command))('$what', check)
  },
)

test.each([
  ['an unknown command', ['statsu'], ['statsu', 'status?']],
  ['an unknown sub-command', ['plans', 'shwo'], ['shwo', 'show']],
  ['an unknown sub-command of one that does something itself', ['jobs', 'shwo'], ['shwo', 'retry']],
  ['help for an unknown command', ['help', 'statsu'], ['statsu', 'status?']],
  ['help for an unknown sub-command', ['plans', 'help', 'shwo'], ['shwo', 'show']],
  ['an option beside the mark', ['status', '--asof', '2020-01-01'], ['--asof', '--as-of']],
  ['an option that only begins like one', ['status', '-x'], ['-x', '--plan']],
  ['a language that is none', ['--lang', 'fr', 'plans'], ['fr', 'zh', 'en']],
])('%s', async (_, args, named) => {
  const { code, out, err } = await run(join(folder, 'data'), ...args)
  expect([code, out]).toEqual([1, ''])
  expect(err).toMatch(/^[^：]+：发现「[^]*」，应为./)
  for (const name of named) expect(err.replaceAll('？', '?')).toContain(name)
})

test('everything that is missing is told at once', async () => {
  const { err } = await run(join(folder, 'data'), 'silence')
  expect(
    err
      .trimEnd()
      .split('\n')
      .map((line) => line.split('：')[0]),
  ).toEqual([
    '命令 silence 的参数 <number>',
    '命令 silence 的选项 --until <day>',
    '命令 silence 的选项 --reason <text>',
    '命令 silence 的选项 --owner <name>',
  ])
})

test('a wrong setting is told in the language that was asked for, on the command line or in the settings', async () => {
  const wrong = { BEIZENG_PORT: 'x' }
  const expected = 'environment variable BEIZENG_PORT: found "x"'
  expect((await runIn(wrong, 'plans')).err).toContain('环境变量 BEIZENG_PORT：发现「x」')
  expect((await runIn(wrong, '--lang', 'en', 'plans')).err).toContain(expected)
  const english = await runIn({ ...wrong, BEIZENG_LANG: 'en' }, 'plans')
  expect([english.code, english.err.includes(expected)]).toEqual([1, true])
})

test.each(Object.entries(EXAMPLES))(
  'the examples of %j are of a command that there is, with options that it has',
  (path, lines) => {
    if (path !== '') expect(callable.map(([own]) => own.join(' '))).toContain(path)
    for (const line of lines) {
      const words = line
        .replace(/^--data \S+ /, '')
        .replace(/^help (\w+)$/, '$1')
        .split(' ')
      const [, command] =
        callable.find(([own]) => own.join(' ') === path) ??
        callable.find(([own]) => own[0] === words[0]) ??
        []
      expect(words[0], line).toBe(path === '' ? words[0] : path.split(' ')[0])
      const flags = command?.options.flatMap(({ long, short }) => [long, short]) ?? []
      for (const flag of words.filter((word) => word.startsWith('-'))) expect(flags, line).toContain(flag)
      for (const flag of mandatoryOf(command ?? program).filter((word) => word.startsWith('--')))
        expect(
          words.some(
            (word) => word === flag || command?.options.some((o) => o.long === flag && o.short === word),
          ),
          line,
        ).toBe(true)
    }
  },
)

test('help has its headings in one language, and an example', async () => {
  const chinese = (await runIn({}, 'status', '--help')).out
  expect(chinese).toMatch(
    /^用法：[^]*\n选项：[^]*\n各命令共有的选项：[^]*--data[^]*\n例：\n {2}beizeng status/,
  )
  expect(chinese).not.toMatch(/Usage|Options|default|choices/)
  expect((await runIn({}, '--lang', 'en', 'status', '--help')).out).toMatch(
    /^Usage:[^]*\nOptions:[^]*\nExample:/,
  )
})

test('help is no error', async () => {
  for (const args of [
    ['--help'],
    ['help'],
    ['help', 'channels'],
    ['help', 'help'],
    ['plans', 'help', 'show'],
    ['channels', 'set', '--help'],
  ]) {
    const { code, out, err } = await runIn({}, ...args)
    expect([code, err]).toEqual([0, ''])
    expect(out).not.toBe('')
  }
})
