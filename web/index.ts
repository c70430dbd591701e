/** Knows every route, and what is true of every answer: it carries the id of its request, and a fault of ours is no page. */
import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import { healthz, metrics, readyz } from './health.ts'
import type { Route, WebContext } from './route.ts'

/** A page or an endpoint is one line here. */
const ROUTES: readonly Route[] = [healthz, readyz, metrics]

/** Ids that others gave are kept, so that one request can be followed through several programs. */
const GIVEN_ID = /^[\w.-]{1,64}$/

const idOf = (request: Request): string => {
  const given = request.headers.get('x-request-id') ?? ''
  return GIVEN_ID.test(given) ? given : randomUUID()
}

/** The watchers ask every few seconds; what they ask is told only when the answer is bad. */
const QUIET: readonly string[] = [healthz.path, readyz.path, metrics.path]

type Env = { Variables: { id: string } }

/** Composes the pages and the API: a Request in, a Response out. */
export const composeWeb = (
  context: WebContext,
  routes: readonly Route[] = ROUTES,
): ((request: Request) => Response | Promise<Response>) => {
  const app = new Hono<Env>()
  app.use(async (c, next) => {
    const id = idOf(c.req.raw)
    const { method, path } = c.req
    const started = performance.now()
    c.set('id', id)
    await next()
    c.header('x-request-id', id)
    const { status } = c.res
    if (status < 400 && QUIET.includes(path)) return
    const seconds = Math.round(performance.now() - started) / 1000
    context.log.info('request', { request: id, method, path, status, seconds })
  })
  for (const { method, path, answer } of routes)
    app.on(method, path, (c) => answer({ request: c.req.raw, params: c.req.param(), context }))
  app.notFound((c) => c.json({ error: { zh: '没有这个地址', en: 'there is nothing here' } }, 404))
  app.onError((error, c) => {
    context.log.error('request failed', { request: c.get('id'), err: error })
    return c.json({ error: { zh: '程序错误，已记入日志', en: 'a fault of ours; it is in the log' } }, 500)
  })
  return (request) => app.fetch(request)
}
