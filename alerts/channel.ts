/** Knows what a channel is: a way out of the house for one message to one recipient. */

/** A message as it lies frozen in the outbox. */
export interface Message {
  /** Key in the outbox; the same key is the same message. */
  readonly key: string
  /** `2020-W45`. */
  readonly week: string
  /** Code of the recipient. */
  readonly recipient: string
  /** The whole .eml. */
  readonly mail: Uint8Array
}

export interface Channel {
  readonly name: string
  /** Delivers the message and says what the other side answered: a path, a server's reply. Throws when it was not taken. */
  readonly send: (message: Message) => Promise<string>
}
