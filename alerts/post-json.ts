/** Knows how a body is posted once: connected first, written down, then handed over; what was not handed over is told apart from doubt. */
import { request as requestPlain } from 'node:http'
import { request as requestSecure } from 'node:https'
import type { ClientRequest, IncomingMessage } from 'node:http'

/** How much of an answer is read. */
const ANSWER_BYTES = 64 * 1024

export interface PostTimeouts {
  readonly connectMs: number
  /** From the handing over to the whole answer. */
  readonly answerMs: number
}

export interface Post {
  readonly url: URL
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
  /** Own certificate authority, PEM. */
  readonly ca?: string | undefined
  readonly timeouts?: PostTimeouts
}

export type Posted =
  | { readonly kind: 'answered'; readonly status: number; readonly body: string }
  | { readonly kind: 'not-sent'; readonly reason: string }
  | { readonly kind: 'in-doubt'; readonly reason: string }

const TIMEOUTS: PostTimeouts = { connectMs: 15_000, answerMs: 60_000 }

const open = ({ url, body, headers, ca }: Post): ClientRequest => {
  const options = {
    method: 'POST',
    // A connection of its own: one that was kept open may die under the request, which is doubt for nothing.
    agent: false,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-length': String(Buffer.byteLength(body)),
      'user-agent': 'beizeng',
      ...headers,
    },
  } as const
  return url.protocol === 'https:'
    ? requestSecure(url, { ...options, minVersion: 'TLSv1.2', ...(ca === undefined ? {} : { ca }) })
    : requestPlain(url, options)
}

const connected = (request: ClientRequest, secure: boolean): Promise<void> =>
  new Promise((resolve, reject) => {
    request.once('error', reject)
    request.once('close', () => reject(new Error('the connection was closed')))
    request.once('socket', (socket) => socket.once(secure ? 'secureConnect' : 'connect', () => resolve()))
  })

const readAnswer = async (response: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response) {
    const piece = Buffer.from(chunk)
    size += piece.length
    if (size > ANSWER_BYTES) break
    chunks.push(piece)
  }
  return Buffer.concat(chunks).toString('utf8')
}

const answered = (request: ClientRequest, body: string): Promise<Posted> =>
  new Promise((resolve, reject) => {
    const closed = () => reject(new Error('the connection was closed without an answer'))
    request.once('error', reject)
    request.once('close', closed)
    request.once('response', (response) => {
      request.off('close', closed)
      readAnswer(response).then(
        (text) => resolve({ kind: 'answered', status: response.statusCode ?? 0, body: text }),
        reject,
      )
    })
    request.end(body)
  })

/** The promise, or the end of the request after so long. */
const within = async <T>(request: ClientRequest, ms: number, work: Promise<T>): Promise<T> => {
  const timer = setTimeout(() => request.destroy(new Error(`no answer within ${ms} ms`)), ms)
  try {
    return await work
  } finally {
    clearTimeout(timer)
  }
}

const reasonOf = (error: unknown): string => {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ')
  return error instanceof Error ? error.message : String(error)
}

/** Posts the body; redirects are not followed: the answer is the answer. `committing` comes before the first byte of it. */
export const postJson = async (post: Post, committing: () => Promise<void>): Promise<Posted> => {
  const { connectMs, answerMs } = post.timeouts ?? TIMEOUTS
  const request = open(post)
  // What comes after the end of each step changes nothing any more.
  request.on('error', () => {})
  const progress = { handedOver: false }
  try {
    await within(request, connectMs, connected(request, post.url.protocol === 'https:'))
    await committing()
    progress.handedOver = true
    return await within(request, answerMs, answered(request, post.body))
  } catch (error) {
    return { kind: progress.handedOver ? 'in-doubt' : 'not-sent', reason: reasonOf(error) }
  } finally {
    request.destroy()
  }
}
