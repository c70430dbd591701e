/** Knows how the worker of this process hears at once that there is work: only a hint, the ledger is looked at anyway. */

export interface Bell {
  /** Says that there is work. */
  ring(): void
  /** How often it was rung so far. */
  rung(): number
  /** Resolves at the first ring after that count, at the latest after a time. */
  heard(since: number, milliseconds: number): Promise<void>
}

/** Hangs a bell. A ring between the look at the ledger and the waiting is heard too, for it is counted. */
export const openBell = (): Bell => {
  let count = 0
  const waiting = new Set<() => void>()
  return {
    ring: () => {
      count += 1
      for (const wake of waiting) wake()
    },
    rung: () => count,
    heard: (since, milliseconds) =>
      since !== count
        ? Promise.resolve()
        : new Promise((resolve) => {
            const wake = () => {
              clearTimeout(timer)
              waiting.delete(wake)
              resolve()
            }
            const timer = setTimeout(wake, milliseconds)
            waiting.add(wake)
          }),
  }
}
