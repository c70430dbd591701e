/** Knows how requests come over the network, and how the door is closed without cutting anyone off. */
import { createAdaptorServer } from '@hono/node-server'
import { InputError } from '../indicators/input-error.ts'
import { text } from '../indicators/text.ts'

export interface Listening {
  readonly url: string
  /** Lets nobody in any more; who is inside may finish within the time. */
  close(milliseconds: number): Promise<void>
}

export interface Address {
  readonly host: string
  /** 0 for any that is free. */
  readonly port: number
}

const UNUSABLE: Readonly<Record<string, ReturnType<typeof text>>> = {
  EADDRINUSE: text(
    '没有别的程序在用的端口（BEIZENG_PORT）',
    'a port that no other program uses (BEIZENG_PORT)',
  ),
  EACCES: text('允许监听的端口（BEIZENG_PORT）', 'a port that may be listened on (BEIZENG_PORT)'),
  EADDRNOTAVAIL: text('本机的地址（BEIZENG_HOST）', 'an address of this machine (BEIZENG_HOST)'),
  ENOTFOUND: text('本机的地址（BEIZENG_HOST）', 'an address of this machine (BEIZENG_HOST)'),
}

const explain = (error: unknown, { host, port }: Address): unknown => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const expected = UNUSABLE[code]
  if (!expected) return error
  return new InputError([
    { where: text('监听地址', 'address to listen on'), found: `${host}:${port}`, expected },
  ])
}

/** Opens the door. @throws InputError when the address cannot be used. */
export const listen = async (
  fetch: (request: Request) => Response | Promise<Response>,
  { host, port }: Address,
): Promise<Listening> => {
  const server = createAdaptorServer({ fetch })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(explain(error, { host, port })))
    server.listen(port, host, resolve)
  })
  const bound = server.address()
  const actual = typeof bound === 'object' && bound !== null ? bound.port : port
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${actual}`,
    close: (milliseconds) =>
      new Promise((resolve) => {
        const cut = setTimeout(
          () => 'closeAllConnections' in server && server.closeAllConnections(),
          milliseconds,
        )
        server.close(() => {
          clearTimeout(cut)
          resolve()
        })
        if ('closeIdleConnections' in server) server.closeIdleConnections()
      }),
  }
}
