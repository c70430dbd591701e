/** Knows when a Redis may carry hints: it must be reachable as told, and must not evict. */
import { Redis, type RedisOptions } from 'ioredis'
import { InputError } from '../../indicators/input-error.ts'
import { text, type Text } from '../../indicators/text.ts'
import type { Log } from '../log.ts'

const CONNECT_TIMEOUT_MS = 5_000

const WHERE = text('环境变量 REDIS_URL', 'environment variable REDIS_URL')
const refuse = (found: string, expected: Text): InputError =>
  new InputError([{ where: WHERE, found, expected }])

/** What only a person can mend; anything else may pass by itself. */
const MENDABLE: readonly (readonly [RegExp, Text])[] = [
  [
    /WRONGPASS|NOAUTH|invalid password|no password/i,
    text('Redis 接受的用户名和密码', 'a user and password that Redis accepts'),
  ],
  [/NOPERM/, text('可以读写的 Redis 用户', 'a Redis user that may read and write')],
  [/ENOTFOUND/, text('存在的主机名', 'a host that exists')],
  [/DB index|SELECT/i, text('已有的库号', 'a database number that exists')],
]

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** @throws InputError when this Redis may throw away what it was told. */
const checkPolicy = async (redis: Redis): Promise<void> => {
  const policy = /^maxmemory_policy:(\S+)/m.exec(await redis.info('memory'))?.[1] ?? ''
  if (policy === 'noeviction' || policy === '') return
  throw refuse(
    `maxmemory-policy ${policy}`,
    text(
      '不会自行删除数据的 Redis：maxmemory-policy noeviction',
      'a Redis that evicts nothing: maxmemory-policy noeviction',
    ),
  )
}

/**
 * Looks at a Redis before it is used. One that does not answer is no reason to refuse: work is done without it, and it may
 * come back.
 * @throws InputError when the address, the login or the policy is wrong.
 */
export const checkRedis = async (url: string, log: Log): Promise<void> => {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    commandTimeout: CONNECT_TIMEOUT_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  })
  const said: unknown[] = []
  redis.on('error', (error: unknown) => said.push(error))
  try {
    await redis.connect()
    // ioredis would go on in database 0 without a word.
    await redis.select(redis.options.db ?? 0)
    await checkPolicy(redis)
  } catch (error) {
    if (error instanceof InputError) throw error
    const found = [...said, error]
      .map(reasonOf)
      .find((reason) => MENDABLE.some(([known]) => known.test(reason)))
    const expected = MENDABLE.find(([known]) => found !== undefined && known.test(found))?.[1]
    if (found !== undefined && expected) throw refuse(found, expected)
    log.warn('Redis does not answer: the ledger is looked at instead until it does', {
      err: said[0] ?? error,
    })
  } finally {
    redis.disconnect()
  }
}

/** A connection that comes back by itself for ever. Its trouble is logged once, and its end. */
export const openRedis = (
  url: string,
  log: Log,
  options: Pick<RedisOptions, 'enableOfflineQueue' | 'commandTimeout'> = {},
): Redis => {
  const redis = new Redis(url, {
    maxRetriesPerRequest: null,
    connectTimeout: CONNECT_TIMEOUT_MS,
    retryStrategy: (times) => Math.min(times * 100, 2_000),
    ...options,
  })
  const state = { lost: false }
  redis.on('error', (error: unknown) => {
    if (!state.lost) log.warn('Redis cannot be used', { err: error })
    state.lost = true
  })
  redis.on('ready', () => {
    if (state.lost) log.info('Redis is back')
    state.lost = false
    checkPolicy(redis).catch((error: unknown) => log.error('Redis may forget hints', { err: error }))
  })
  return redis
}
