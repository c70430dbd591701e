/** Knows the HTML of one warning in the weekly message: a card, or a row on the page of a leader. */
import type { Light } from '../indicators/light.ts'
import type { BarWords, Fact, LineWords, Said } from './digest-line-words.ts'
import type { SummaryRow } from './digest-summary-words.ts'
import { escapeHtml, FONT, INK, RULE, small, table } from './mail-page.ts'

/** Ink and ground of a light; both read on white and in grey. */
export const COLOURS: Record<Light, { readonly ink: string; readonly ground: string }> = {
  green: { ink: '#1b6b3a', ground: '#e4f4ea' },
  blue: { ink: '#1a56a0', ground: '#e3eefb' },
  yellow: { ink: '#7a5200', ground: '#fdf1cc' },
  red: { ink: '#a61b1b', ground: '#fbe3e1' },
  grey: { ink: '#52606d', ground: '#eef1f4' },
}

const URGENT = COLOURS.red.ink

/** A paragraph takes the font of its cell; one cell for many lines keeps the mail small. */
const line = (content: string, style = ''): string => `<p style="margin:4px 0 0;${style}">${content}</p>`

const factCell = ({ label, value, remark }: Fact): string =>
  `<td width="50%" valign="top" style="${FONT};padding:6px 8px 0 0;color:${INK}">${small(escapeHtml(label))}<br><b style="font-size:16px;line-height:24px">${escapeHtml(value)}</b>${remark === '' ? '' : `<br>${small(escapeHtml(remark))}`}</td>`

const factRows = (facts: readonly Fact[]): string => {
  if (facts.length === 0) return ''
  const cells = facts.map(factCell)
  const pairs = Array.from({ length: Math.ceil(cells.length / 2) }, (_, i) => cells.slice(i * 2, i * 2 + 2))
  return table(pairs.map((pair) => `<tr>${pair.join('')}</tr>`).join(''))
}

const barPart = (width: number, colour: string): string =>
  width === 0
    ? ''
    : `<td width="${width}%" height="8" bgcolor="${colour}" style="background:${colour};font-size:1px;line-height:8px">&nbsp;</td>`

/** P as a bar of table cells: the whole width is the planned increment. */
const bar = ({ progress, tone }: BarWords): string => {
  const done = Math.round(Math.min(100, Math.max(0, progress)))
  return table(`<tr>${barPart(done, COLOURS[tone].ink)}${barPart(100 - done, RULE)}</tr>`, 'margin-top:6px')
}

const said = ({ label, sentence }: Said, style = ''): string =>
  line(`<b>${escapeHtml(label)}</b> ${escapeHtml(sentence)}`, style)

/** A warning as a card. */
export const renderCard = (words: LineWords): string => {
  const { ink, ground } = COLOURS[words.tone]
  const badge = `<span style="background:${ground};color:${ink};padding:1px 6px;font-weight:bold">${escapeHtml(words.badge)}</span>`
  const content = [
    `${badge} ${small(escapeHtml(`${words.number} · ${words.meta}`))}`,
    line(`<b style="font-size:16px;line-height:24px">${escapeHtml(words.name)}</b>`),
    factRows(words.facts),
    words.bar === null || words.bar.label === '' ? '' : line(small(escapeHtml(words.bar.label))),
    words.bar === null ? '' : bar(words.bar),
    words.reason === null ? '' : said(words.reason),
    said(words.duty, words.duty.urgent ? `color:${URGENT}` : ''),
    line(small(`${escapeHtml(words.responsible.label)} ${escapeHtml(words.responsible.sentence)}`)),
  ]
  return `<tr><td style="padding:0 0 12px">${table(`<tr><td style="${FONT};font-size:14px;line-height:22px;color:${INK};padding:10px 14px;border:1px solid ${RULE};border-left:4px solid ${ink}">${content.join('')}</td></tr>`)}</td></tr>`
}

const owed = ({ sentence, urgent }: SummaryRow['owed']): string =>
  urgent ? `<b style="color:${URGENT}">${escapeHtml(sentence)}</b>` : `<b>${escapeHtml(sentence)}</b>`

/** A warning, or a red light, on the page of a leader: words at the left, P and its bar at the right. */
export const renderSummaryRow = (row: SummaryRow): string => {
  const { ink } = COLOURS[row.tone]
  const words = [
    `<span style="color:${ink};font-weight:bold">${escapeHtml(row.badge)}</span> <b style="font-size:15px;line-height:22px">${escapeHtml(row.name)}</b> ${small(escapeHtml(row.mark))}`,
    ...(row.reason === '' ? [] : [escapeHtml(row.reason)]),
    `${owed(row.owed)} ${small(escapeHtml(`${row.responsible.label} ${row.responsible.sentence}`))}`,
  ]
  const measure = row.bar ? `${escapeHtml(row.bar.label)}${bar(row.bar)}` : '&nbsp;'
  const cell = `${FONT};font-size:13px;line-height:20px;color:${INK};padding:5px 0;border-bottom:1px solid ${RULE}`
  return `<tr><td>${table(`<tr><td valign="top" style="${cell}">${words.join('<br>')}</td><td width="84" valign="top" style="${cell};padding-left:10px">${measure}</td></tr>`)}</td></tr>`
}
