/** Knows how a reminder is rendered: subject, HTML, text and lines from one set of words. */
import type { ReminderLetter } from '../indicators/reminder-letter.ts'
import type { Language } from '../indicators/text.ts'
import { escapeHtml, row, RULE, small } from './mail-page.ts'
import { paragraph, renderLetter } from './render-letter.ts'
import type { Rendered } from './rendered.ts'
import { composeReminderWords, type ReminderWords } from './reminder-words.ts'

const reportRow = ({ name, facts }: ReminderWords['reports'][number]): string =>
  row(
    `<b>${escapeHtml(name)}</b><br>${small(facts.map(escapeHtml).join('<br>'))}`,
    `padding:10px 0;border-bottom:1px solid ${RULE}`,
  )

const reportBlock = ({ name, facts }: ReminderWords['reports'][number]): string =>
  [`- ${name}`, ...facts.map((f) => `  ${f}`)].join('\n')

/** Renders a reminder; every part says the same. */
export const renderReminder = (letter: ReminderLetter, language: Language): Rendered => {
  const words = composeReminderWords(letter, language)
  const { opening, reports } = words
  const middle = {
    opening,
    rows: [...opening.map(paragraph), ...reports.map(reportRow)],
    block: reports.map(reportBlock).join('\n'),
    lines: reports.map(({ name, facts }) => [name, ...facts].join(' · ')),
  }
  return renderLetter(words, middle, language)
}
