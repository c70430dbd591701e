/** Knows how a reminder is rendered: subject, HTML, text and lines from one set of words. */
import type { ReminderLetter } from '../indicators/reminder-letter.ts'
import type { Language } from '../indicators/text.ts'
import { escapeHtml, renderPage, row, RULE, small } from './mail-page.ts'
import type { Rendered } from './rendered.ts'
import { composeReminderWords, type ReminderWords } from './reminder-words.ts'

const paragraph = (sentence: string): string => row(escapeHtml(sentence), 'padding:4px 0')

const reportRow = ({ name, facts }: ReminderWords['reports'][number]): string =>
  row(
    `<b>${escapeHtml(name)}</b><br>${small(facts.map(escapeHtml).join('<br>'))}`,
    `padding:10px 0;border-bottom:1px solid ${RULE}`,
  )

const bodyRows = (words: ReminderWords): string =>
  [
    row(escapeHtml(words.addressee), 'padding:16px 0 4px'),
    ...words.opening.map(paragraph),
    ...words.reports.map(reportRow),
    ...words.closing.map(paragraph),
    row(words.signature.map(escapeHtml).join('<br>'), 'padding:16px 0 20px;text-align:right'),
  ].join('')

const renderText = (words: ReminderWords): string => {
  const reports = words.reports.map(({ name, facts }) =>
    [`- ${name}`, ...facts.map((f) => `  ${f}`)].join('\n'),
  )
  const blocks = [
    `${words.title}\n${words.subtitle}`,
    [words.addressee, ...words.opening].join('\n'),
    reports.join('\n'),
    words.closing.join('\n'),
    words.signature.join('\n'),
  ]
  return `${blocks.filter((b) => b !== '').join('\n\n')}\n`
}

const renderLines = ({ opening, reports, closing }: ReminderWords): readonly string[] => [
  ...opening,
  ...reports.map(({ name, facts }) => [name, ...facts].join(' · ')),
  ...closing,
]

/** Renders a reminder; every part says the same. */
export const renderReminder = (letter: ReminderLetter, language: Language): Rendered => {
  const words = composeReminderWords(letter, language)
  const html = renderPage({
    lang: language === 'zh' ? 'zh-CN' : 'en',
    subject: words.subject,
    title: words.title,
    subtitle: words.subtitle,
    body: bodyRows(words),
  })
  return { subject: words.subject, html, text: renderText(words), lines: renderLines(words) }
}
