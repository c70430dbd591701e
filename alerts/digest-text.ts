/** Knows the plain text of the weekly message, for readers and programs that show no HTML. */
import type { DigestWords } from './digest-words.ts'
import type { NamedReason } from './named-reason.ts'
import type { Fact, LineWords, Said } from './digest-line-words.ts'
import type { SectionWords } from './digest-section-words.ts'
import type { SummaryRow, SummaryWords } from './digest-summary-words.ts'

const CELLS = 20

/** P as a bar of signs: the whole width is the planned increment. */
const barText = (progress: number): string => {
  const done = Math.round((Math.min(100, Math.max(0, progress)) / 100) * CELLS)
  return '█'.repeat(done) + '░'.repeat(CELLS - done)
}

const factText = (words: DigestWords, { label, value, remark }: Fact): string => {
  const mark = words.language === 'zh' ? `（${remark}）` : ` (${remark})`
  return `${label} ${value}${remark === '' ? '' : mark}`
}

const saidText = (words: DigestWords, { label, sentence }: Said): string =>
  `  ${label}${words.language === 'zh' ? '：' : ': '}${sentence}`

const lineText = (words: DigestWords, line: LineWords): string => {
  const comma = words.language === 'zh' ? '；' : '; '
  const facts = line.facts.map((fact) => factText(words, fact)).join(comma)
  return [
    `${line.badge} ${line.number} · ${line.meta}`,
    `  ${line.name}`,
    ...(facts === '' ? [] : [`  ${facts}`]),
    ...(line.bar === null ? [] : [`  ${barText(line.bar.progress)} ${line.bar.label}`.trimEnd()]),
    ...(line.reason === null ? [] : [saidText(words, line.reason)]),
    saidText(words, line.duty),
    saidText(words, line.responsible),
  ].join('\n')
}

const summaryRowText = ({ badge, name, mark, reason, bar, responsible, owed }: SummaryRow): string =>
  [
    `${badge} ${name} ${mark}`.trimEnd(),
    ...(bar === null ? [] : [`  ${barText(bar.progress)} ${bar.label}`]),
    ...(reason === '' ? [] : [`  ${reason}`]),
    `  ${owed.sentence} · ${responsible.label} ${responsible.sentence}`,
  ].join('\n')

const blockText = ({ title, rest }: SectionWords | SummaryWords, told: readonly string[]): string =>
  `== ${title} ==\n${[...told, ...(rest === null ? [] : [rest])].join('\n\n')}`

const listText = (title: string, rows: readonly NamedReason[]): string =>
  rows.length === 0
    ? title
    : [`== ${title} ==`, ...rows.map(({ name, reason }) => `- ${name} — ${reason}`)].join('\n')

/** Renders the same words as the HTML, in the same order. */
export const renderDigestText = (words: DigestWords): string => {
  const lights = words.lights.map(({ label, count }) => `${label} ${count}`).join('  ')
  const blocks = [
    `${words.title}\n${words.week}`,
    [words.addressee, ...words.overview, ...(words.synthetic === null ? [] : [words.synthetic])].join('\n'),
    lights,
    ...words.summary.map((list) => blockText(list, list.rows.map(summaryRowText))),
    ...words.sections.map((section) =>
      blockText(
        section,
        section.lines.map((line) => lineText(words, line)),
      ),
    ),
    ...words.lists.map(({ title, rows }) => listText(title, rows)),
    ...(words.submissions ? [listText(words.submissions.title, words.submissions.rows)] : []),
    ...(words.grey ? [listText(words.grey.title, words.grey.rows)] : []),
    words.notes.join('\n'),
  ]
  return `${blocks.join('\n\n')}\n`
}
