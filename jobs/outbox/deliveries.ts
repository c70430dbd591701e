/** Knows which deliveries of this process are under way, so that it does not end before their answers. */
import { setTimeout as sleep } from 'node:timers/promises'

export interface Deliveries {
  /** Counts a delivery as under way until it ends. */
  track<T>(work: Promise<T>): Promise<T>
  /** Waits for all that are under way, at most so long: an answer that is not heard is a doubt. */
  idle(milliseconds: number): Promise<void>
}

export const openDeliveries = (): Deliveries => {
  const under = new Set<Promise<unknown>>()
  return {
    track: (work) => {
      const ended = work.catch(() => undefined).finally(() => under.delete(ended))
      under.add(ended)
      return work
    },
    idle: async (milliseconds) => {
      const timer = new AbortController()
      const late = sleep(milliseconds, undefined, { signal: timer.signal }).catch(() => undefined)
      await Promise.race([Promise.all(under), late])
      timer.abort()
    },
  }
}
