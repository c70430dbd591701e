/** Knows what a route is: a method, a path, and a function from a request to a response. */
import type { Text } from '../indicators/text.ts'

export interface WebLog {
  info(words: string, fields?: Readonly<Record<string, unknown>>): void
  error(words: string, fields?: Readonly<Record<string, unknown>>): void
}

/** The health of the service, as it is told. */
export interface WebHealth {
  readonly ready: boolean
  readonly vitals: readonly { readonly name: string; readonly trouble: Text | null }[]
}

/** What the pages and the API stand on. */
export interface WebContext {
  readonly log: WebLog
  /** Version of the program. */
  readonly program: string
  readonly health: () => Promise<WebHealth>
  /** The page that Prometheus asks for. */
  readonly metrics: () => Promise<{ readonly body: string; readonly contentType: string }>
}

/** One request as a route sees it. */
export interface Visit {
  readonly request: Request
  /** Parts of the path that the route names. */
  readonly params: Readonly<Record<string, string>>
  readonly context: WebContext
}

export interface Route {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly answer: (visit: Visit) => Response | Promise<Response>
}
