/** Knows how the letter of a notice is rendered: subject, HTML, text and lines from one set of words. */
import type { NoticeLetter } from '../indicators/warnings/notice-letter.ts'
import type { Language } from '../indicators/text.ts'
import { escapeHtml, pair, row, RULE, table } from './mail-page.ts'
import { composeNoticeWords, type NoticeWords } from './notice-words.ts'
import { renderLetter } from './render-letter.ts'
import type { Rendered } from './rendered.ts'

const factRow = ({ label, values, strong }: NoticeWords['facts'][number]): string => {
  const shown = values.map(escapeHtml).join('<br>')
  return pair(
    [escapeHtml(label), strong ? `<b>${shown}</b>` : shown],
    `padding:6px 8px 6px 0;border-bottom:1px solid ${RULE}`,
  )
}

const said = (label: string, value: string, language: Language): string =>
  language === 'zh' ? `${label}：${value}` : `${label}: ${value}`

/** Each fact on a line; several sentences under each other. */
const factLines = ({ facts, language }: NoticeWords): readonly string[] =>
  facts.flatMap(({ label, values }) =>
    values.length === 1
      ? [said(label, values.join(''), language)]
      : [said(label, '', language).trimEnd(), ...values.map((value) => `- ${value}`)],
  )

/** Renders the letter of a notice; every part says the same. */
export const renderNotice = (letter: NoticeLetter, language: Language): Rendered => {
  const words = composeNoticeWords(letter, language)
  const facts = table(words.facts.map(factRow).join(''), `border-top:1px solid ${RULE}`)
  const lines = factLines(words)
  const middle = {
    opening: [words.opening],
    rows: [row(escapeHtml(words.opening), 'padding:4px 0 10px'), row(facts, 'padding:0 0 10px')],
    block: lines.join('\n'),
    lines,
  }
  return renderLetter(words, middle, language)
}
