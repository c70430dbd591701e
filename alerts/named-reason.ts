/** Knows a row of a list: what it is about, and why it stands there. */

export interface NamedReason {
  readonly name: string
  readonly reason: string
}
