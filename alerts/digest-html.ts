/** Knows the HTML of the weekly message: tables and inline styles only, 600 px, so that it holds in Outlook, Foxmail and on a phone. */
import type { Light } from '../indicators/light.ts'
import type { DigestWords, NamedReason } from './digest-words.ts'
import type { Fact, LineWords } from './digest-line-words.ts'

const FONT = "font-family:'Microsoft YaHei','PingFang SC','Noto Sans CJK SC',Arial,sans-serif"
const INK = '#1f2933'
const SOFT = '#52606d'
const RULE = '#d9dfe5'

/** Ink and ground of a light; both read on white and in grey. */
const COLOURS: Record<Light, { readonly ink: string; readonly ground: string }> = {
  green: { ink: '#1b6b3a', ground: '#e4f4ea' },
  blue: { ink: '#1a56a0', ground: '#e3eefb' },
  yellow: { ink: '#7a5200', ground: '#fdf1cc' },
  red: { ink: '#a61b1b', ground: '#fbe3e1' },
  grey: { ink: '#52606d', ground: '#eef1f4' },
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text for HTML, inside elements and attributes alike. */
export const escapeHtml = (raw: string): string => raw.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign)

const table = (rows: string, style = ''): string =>
  `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="border-collapse:collapse;${style}">${rows}</table>`

const cell = (content: string, style: string): string =>
  `<td style="${FONT};font-size:14px;line-height:22px;color:${INK};${style}">${content}</td>`

const row = (content: string, style: string): string => `<tr>${cell(content, style)}</tr>`

const small = (content: string): string =>
  `<span style="font-size:12px;line-height:18px;color:${SOFT}">${content}</span>`

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
    heading(words.submissions.title),
    ...words.submissions.rows.map(reasonRow),
    ...(words.grey ? [heading(words.grey.title), ...words.grey.rows.map(reasonRow)] : []),
    row(words.notes.map((note) => small(escapeHtml(note))).join('<br>'), 'padding:18px 0 20px'),
  ].join('')

const banner = ({ title, week }: DigestWords): string =>
  `<tr><td bgcolor="#123a63" style="${FONT};padding:16px 20px;background:#123a63;color:#ffffff"><b style="font-size:18px;line-height:26px">${escapeHtml(title)}</b><br><span style="font-size:13px;line-height:20px">${escapeHtml(week)}</span></td></tr>`

/** Renders the whole page; Outlook gets a fixed width, everything else at most 600 px. */
export const renderDigestHtml = (words: DigestWords): string => {
  const lang = words.language === 'zh' ? 'zh-CN' : 'en'
  const sheet = table(
    `${banner(words)}<tr><td style="padding:0 20px">${table(bodyRows(words))}</td></tr>`,
    'max-width:600px;background:#ffffff',
  )
  return `<!DOCTYPE html>
<html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light"><title>${escapeHtml(words.subject)}</title></head>
<body style="margin:0;padding:0;background:#eef1f4" bgcolor="#eef1f4">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="#eef1f4"><tr><td align="center">
<!--[if mso]><table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
${sheet.replaceAll('</tr>', '</tr>\n')}
<!--[if mso]></td></tr></table><![endif]-->
</td></tr></table>
</body></html>
`
}
