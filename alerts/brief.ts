/** Knows how a letter becomes the short text of a robot: whole lines within the limit, and how many were left out. */
import type { Letter } from './letter.ts'

const LONGEST_TITLE = 100

/** Signs by which a name or a file name could speak to the robot: mentions, links, headings, emphasis. */
const SPEAKING: Readonly<Record<string, string>> = {
  '<': '＜',
  '>': '＞',
  '[': '［',
  ']': '］',
  '*': '＊',
  _: '＿',
  '~': '～',
  '`': '＇',
  '#': '＃',
  '@': '＠',
}

const quiet = (line: string): string =>
  line.replaceAll(/[<>[\]*_~`#@]/g, (sign) => SPEAKING[sign] ?? sign).replaceAll(/\s+/g, ' ')

const shorten = (title: string): string => {
  const signs = [...title]
  return signs.length <= LONGEST_TITLE ? title : `${signs.slice(0, LONGEST_TITLE - 1).join('')}…`
}

export interface Brief {
  readonly title: string
  readonly lines: readonly string[]
}

const cutTo = ({ title, lines }: Brief, count: number): Brief => {
  const left = lines.length - count
  return { title, lines: left === 0 ? lines : [...lines.slice(0, count), `…(余 ${left} 条，见邮件)`] }
}

/** The most lines that fit, the gravest first; `fits` knows the limit of the robot. */
export const composeBrief = (letter: Letter, fits: (brief: Brief) => boolean): Brief => {
  const whole = { title: shorten(quiet(letter.subject)), lines: letter.lines.map(quiet) }
  const counts = [...whole.lines.keys(), whole.lines.length].toReversed()
  return cutTo(whole, counts.find((count) => fits(cutTo(whole, count))) ?? 0)
}

/** Length in bytes of UTF-8, in which the limits are given. */
export const bytesOf = (text: string): number => Buffer.byteLength(text, 'utf8')
