/** Knows from when to when an entry of the data holds, and where two entries of one thing hold at once. */
import { addDays, EVER, type Day } from './period.ts'

export interface Validity {
  readonly validFrom?: Day | undefined
  readonly validUntil?: Day | undefined
}

/** Whether the entry holds on a day; its last day belongs to it. */
export const isInForce = ({ validFrom, validUntil }: Validity, on: Day): boolean =>
  (validFrom === undefined || validFrom <= on) && (validUntil === undefined || on <= validUntil)

/** Whether two entries hold on one day. */
export const overlaps = (a: Validity, b: Validity): boolean =>
  (a.validFrom ?? '') <= (b.validUntil ?? EVER) && (b.validFrom ?? '') <= (a.validUntil ?? EVER)

/** The days on which something begins to hold or no longer does, in order. */
export const listTurns = (entries: readonly Validity[]): Day[] => {
  const days = entries.flatMap(({ validFrom, validUntil }) => [
    ...(validFrom ? [validFrom] : []),
    ...(validUntil ? [addDays(validUntil, 1)] : []),
  ])
  return [...new Set(days)].toSorted()
}
