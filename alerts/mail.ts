/** Knows how a mail is put together: one .eml with an HTML and a text part, whose Message-ID follows from its key. */
import { createHash } from 'node:crypto'

export interface Mailbox {
  readonly name: string
  readonly address: string
}

/** What a workbook is to a mail program. */
export const SHEET = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

export interface Attachment {
  readonly filename: string
  readonly contentType: string
  readonly content: Uint8Array
}

export interface MailContent {
  readonly from: Mailbox
  readonly to: Mailbox
  readonly subject: string
  readonly html: string
  readonly text: string
  /** With its angle brackets, from `messageIdOf`. */
  readonly messageId: string
  readonly date: Date
  readonly attachments?: readonly Attachment[]
}

const sha256 = (key: string): string => createHash('sha256').update(key, 'utf8').digest('hex')

/** The key of a digest in the outbox, `digest:<schedule>:<slot>:<recipient>`: one mail for each, however often it is asked. */
export const digestKey = (of: {
  readonly schedule: string
  readonly slot: string
  readonly recipient: string
}): string => `digest:${of.schedule}:${of.slot}:${of.recipient}`

/** The Message-ID of a key: always the same one, so that a mail sent twice in doubt is recognised as one. */
export const messageIdOf = (key: string, domain = 'beizeng.local'): string => `<${sha256(key)}@${domain}>`

/** Composes the bytes of a mail; the same content gives the same bytes. */
export const composeMail = async (content: MailContent): Promise<Uint8Array> => {
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer')
  const composer = new MailComposer({
    from: { ...content.from },
    to: { ...content.to },
    subject: content.subject,
    html: content.html,
    text: content.text,
    messageId: content.messageId,
    date: content.date,
    attachments: (content.attachments ?? []).map((a) => ({
      filename: a.filename,
      contentType: a.contentType,
      content: Buffer.from(a.content),
    })),
    headers: { 'Auto-Submitted': 'auto-generated' },
    encoding: 'base64',
    textEncoding: 'B',
    newline: 'win',
    baseBoundary: sha256(content.messageId).slice(0, 32),
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return composer.compile().build()
}
