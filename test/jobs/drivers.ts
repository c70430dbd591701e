/** Knows the services that workers stand on: which there are on this machine, and fresh ones for each test. */
import { afterEach, beforeEach } from 'vitest'
import { findPostgres, findRedis, makeDatabase, openRedisServer } from '../engines.ts'

const server = await findPostgres()
const redis = findRedis()
const base = 'url' in server ? server.url : ''
export const redisProgram = 'program' in redis ? redis.program : ''
const noDatabase = 'missing' in server ? server.missing : undefined
export const noRedis = noDatabase ?? ('missing' in redis ? redis.missing : undefined)

export type Environment = Readonly<Record<string, string>>
type Broker = Awaited<ReturnType<typeof openRedisServer>>

export const drivers: readonly {
  readonly name: string
  readonly needs: readonly string[]
  readonly missing: string | undefined
}[] = [
  { name: 'SQLite', needs: [], missing: undefined },
  { name: 'PostgreSQL', needs: ['DATABASE_URL'], missing: noDatabase },
  { name: 'PostgreSQL and Redis', needs: ['DATABASE_URL', 'REDIS_URL'], missing: noRedis },
]

/** The services of the running test. */
export const eachWith = (needs: readonly string[], ...redisOptions: readonly string[]) => {
  const state: { environment: Environment; broker: Broker | undefined; end: (() => Promise<unknown>)[] } = {
    environment: {},
    broker: undefined,
    end: [],
  }
  beforeEach(async () => {
    state.environment = {}
    if (needs.includes('DATABASE_URL')) {
      const database = await makeDatabase(base)
      state.end.push(database.remove)
      state.environment = { DATABASE_URL: database.url }
    }
    if (needs.includes('REDIS_URL')) {
      state.broker = await openRedisServer(redisProgram, ...redisOptions)
      state.end.push(state.broker.remove)
      state.environment = { ...state.environment, REDIS_URL: state.broker.url }
    }
  })
  // Afterwards, in the order of vitest, the programs that used them are closed first.
  afterEach(() => Promise.all(state.end.splice(0).map((end) => end())))
  return {
    get environment() {
      return state.environment
    },
    get broker(): Broker {
      if (!state.broker) throw new Error('this test has a Redis')
      return state.broker
    },
  }
}
