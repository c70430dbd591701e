/** Knows the contract of storage: the same tests for every engine in a list. */
import { sql } from 'kysely'
import { afterEach, beforeEach, describe } from 'vitest'
import { openStorage, type Storage } from '../../storage/index.ts'
import { channelsContract } from './contract/channels.ts'
import { commitOrderContract } from './contract/commit-order.ts'
import { databaseContract } from './contract/database.ts'
import { jobsContract } from './contract/jobs.ts'
import { matchesContract } from './contract/matches.ts'
import { messagesContract } from './contract/messages.ts'
import { observationsContract } from './contract/observations.ts'
import { remindersContract } from './contract/reminders.ts'
import { openingContract } from './contract/opening.ts'
import { submissionsContract } from './contract/submissions.ts'
import { transactionsContract } from './contract/transactions.ts'
import { verdictsContract } from './contract/verdicts.ts'
import { warningChainContract } from './contract/warning-chain.ts'
import type { Ground } from './contract/ground.ts'

export interface TestEngine {
  readonly name: string
  /** An empty place of its own for one test. */
  make(): Promise<Place>
}

export interface Place {
  readonly options: Parameters<typeof openStorage>[0]
  remove(): Promise<void>
  readonly tamper: Ground['tamper']
}

/** The store of the running test; the tests read it when they run, not when they are listed. */
const openGround = (engine: TestEngine): Ground => {
  let place: Place
  let storage: Storage
  beforeEach(async () => {
    place = await engine.make()
    storage = await openStorage(place.options)
  })
  afterEach(async () => {
    await storage.close()
    await place.remove()
  })
  return {
    get storage() {
      return storage
    },
    get options() {
      return place.options
    },
    reopen: async () => {
      await storage.close()
      storage = await openStorage(place.options)
    },
    execute: (statement) =>
      storage.transaction(async (tx) => {
        await sql.raw(statement).execute(tx)
      }),
    tamper: (statements) => place.tamper(statements),
  }
}

/** Runs the whole contract over each engine. */
export const storageContract = (engines: readonly TestEngine[]): void => {
  describe.each(engines)('storage on $name', (engine) => {
    const ground = openGround(engine)
    describe('submissions', () => submissionsContract(ground))
    describe('observations', () => observationsContract(ground))
    describe('the order of reading', () => commitOrderContract(ground))
    describe('the database itself', () => databaseContract(ground))
    describe('verdicts', () => verdictsContract(ground))
    describe('the seal on warnings', () => warningChainContract(ground))
    describe('messages', () => messagesContract(ground))
    describe('confirmed matches', () => matchesContract(ground))
    describe('reminders', () => remindersContract(ground))
    describe('channels', () => channelsContract(ground))
    describe('jobs', () => jobsContract(ground))
    describe('transactions', () => transactionsContract(ground))
    describe('opening', () => openingContract(ground, engine.make))
  })
}
