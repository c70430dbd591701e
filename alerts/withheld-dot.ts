/** Knows how a message is streamed to a mail server with its end withheld: no end, no final dot, no mail. */
import { Readable } from 'node:stream'

/** Small, so that little lies in buffers on this side when the end is asked for. */
const CHUNK = 16 * 1024

export interface WithheldDot {
  readonly stream: Readable
  /** The end was given to the connection, which then writes the dot: from here on the other side may have the mail. */
  released(): boolean
  /** Whatever happens, the end is no longer given. */
  cut(): void
}

/** A stream of the bytes that calls `beforeEnd` when all of them were asked for, and ends only after it. */
export const withholdDot = (bytes: Uint8Array, beforeEnd: () => Promise<void>): WithheldDot => {
  const progress = { at: 0, asked: false, released: false, cut: false }
  const end = async (): Promise<void> => {
    await beforeEnd()
    if (progress.cut || stream.destroyed) return
    progress.released = true
    stream.push(null)
  }
  const stream = new Readable({
    // The next piece is asked for only when the one before was taken.
    highWaterMark: 1,
    read() {
      if (progress.at < bytes.length) {
        const piece = bytes.subarray(progress.at, progress.at + CHUNK)
        progress.at += piece.length
        stream.push(piece)
      } else if (!progress.asked) {
        progress.asked = true
        end().catch((error: unknown) =>
          stream.destroy(error instanceof Error ? error : new Error(String(error))),
        )
      }
    },
  })
  return {
    stream,
    released: () => progress.released,
    cut: () => {
      progress.cut = true
      stream.on('error', () => {})
      stream.destroy()
    },
  }
}
