/** Knows how the letter of a notice is rendered: subject, HTML, text and lines from one set of words. */
import type { NoticeLetter } from '../indicators/warnings/notice-letter.ts'
import type { Language } from '../indicators/text.ts'
import { escapeHtml, pair, renderPage, row, RULE, table } from './mail-page.ts'
import { composeNoticeWords, type NoticeWords } from './notice-words.ts'
import type { Rendered } from './rendered.ts'

const factRow = ({ label, values, strong }: NoticeWords['facts'][number]): string => {
  const shown = values.map(escapeHtml).join('<br>')
  return pair(
    [escapeHtml(label), strong ? `<b>${shown}</b>` : shown],
    `padding:6px 8px 6px 0;border-bottom:1px solid ${RULE}`,
  )
}

const paragraph = (sentence: string): string => row(escapeHtml(sentence), 'padding:4px 0')

const bodyRows = (words: NoticeWords): string =>
  [
    row(escapeHtml(words.addressee), 'padding:16px 0 4px'),
    row(escapeHtml(words.opening), 'padding:4px 0 10px'),
    row(table(words.facts.map(factRow).join(''), `border-top:1px solid ${RULE}`), 'padding:0 0 10px'),
    ...words.closing.map(paragraph),
    row(words.signature.map(escapeHtml).join('<br>'), 'padding:16px 0 20px;text-align:right'),
  ].join('')

const said = (label: string, value: string, language: Language): string =>
  language === 'zh' ? `${label}：${value}` : `${label}: ${value}`

/** Each fact on a line; several sentences under each other. */
const factLines = ({ facts, language }: NoticeWords): readonly string[] =>
  facts.flatMap(({ label, values }) =>
    values.length === 1
      ? [said(label, values.join(''), language)]
      : [said(label, '', language).trimEnd(), ...values.map((value) => `- ${value}`)],
  )

const renderText = (words: NoticeWords): string => {
  const blocks = [
    `${words.title}\n${words.subtitle}`,
    `${words.addressee}\n${words.opening}`,
    factLines(words).join('\n'),
    words.closing.join('\n'),
    words.signature.join('\n'),
  ]
  return `${blocks.filter((b) => b !== '').join('\n\n')}\n`
}

/** Renders the letter of a notice; every part says the same. */
export const renderNotice = (letter: NoticeLetter, language: Language): Rendered => {
  const words = composeNoticeWords(letter, language)
  const html = renderPage({
    lang: language === 'zh' ? 'zh-CN' : 'en',
    subject: words.subject,
    title: words.title,
    subtitle: words.subtitle,
    body: bodyRows(words),
  })
  const lines = [words.opening, ...factLines(words), ...words.closing]
  return { subject: words.subject, html, text: renderText(words), lines }
}
