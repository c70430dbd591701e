/** Knows how a reader says that it will not read a file: a code that stays, and a sentence. */
import { text, type Text } from '../indicators/text.ts'
import type { Refusal } from './grid.ts'

/** Thrown inside the readers only; `readWorkbook` turns it into an answer. */
export class RefusedError extends Error {
  readonly refusal: Refusal

  constructor(refusal: Refusal) {
    super(`${refusal.code}: ${refusal.reason.en}`)
    this.name = 'RefusedError'
    this.refusal = refusal
  }
}

/** The error to throw for a refusal. */
export const refused = (code: string, reason: Text): RefusedError => new RefusedError({ code, reason })

/** What was counted, and how many there may be. */
export interface Excess {
  readonly what: Text
  readonly found: number | string
  readonly limit: number
}

/** The error to throw where a limit is passed. `code` is `limit.…`. */
export const overLimit = (code: string, { what, found, limit }: Excess): RefusedError =>
  refused(
    code,
    text(
      `${what.zh}超过上限：发现 ${found}，至多 ${limit}。请确认文件是否正确，或拆分后再报`,
      `too many or too large — ${what.en}: found ${found}, at most ${limit}; check the file or split it`,
    ),
  )

/** At most 40 characters of what was found, safe to print in a sentence. */
export const excerpt = (found: string): string => {
  const head = found.length > 40 ? `${found.slice(0, 40)}…` : found
  return head.toWellFormed().replace(/[\p{Cc}\p{Cf}]/gu, '\uFFFD')
}
