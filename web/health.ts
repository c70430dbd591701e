/** Knows the answers for whoever watches the service: that the process lives, whether it is fit to serve, its figures. */
import type { Route } from './route.ts'

/** That the process lives and answers; nothing else is asked, or a slow disk would have it killed. */
export const healthz: Route = {
  method: 'GET',
  path: '/healthz',
  answer: ({ context }) => Response.json({ status: 'ok', program: context.program }),
}

/** 200 when it is fit to serve, else 503 with every reason in both languages. */
export const readyz: Route = {
  method: 'GET',
  path: '/readyz',
  answer: async ({ context }) => {
    const { ready, vitals } = await context.health()
    const body = {
      status: ready ? 'ready' : 'unready',
      reasons: vitals.flatMap(({ name, trouble }) => (trouble ? [{ name, ...trouble }] : [])),
      vitals: Object.fromEntries(vitals.map(({ name, trouble }) => [name, trouble ? 'trouble' : 'ok'])),
    }
    return Response.json(body, { status: ready ? 200 : 503 })
  },
}

/** The figures of the service, for Prometheus. */
export const metrics: Route = {
  method: 'GET',
  path: '/metrics',
  answer: async ({ context }) => {
    const { body, contentType } = await context.metrics()
    return new Response(body, { headers: { 'content-type': contentType } })
  },
}
