/** Knows what is true of every answer: its id, its status, its log line, and the health that is told. */
import { describe, expect, test } from 'vitest'
import { composeWeb } from '../../web/index.ts'
import { listen } from '../../web/listen.ts'
import type { Route, WebHealth } from '../../web/route.ts'

const metrics = () => Promise.resolve({ body: 'up 1\n', contentType: 'text/plain; version=0.0.4' })

const open = (health: WebHealth, routes?: readonly Route[]) => {
  const lines: [string, Readonly<Record<string, unknown>>][] = []
  const tell = (words: string, fields = {}) => void lines.push([words, fields])
  const context = {
    log: { info: tell, error: tell },
    program: '1.2.3',
    health: () => Promise.resolve(health),
    metrics,
  }
  const web = composeWeb(context, routes)
  return { lines, get: async (path: string, init?: RequestInit) => web(new Request(`http://x${path}`, init)) }
}

const well: WebHealth = { ready: true, vitals: [{ name: 'database', trouble: null }] }
const ill: WebHealth = {
  ready: false,
  vitals: [{ name: 'database', trouble: { zh: '数据库写不进', en: 'the database cannot be written' } }],
}

describe('health', () => {
  test('that the process lives is told whatever else is wrong', async () => {
    const { get } = open(ill)
    const answer = await get('/healthz')
    expect([answer.status, await answer.json()]).toEqual([200, { status: 'ok', program: '1.2.3' }])
  })

  test('ready is 200; not ready is 503 with the reasons in both languages', async () => {
    expect((await open(well).get('/readyz')).status).toBe(200)
    const answer = await open(ill).get('/readyz')
    expect(answer.status).toBe(503)
    expect(await answer.json()).toEqual({
      status: 'unready',
      reasons: [{ name: 'database', zh: '数据库写不进', en: 'the database cannot be written' }],
      vitals: { database: 'trouble' },
    })
  })

  test('is logged only when it is bad', async () => {
    const healthy = open(well)
    await healthy.get('/readyz')
    expect(healthy.lines).toEqual([])
    const sick = open(ill)
    await sick.get('/readyz')
    expect(sick.lines).toMatchObject([['request', { path: '/readyz', status: 503 }]])
  })
})

test('the figures are handed out as they are', async () => {
  const answer = await open(well).get('/metrics')
  expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
    200,
    'text/plain; version=0.0.4',
    'up 1\n',
  ])
})

test('an answer carries the id of its request: the one given, or a fresh one for what is none', async () => {
  const { get, lines } = open(well)
  const answer = await get('/nothing', { headers: { 'x-request-id': 'abc-1' } })
  expect([answer.status, answer.headers.get('x-request-id')]).toEqual([404, 'abc-1'])
  expect(lines).toMatchObject([
    ['request', { request: 'abc-1', method: 'GET', path: '/nothing', status: 404 }],
  ])
  const odd = await get('/nothing', { headers: { 'x-request-id': 'a b"c' } })
  expect(odd.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
})

test('a fault of ours is logged with its request and says nothing of its cause to the visitor', async () => {
  const broken: Route = {
    method: 'GET',
    path: '/broken',
    answer: () => {
      throw new Error('the secret cause')
    },
  }
  const { get, lines } = open(well, [broken])
  const answer = await get('/broken', { headers: { 'x-request-id': 'r1' } })
  expect(answer.status).toBe(500)
  expect(await answer.text()).not.toContain('secret')
  expect(lines.map(([words, { request }]) => [words, request])).toEqual([
    ['request failed', 'r1'],
    ['request', 'r1'],
  ])
})

test('a port that is taken is told as bad input', async () => {
  const first = await listen(() => new Response(), { host: '127.0.0.1', port: 0 })
  const port = Number(new URL(first.url).port)
  await expect(listen(() => new Response(), { host: '127.0.0.1', port })).rejects.toThrow(`127.0.0.1:${port}`)
  await first.close(100)
})

test('the door closes on time, on who hangs too', async () => {
  const door = await listen(() => new Promise(() => undefined), { host: '127.0.0.1', port: 0 })
  const hanging = fetch(door.url).catch(() => 'cut')
  await new Promise((resolve) => setTimeout(resolve, 100))
  const began = performance.now()
  await door.close(200)
  expect(performance.now() - began).toBeLessThan(5_000)
  expect(await hanging).toBe('cut')
})
