/** Knows the HTML of the weekly message. */
import type { Light } from '../indicators/light.ts'
import type { DigestWords } from './digest-words.ts'
import type { NamedReason } from './named-reason.ts'
import type { Fact, LineWords } from './digest-line-words.ts'
import { escapeHtml, FONT, INK, renderPage, row, RULE, small, table } from './mail-page.ts'

/** Ink and ground of a light; both read on white and in grey. */
const COLOURS: Record<Light, { readonly ink: string; readonly ground: string }> = {
  green: { ink: '#1b6b3a', ground: '#e4f4ea' },
  blue: { ink: '#1a56a0', ground: '#e3eefb' },
  yellow: { ink: '#7a5200', ground: '#fdf1cc' },
  red: { ink: '#a61b1b', ground: '#fbe3e1' },
  grey: { ink: '#52606d', ground: '#eef1f4' },
}

const lightCell = ({ light, label, word, count }: DigestWords['lights'][number]): string => {
  const { ink, ground } = COLOURS[light]
  return `<td width="20%" align="center" bgcolor="${ground}" style="${FONT};padding:8px 2px;border:2px solid #ffffff;background:${ground};color:${ink}"><span style="font-size:13px;line-height:20px">${escapeHtml(label)}</span><br><b style="font-size:22px;line-height:28px">${count}</b><br><span style="font-size:11px;line-height:16px">${escapeHtml(word)}</span></td>`
}

const factCell = ({ label, value, remark }: Fact): string =>
  `<td width="50%" valign="top" style="${FONT};padding:6px 8px 4px 0;color:${INK}">${small(escapeHtml(label))}<br><b style="font-size:16px;line-height:24px">${escapeHtml(value)}</b>${remark === '' ? '' : `<br>${small(escapeHtml(remark))}`}</td>`

const factRows = (facts: readonly Fact[]): string => {
  if (facts.length === 0) return ''
  const cells = facts.map(factCell)
  const pairs = Array.from({ length: Math.ceil(cells.length / 2) }, (_, i) => cells.slice(i * 2, i * 2 + 2))
  return `<tr><td>${table(pairs.map((pair) => `<tr>${pair.join('')}</tr>`).join(''))}</td></tr>`
}

const barPart = (width: number, colour: string): string =>
  width === 0
    ? ''
    : `<td width="${width}%" height="8" bgcolor="${colour}" style="background:${colour};font-size:1px;line-height:8px">&nbsp;</td>`

/** P as a bar of table cells: the whole width is the planned increment. */
const barRow = ({ progress, tone }: LineWords): string => {
  if (progress === null) return ''
  const done = Math.round(Math.min(100, Math.max(0, progress)))
  const { ink } = COLOURS[tone]
  return `<tr><td style="padding:2px 0 8px">${table(`<tr>${barPart(done, ink)}${barPart(100 - done, RULE)}</tr>`)}</td></tr>`
}

const dutyRow = ({ duty }: LineWords): string => {
  const ink = duty.urgent ? COLOURS.red.ink : INK
  return row(`<b>${escapeHtml(duty.label)}</b> ${escapeHtml(duty.sentence)}`, `padding:2px 0;color:${ink}`)
}

const card = (line: LineWords): string => {
  const { ink, ground } = COLOURS[line.tone]
  const badge = `<span style="background:${ground};color:${ink};padding:1px 6px;font-weight:bold">${escapeHtml(line.badge)}</span>`
  const rows = [
    row(`${badge} ${small(escapeHtml(`${line.number} · ${line.meta}`))}`, ''),
    row(`<b style="font-size:16px;line-height:26px">${escapeHtml(line.name)}</b>`, 'padding-top:4px'),
    factRows(line.facts),
    barRow(line),
    line.reason === null ? '' : row(escapeHtml(line.reason), 'padding:2px 0'),
    dutyRow(line),
    row(
      small(`${escapeHtml(line.responsible.label)} ${escapeHtml(line.responsible.names)}`),
      'padding:2px 0',
    ),
  ]
  return `<tr><td style="padding:0 0 12px">${table(`<tr><td style="padding:12px 14px;border:1px solid ${RULE};border-left:4px solid ${ink}">${table(rows.join(''))}</td></tr>`)}</td></tr>`
}

const heading = (title: string): string =>
  row(`<b style="font-size:16px;line-height:24px">${escapeHtml(title)}</b>`, 'padding:14px 0 8px')

const reasonRow = ({ name, reason }: NamedReason): string =>
  row(
    `${escapeHtml(name)}<br>${small(escapeHtml(reason))}`,
    `padding:6px 0;border-bottom:1px solid ${RULE};font-size:13px`,
  )

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
    ...words.sections.flatMap(({ title, lines }) => [heading(title), ...lines.map(card)]),
    ...words.lists.flatMap(({ title, rows }) => [heading(title), ...rows.map(reasonRow)]),
    heading(words.submissions.title),
    ...words.submissions.rows.map(reasonRow),
    ...(words.grey ? [heading(words.grey.title), ...words.grey.rows.map(reasonRow)] : []),
    row(words.notes.map((note) => small(escapeHtml(note))).join('<br>'), 'padding:18px 0 20px'),
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
