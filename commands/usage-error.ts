/** Knows how a command line that is none is told: like any other bad input, with what the command would take instead. */
import type { Argument, Command, CommanderError, Option } from 'commander'
import { InputError, NOT_GIVEN, type InputIssue } from '../indicators/input-error.ts'
import { text, type Text } from '../indicators/text.ts'

/** `channels set`; nothing for the program itself. */
export const pathOf = (command: Command): string =>
  command.parent ? [pathOf(command.parent), command.name()].filter((name) => name !== '').join(' ') : ''

/** The sub-commands that people are shown. */
const listCommands = (command: Command): readonly Command[] => command.createHelp().visibleCommands(command)

const listOptions = (command: Command): readonly Option[] => [
  ...command.options,
  ...(command.parent ? listOptions(command.parent) : []),
]

const placeOf = (command: Command): Text => {
  const path = pathOf(command)
  return path === '' ? text('命令行', 'command line') : text(`命令 ${path}`, `command ${path}`)
}

const usageOf = (command: Command): string =>
  ['beizeng', pathOf(command), command.usage()].filter((part) => part !== '').join(' ')

const partOf = (command: Command, { zh, en }: Text): Text => {
  const whole = placeOf(command)
  return text(`${whole.zh}${pathOf(command) === '' ? '' : ' '}的${zh}`, `${whole.en}, ${en}`)
}

const optionPlace = (command: Command, { flags }: Option): Text =>
  partOf(command, text(`选项 ${flags}`, `option ${flags}`))

/** What an option wants; in English its flags say it. */
const wantedOf = ({ argChoices, description, flags }: Option): Text =>
  argChoices
    ? text(`${argChoices.join('、')} 之一`, `one of ${argChoices.join(', ')}`)
    : text(description, `a value, as in ${flags}`)

/** The one that is meant, where the command line comes near to it. */
const nearest = (message: string): Text => {
  const [, near] = /\(Did you mean (?:one of )?(.+)\?\)/.exec(message) ?? []
  return near === undefined ? text('', '') : text(`${near}？`, `${near}? `)
}

/** More names than these are no help in one line. */
const MOST_NAMED = 12

const oneOf = (near: Text, names: readonly string[]): Text =>
  names.length > MOST_NAMED
    ? text(`${near.zh}--help 列出的名称之一`, `${near.en}one of those that --help lists`)
    : text(`${near.zh}其中之一：${names.join('、')}`, `${near.en}one of ${names.join(', ')}`)

const commandNames = (command: Command): string[] => listCommands(command).map((one) => one.name())

const unknownOption = (command: Command, message: string): InputIssue => {
  const [, found = ''] = /unknown option '([^]*?)'(?:\n|$)/.exec(message) ?? []
  const names = listOptions(command).flatMap(({ long }) => long ?? [])
  return { where: placeOf(command), found, expected: oneOf(nearest(message), [...names, '--help']) }
}

const missingOptions = (command: Command): InputIssue[] =>
  command.options
    .filter((option) => option.mandatory && command.getOptionValue(option.attributeName()) === undefined)
    .map((option) => ({
      where: optionPlace(command, option),
      found: NOT_GIVEN,
      expected: wantedOf(option),
    }))

/** The option that the message names by its flags. */
const withoutValue = (command: Command, message: string): InputIssue[] =>
  listOptions(command)
    .filter(({ flags }) => message.includes(`'${flags}'`))
    .map((option) => ({
      where: optionPlace(command, option),
      found: NOT_GIVEN,
      expected: wantedOf(option),
    }))

const badChoice = (command: Command, message: string): InputIssue[] =>
  listOptions(command)
    .filter(({ flags, argChoices }) => argChoices && message.includes(`'${flags}'`))
    .map((option) => ({
      where: optionPlace(command, option),
      found: /argument '([^]*)' is invalid/.exec(message)?.[1] ?? '',
      expected: wantedOf(option),
    }))

const argumentIssue = (command: Command, argument: Argument): InputIssue => {
  const name = `<${argument.name()}>`
  return {
    where: partOf(command, text(`参数 ${name}`, `argument ${name}`)),
    found: NOT_GIVEN,
    expected: text(`${argument.description}（${usageOf(command)}）`, `as in: ${usageOf(command)}`),
  }
}

const missingArguments = (command: Command): InputIssue[] =>
  command.registeredArguments
    .slice(command.args.length)
    .filter(({ required }) => required)
    .map((argument) => argumentIssue(command, argument))

/** Too many words: where a command has sub-commands, a word that is none of them. */
const excess = (command: Command): InputIssue => {
  const family = command.parent?.parent && command.registeredArguments.length === 0 ? command.parent : command
  const names = commandNames(family)
  return {
    where: placeOf(names.length > 0 ? family : command),
    found: command.args.slice(command.registeredArguments.length).join(' '),
    expected:
      names.length > 0
        ? oneOf(text('', ''), names)
        : text(`没有多余的词（${usageOf(command)}）`, `no more words: ${usageOf(command)}`),
  }
}

const unknownCommand = (command: Command, message: string): InputIssue => ({
  where: placeOf(command),
  found: command.args[0] ?? '',
  expected: oneOf(nearest(message), commandNames(command)),
})

/** Help for a command that there is none of is that wrong word, told like any other. */
export const withoutVainHelp = (program: Command, args: readonly string[]): readonly string[] => {
  const { operands } = program.parseOptions([...args])
  const at = operands.indexOf('help')
  const family = at === 0 ? program : program.commands.find((one) => one.name() === operands[0])
  const asked = operands[at + 1]
  if (at < 0 || at > 1 || asked === undefined || !family || family.commands.length === 0) return args
  if (family.commands.some((one) => one.name() === asked)) return args
  return [...operands.slice(0, at), asked]
}

const issuesOf = (command: Command, { code, message }: CommanderError): readonly InputIssue[] => {
  switch (code) {
    case 'commander.unknownOption':
      return [unknownOption(command, message)]
    case 'commander.unknownCommand':
      return [unknownCommand(command, message)]
    case 'commander.missingMandatoryOptionValue':
      return [...missingArguments(command), ...missingOptions(command)]
    case 'commander.optionMissingArgument':
      return withoutValue(command, message)
    case 'commander.invalidArgument':
      return badChoice(command, message)
    case 'commander.missingArgument':
      return missingArguments(command)
    case 'commander.excessArguments':
      return [excess(command)]
    default:
      return []
  }
}

/** What was wrong with the command line of a command; an error that only ends it (help was shown) as it is. */
export const explainUsage = (command: Command, error: CommanderError): Error => {
  const issues = issuesOf(command, error)
  return issues.length > 0 ? new InputError(issues) : error
}
