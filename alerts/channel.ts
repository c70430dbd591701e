/** Knows what a channel is: a way out of the house for one message to one recipient, and what may become of it. */

/** A message as it lies frozen in the outbox. */
export interface Message {
  /** Key in the outbox; the same key is the same message. */
  readonly key: string
  /** With its angle brackets. */
  readonly messageId: string
  /** Code of the recipient. */
  readonly recipient: string
  /** Mail address; empty where the channel itself leads to the reader. */
  readonly address: string
  /** The whole .eml, or the JSON of a robot. */
  readonly body: string
}

/** Where the message stands now, as far as this side can know. */
export interface Delivery {
  /**
   * `sent`: the other side took it. `refused`: it never will take this one. `later`: it did not take it, and may be
   * asked again. `stop`: it takes nothing from us until a person mends something. `unknown`: perhaps it took it.
   */
  readonly outcome: 'sent' | 'refused' | 'later' | 'stop' | 'unknown'
  /** What the other side said, or what happened, fit to be shown. */
  readonly reply: string
  /** With `later`: the other side wants to be left alone for so long. */
  readonly waitMs?: number
}

export interface Channel {
  /** The same message may be delivered twice without harm. */
  readonly repeatable: boolean
  /** The other side wants no more than this in any minute. */
  readonly perMinute: number | null
  /**
   * Delivers the message. `committing` is called once, in the last moment before the other side may take it, and awaited:
   * when it throws, the message is not handed over.
   */
  send(message: Message, committing: () => Promise<void>): Promise<Delivery>
}
