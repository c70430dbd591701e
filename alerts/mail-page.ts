/** Knows the page that every mail of ours is: tables and inline styles only, 600 px, so that it holds in Outlook, Foxmail and on a phone. */

export const FONT = "font-family:'Microsoft YaHei','PingFang SC','Noto Sans CJK SC',Arial,sans-serif"
export const INK = '#1f2933'
const SOFT = '#52606d'
export const RULE = '#d9dfe5'

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text for HTML, inside elements and attributes alike. */
export const escapeHtml = (raw: string): string => raw.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign)

/** Rows under each other; tables that only lay out say so to readers of the screen. */
export const table = (rows: string, style = ''): string =>
  `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="border-collapse:collapse;${style}">${rows}</table>`

const cell = (content: string, style: string): string =>
  `<td style="${FONT};font-size:14px;line-height:22px;color:${INK};${style}">${content}</td>`

/** One cell over the whole width. */
export const row = (content: string, style: string): string => `<tr>${cell(content, style)}</tr>`

/** A word and what it names, beside each other. */
export const pair = ([word, content]: readonly [string, string], style: string): string =>
  `<tr><td width="72" valign="top" style="${FONT};font-size:14px;line-height:22px;color:${SOFT};${style}">${word}</td>${cell(content, style)}</tr>`

/** What may be overlooked. */
export const small = (content: string): string =>
  `<span style="font-size:12px;line-height:18px;color:${SOFT}">${content}</span>`

export interface Page {
  readonly lang: 'zh-CN' | 'en'
  readonly subject: string
  /** The two lines of the banner. */
  readonly title: string
  readonly subtitle: string
  /** Rows of a table. */
  readonly body: string
}

const banner = ({ title, subtitle }: Page): string =>
  `<tr><td bgcolor="#123a63" style="${FONT};padding:16px 20px;background:#123a63;color:#ffffff"><b style="font-size:18px;line-height:26px">${escapeHtml(title)}</b><br><span style="font-size:13px;line-height:20px">${escapeHtml(subtitle)}</span></td></tr>`

/** Renders the whole page; Outlook gets a fixed width, everything else at most 600 px. */
export const renderPage = (page: Page): string => {
  const sheet = table(
    `${banner(page)}<tr><td style="padding:0 20px">${table(page.body)}</td></tr>`,
    'max-width:600px;background:#ffffff',
  )
  return `<!DOCTYPE html>
<html lang="${page.lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light"><title>${escapeHtml(page.subject)}</title></head>
<body style="margin:0;padding:0;background:#eef1f4" bgcolor="#eef1f4">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="#eef1f4"><tr><td align="center">
<!--[if mso]><table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
${sheet.replaceAll('</tr>', '</tr>\n')}
<!--[if mso]></td></tr></table><![endif]-->
</td></tr></table>
</body></html>
`
}
