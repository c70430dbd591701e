/** Knows how help looks: its headings in the language of the session, the options that every command takes, and examples. */
import type { Command, Option } from 'commander'
import { text, type Language, type Text } from '../indicators/text.ts'
import { pathOf } from './usage-error.ts'

const HEADINGS: Readonly<Record<string, Text>> = {
  'Usage:': text('用法：', 'Usage:'),
  'Arguments:': text('参数：', 'Arguments:'),
  'Options:': text('选项：', 'Options:'),
  'Global Options:': text('各命令共有的选项：', 'Options of every command:'),
  'Commands:': text('命令：', 'Commands:'),
}

const EXAMPLE = text('例：', 'Example:')

/** What a person would type, by the command; the first ones in the order of a first day. */
export const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  '': ['demo', '--data data/demo status --as-of 2020-11-03', 'help ingest'],
  demo: ['demo', '--data other demo'],
  template: ['template --unit zj-stats --period 2020 -o 2020.xlsx'],
  inspect: ['inspect 2020.xlsx'],
  ingest: ['ingest 2020.xlsx', 'ingest *.xlsx --published 2020-11-03 --json'],
  findings: ['findings 20201103-ec79dc83d2ed'],
  'explain-finding': ['explain-finding 20201103-ec79dc83d2ed 1 --text 原因 --by 姓名'],
  release: ['release 20201103-ec79dc83d2ed 1 --reason 理由 --by 姓名'],
  accept: ['accept 20201103-ec79dc83d2ed --by 姓名'],
  return: ['return 20201103-ec79dc83d2ed --reason 理由 --by 姓名'],
  status: ['status', 'status --region 杭州市 --as-of 2020-11-03 --json'],
  explain: ['explain digital_economy_gdp_share/2019', 'explain 2020-0001', 'explain 115'],
  'warnings list': ['warnings --as-of 2020-11-03'],
  'warnings show': ['warnings show 2020-0001'],
  ack: ['ack 2020-0001 --by 姓名'],
  respond: ['respond 2020-0001 --cause 原因 --measures 措施 --due 2020-12-31 --by 姓名'],
  silence: ['silence 2020-0001 --until 2020-11-30 --reason 理由 --owner 姓名'],
  notice: ['notice 2020-0001 -o notice.xlsx', 'notice 2020-0001 --preview'],
  digest: ['digest --week 2020-W45', 'digest --week 2020-W45 --send'],
  reminders: ['reminders --preview --at 2020-08-19T09:05'],
  assess: ['assess --year 2020 -o 2020.xlsx', 'assess --year 2020 --format csv'],
  'channels set': ['channels set mail --file mail.json --by 姓名'],
  'channels test': ['channels test mail --to name@example.org --by 姓名'],
  'plans check': ['plans check seeds'],
  'jobs show': ['jobs show 1'],
  backup: ['backup -o beizeng.tar'],
  restore: ['--data restored restore beizeng.tar'],
  verify: ['verify --deep', 'verify --backup beizeng.tar'],
}

const exampleLines = (command: Command, language: Language): string => {
  const lines = EXAMPLES[pathOf(command)] ?? []
  return lines.length === 0
    ? ''
    : `\n${EXAMPLE[language]}\n${lines.map((line) => `  beizeng ${line}\n`).join('')}`
}

/** What may be chosen and what is usual, in the language. */
const optionText = ({ description, argChoices, defaultValue }: Option, language: Language): string => {
  const zh = language === 'zh'
  const usual = defaultValue === undefined || defaultValue === false ? [] : [String(defaultValue)]
  const notes = [
    ...(argChoices ? [zh ? argChoices.join(' 或 ') : argChoices.join(' or ')] : []),
    ...usual.map((value) => (zh ? `默认：${value}` : `default: ${value}`)),
  ]
  if (notes.length === 0) return description
  return zh ? `${description}（${notes.join('；')}）` : `${description} (${notes.join('; ')})`
}

/** Gives a command and all below it their help. */
export const addHelp = (command: Command, language: () => Language): void => {
  command
    .configureHelp({
      showGlobalOptions: true,
      styleTitle: (title) => HEADINGS[title]?.[language()] ?? title,
      optionDescription: (option) => optionText(option, language()),
    })
    .addHelpText('after', () => exampleLines(command, language()))
  for (const one of command.commands) addHelp(one, language)
}
