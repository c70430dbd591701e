/** Knows the HTML of the weekly message. */
import { COLOURS, renderCard, renderSummaryRow } from './digest-card-html.ts'
import type { DigestWords } from './digest-words.ts'
import type { NamedReason } from './named-reason.ts'
import { escapeHtml, FONT, renderPage, row, RULE, small, table } from './mail-page.ts'

const lightCell = ({ light, label, word, count }: DigestWords['lights'][number]): string => {
  const { ink, ground } = COLOURS[light]
  return `<td width="20%" align="center" bgcolor="${ground}" style="${FONT};padding:8px 2px;border:2px solid #ffffff;background:${ground};color:${ink}"><span style="font-size:13px;line-height:20px">${escapeHtml(label)}</span><br><b style="font-size:22px;line-height:28px">${count}</b><br><span style="font-size:11px;line-height:16px">${escapeHtml(word)}</span></td>`
}

const heading = (title: string): string =>
  row(`<b style="font-size:16px;line-height:24px">${escapeHtml(title)}</b>`, 'padding:14px 0 8px')

const reasonRow = ({ name, reason }: NamedReason): string =>
  row(
    `${escapeHtml(name)}<br>${small(escapeHtml(reason))}`,
    `padding:6px 0;border-bottom:1px solid ${RULE};font-size:13px`,
  )

const restRow = (rest: string | null): string =>
  rest === null ? '' : row(escapeHtml(rest), 'padding:6px 0;font-size:13px;line-height:20px')

/** A heading only where something stands under it. */
const submissionRows = (submissions: DigestWords['submissions']): readonly string[] => {
  if (submissions === null) return []
  const { title, rows } = submissions
  return rows.length === 0
    ? [row(escapeHtml(title), 'padding:14px 0 0')]
    : [heading(title), ...rows.map(reasonRow)]
}

const bodyRows = (words: DigestWords): string =>
  [
    row(escapeHtml(words.addressee), 'padding:16px 0 4px'),
    ...words.overview.map((sentence) => row(escapeHtml(sentence), 'padding:0 0 2px')),
    words.synthetic === null
      ? ''
      : row('&nbsp;', 'font-size:6px;line-height:8px') +
        row(
          `<b>${escapeHtml(words.synthetic)}</b>`,
          `padding:6px 10px;border:1px dashed ${COLOURS.red.ink};color:${COLOURS.red.ink}`,
        ),
    `<tr><td style="padding:12px 0 4px">${table(`<tr>${words.lights.map(lightCell).join('')}</tr>`)}</td></tr>`,
    ...words.summary.flatMap(({ title, rows, rest }) => [
      heading(title),
      ...rows.map(renderSummaryRow),
      restRow(rest),
    ]),
    ...words.sections.flatMap(({ title, lines, rest }) => [
      heading(title),
      ...lines.map(renderCard),
      restRow(rest),
    ]),
    ...words.lists.flatMap(({ title, rows }) => [heading(title), ...rows.map(reasonRow)]),
    ...submissionRows(words.submissions),
    ...(words.grey ? [heading(words.grey.title), ...words.grey.rows.map(reasonRow)] : []),
    row(words.notes.map((note) => small(escapeHtml(note))).join('<br>'), 'padding:14px 0 16px'),
  ].join('')

/** Renders the whole page. */
export const renderDigestHtml = (words: DigestWords): string =>
  renderPage({
    lang: words.language === 'zh' ? 'zh-CN' : 'en',
    subject: words.subject,
    title: words.title,
    subtitle: words.week,
    body: bodyRows(words),
  })
