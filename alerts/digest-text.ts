/** Knows the plain text of the weekly message, for readers and programs that show no HTML. */
import type { DigestWords } from './digest-words.ts'
import type { NamedReason } from './named-reason.ts'
import type { Fact, LineWords } from './digest-line-words.ts'

const factText = (words: DigestWords, { label, value, remark }: Fact): string => {
  const mark = words.language === 'zh' ? `（${remark}）` : ` (${remark})`
  return `${label} ${value}${remark === '' ? '' : mark}`
}

const lineText = (words: DigestWords, line: LineWords): string => {
  const [stop, comma] = words.language === 'zh' ? ['：', '；'] : [': ', '; ']
  const facts = line.facts.map((fact) => factText(words, fact)).join(comma)
  return [
    `${line.badge} ${line.number} · ${line.meta}`,
    `  ${line.name}`,
    ...(facts === '' ? [] : [`  ${facts}`]),
    ...(line.reason === null ? [] : [`  ${line.reason}`]),
    `  ${line.duty.label}${stop}${line.duty.sentence}`,
    `  ${line.responsible.label}${stop}${line.responsible.names}`,
  ].join('\n')
}

const listText = (title: string, rows: readonly NamedReason[]): string =>
  [`== ${title} ==`, ...rows.map(({ name, reason }) => `- ${name} — ${reason}`)].join('\n')

/** Renders the same words as the HTML, in the same order. */
export const renderDigestText = (words: DigestWords): string => {
  const lights = words.lights.map(({ label, count }) => `${label} ${count}`).join('  ')
  const blocks = [
    `${words.title}\n${words.week}`,
    [words.addressee, ...words.overview, ...(words.synthetic === null ? [] : [words.synthetic])].join('\n'),
    lights,
    ...words.sections.map(
      ({ title, lines }) => `== ${title} ==\n${lines.map((line) => lineText(words, line)).join('\n\n')}`,
    ),
    ...words.lists.map(({ title, rows }) => listText(title, rows)),
    listText(words.submissions.title, words.submissions.rows),
    ...(words.grey ? [listText(words.grey.title, words.grey.rows)] : []),
    words.notes.join('\n'),
  ]
  return `${blocks.join('\n\n')}\n`
}
