/** Knows how the program tells an operator what it does: one JSON line an event on stderr, with ids, never with a secret. */
import { pino } from 'pino'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

/** What a line says besides its words. `err` is whatever was thrown. */
export interface LogFields {
  readonly [name: string]: unknown
}

export interface Log {
  debug(words: string, fields?: LogFields): void
  info(words: string, fields?: LogFields): void
  warn(words: string, fields?: LogFields): void
  error(words: string, fields?: LogFields): void
  /** A log whose lines all carry these fields, such as the id of a job or of a request. */
  child(fields: LogFields): Log
}

/** Secrets by their place: the password of a URL, the token of a robot's address. */
const PLACES: readonly (readonly [RegExp, string])[] = [
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:@/"]*):[^\s@/"]+@/gi, '$1:***@'],
  [/([?&](?:access_token|sign|key|token|secret|password)=)[^\s&"\\]+/gi, '$1***'],
  [/(\/open-apis\/bot\/v2\/hook\/)[\w-]+/g, '$1***'],
]

/** A short one would blacken half of every line. */
const SHORTEST_SECRET = 4

/** A text without what must not be read in a log: the secrets of the configuration, and what looks like one by its place. */
export const maskSecrets = (text: string, secrets: readonly string[]): string => {
  const known = secrets.filter((secret) => secret.length >= SHORTEST_SECRET)
  const spellings = known.flatMap((secret) => [secret, encodeURIComponent(secret)])
  const without = spellings.reduce((said, secret) => said.replaceAll(secret, '***'), text)
  return PLACES.reduce((said, [place, masked]) => said.replace(place, masked), without)
}

/** Masks every text of a line; the line itself is not one, or a secret could break an escape in two. */
const maskLine = (line: string, secrets: readonly string[]): string =>
  `${JSON.stringify(JSON.parse(line, (_, value: unknown) => (typeof value === 'string' ? maskSecrets(value, secrets) : value)))}\n`

const wrap = (logger: pino.Logger<never>): Log => ({
  debug: (words, fields = {}) => logger.debug(fields, words),
  info: (words, fields = {}) => logger.info(fields, words),
  warn: (words, fields = {}) => logger.warn(fields, words),
  error: (words, fields = {}) => logger.error(fields, words),
  child: (fields) => wrap(logger.child(fields)),
})

/** Opens a log. Masking is the last thing before a line is written, so that no field, message or stack gets past it. */
export const openLog = ({
  level,
  secrets,
  write,
}: {
  readonly level: LogLevel
  readonly secrets: readonly string[]
  readonly write: (line: string) => unknown
}): Log =>
  wrap(
    pino(
      {
        level,
        timestamp: pino.stdTimeFunctions.isoTime,
        formatters: { level: (label) => ({ level: label }) },
        hooks: { streamWrite: (line) => maskLine(line, secrets) },
      },
      { write: (line: string) => void write(line) },
    ),
  )
