/** Knows what is to be said to one recipient, before a channel gives it its form. */
import type { Attachment } from './mail.ts'

export interface Letter {
  /** Says what it is, so that it leaves once: `digest:<schedule>:<slot>:<recipient>`. */
  readonly key: string
  /** What it is to its reader. */
  readonly kind: 'digest' | 'notice' | 'reminder' | 'receipt' | 'alarm' | 'test'
  readonly recipient: { readonly code: string; readonly name: string; readonly address: string }
  readonly subject: string
  readonly html: string
  readonly text: string
  /** The same for a robot: one matter a line, the gravest first. */
  readonly lines: readonly string[]
  readonly date: Date
  readonly attachments?: readonly Attachment[]
}
