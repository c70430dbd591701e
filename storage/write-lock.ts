/** Knows that one process writes to one database one transaction at a time, in the order in which they were asked for. */
import { AsyncLocalStorage } from 'node:async_hooks'

const tails = new Map<string, Promise<void>>()
const holding = new AsyncLocalStorage<{ readonly key: string; open: boolean }>()

/** Whether the running code stands inside a transaction on this database. */
export const holdsWriteLock = (key: string): boolean => {
  const held = holding.getStore()
  return held !== undefined && held.key === key && held.open
}

/** Runs `fn` when everything asked for before it on the same database has ended. */
export const withWriteLock = <T>(key: string, fn: () => Promise<T>): Promise<T> => {
  const held = { key, open: true }
  const mine = (tails.get(key) ?? Promise.resolve()).then(() => holding.run(held, fn))
  const end = () => {
    held.open = false
    if (tails.get(key) === settled) tails.delete(key)
  }
  const settled: Promise<void> = mine.then(end, end)
  tails.set(key, settled)
  return mine
}
