/** Runs in a process of its own: opens a store, and dies before the n-th statement that this takes. */
import Database from 'better-sqlite3'
import { Client } from 'pg'
import { openStorage, type StorageOptions } from '../../storage/index.ts'

export interface OpeningPlan {
  readonly options: StorageOptions
  /** 0 lives, and says how many statements there are. */
  readonly dieBefore: number
}

/** Counts every call of a method of the driver of the engine. */
const countCalls = (prototype: object, method: string, count: () => void): void => {
  const own: unknown = Reflect.get(prototype, method)
  if (typeof own !== 'function') throw new Error(`the driver has no ${method}`)
  Reflect.set(prototype, method, function counted(this: unknown, ...args: readonly unknown[]): unknown {
    count()
    return Reflect.apply(own, this, args)
  })
}

if (import.meta.main) {
  const { options, dieBefore }: OpeningPlan = JSON.parse(process.argv[2] ?? '')
  let statements = 0
  const count = (): void => {
    statements += 1
    if (statements === dieBefore) process.kill(process.pid, 'SIGKILL')
  }
  countCalls(Database.prototype, 'prepare', count)
  countCalls(Client.prototype, 'query', count)
  const storage = await openStorage(options)
  await storage.close()
  console.log(statements)
}
