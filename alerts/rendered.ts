/** Knows what every message is rendered to: a subject, and the same words as HTML, as text and as the lines of a robot. */

export interface Rendered {
  readonly subject: string
  readonly html: string
  readonly text: string
  /** For a robot: one matter a line, the gravest first. */
  readonly lines: readonly string[]
}
