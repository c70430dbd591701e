/** Knows the form of our letters: addressee, opening, what it is about, closing and signature, as page, text and lines. */
import type { Language } from '../indicators/text.ts'
import { escapeHtml, renderPage, row } from './mail-page.ts'
import type { Rendered } from './rendered.ts'

/** What every letter says. */
export interface LetterWords {
  readonly subject: string
  readonly title: string
  readonly subtitle: string
  readonly addressee: string
  readonly closing: readonly string[]
  readonly signature: readonly string[]
}

/** What one kind of letter says between addressee and closing. */
export interface LetterMiddle {
  readonly opening: readonly string[]
  /** Rows of the page, the opening included. */
  readonly rows: readonly string[]
  /** The block of the text below the opening. */
  readonly block: string
  readonly lines: readonly string[]
}

/** A sentence on a row of its own. */
export const paragraph = (sentence: string): string => row(escapeHtml(sentence), 'padding:4px 0')

const bodyOf = (words: LetterWords, { rows }: LetterMiddle): string =>
  [
    row(escapeHtml(words.addressee), 'padding:16px 0 4px'),
    ...rows,
    ...words.closing.map(paragraph),
    row(words.signature.map(escapeHtml).join('<br>'), 'padding:16px 0 20px;text-align:right'),
  ].join('')

const textOf = (words: LetterWords, { opening, block }: LetterMiddle): string => {
  const blocks = [
    `${words.title}\n${words.subtitle}`,
    [words.addressee, ...opening].join('\n'),
    block,
    words.closing.join('\n'),
    words.signature.join('\n'),
  ]
  return `${blocks.filter((b) => b !== '').join('\n\n')}\n`
}

/** Renders a letter; every part says the same. */
export const renderLetter = (words: LetterWords, middle: LetterMiddle, language: Language): Rendered => ({
  subject: words.subject,
  html: renderPage({
    lang: language === 'zh' ? 'zh-CN' : 'en',
    subject: words.subject,
    title: words.title,
    subtitle: words.subtitle,
    body: bodyOf(words, middle),
  }),
  text: textOf(words, middle),
  lines: [...middle.opening, ...middle.lines, ...words.closing],
})
