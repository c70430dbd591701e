/** Knows an S3 store as far as originals need one: it checks every signature and checksum, and fails when it is told to. */
import { createHash, createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

export interface S3Login {
  readonly key: string
  readonly secret: string
  readonly region: string
}

const hmac = (key: string | Buffer, words: string): Buffer => createHmac('sha256', key).update(words).digest()
const sha256 = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex')
const escape = (words: string): string =>
  encodeURIComponent(words).replaceAll(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )

/** What is signed, written from the specification (Signature Version 4), not from the client. */
export interface Signable {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly signedHeaders: readonly string[]
}

/** The signature that a request must carry. */
export const signatureOf = (
  { method, url, headers, signedHeaders }: Signable,
  { secret, region }: S3Login,
): string => {
  const instant = headers['x-amz-date'] ?? ''
  const day = instant.slice(0, 8)
  const path = url.pathname.split('/').map((part) => escape(decodeURIComponent(part)))
  const query = [...url.searchParams].map(([name, value]) => `${escape(name)}=${escape(value)}`).toSorted()
  const canonical = [
    method,
    path.join('/'),
    query.join('&'),
    ...signedHeaders.map((name) => `${name}:${(headers[name] ?? '').trim().replaceAll(/\s+/g, ' ')}`),
    '',
    signedHeaders.join(';'),
    headers['x-amz-content-sha256'] ?? '',
  ].join('\n')
  const scope = `${day}/${region}/s3/aws4_request`
  const words = ['AWS4-HMAC-SHA256', instant, scope, sha256(canonical)].join('\n')
  const parts = [day, region, 's3', 'aws4_request']
  const key = parts.reduce<string | Buffer>((key, part) => hmac(key, part), `AWS4${secret}`)
  return hmac(key, words).toString('hex')
}

class Refused extends Error {
  readonly status: number
  readonly code: string
  constructor(status: number, code: string) {
    super(code)
    this.status = status
    this.code = code
  }
}

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/

const check = (
  request: IncomingMessage,
  { url, body, login }: { url: URL; body: Buffer; login: S3Login },
) => {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  )
  const [, key, , region, signed = '', signature] = AUTHORIZATION.exec(headers['authorization'] ?? '') ?? []
  if (signature === undefined) throw new Refused(403, 'AccessDenied')
  if (key !== login.key) throw new Refused(403, 'InvalidAccessKeyId')
  if (region !== login.region) throw new Refused(400, 'AuthorizationHeaderMalformed')
  const signedHeaders = signed.split(';')
  for (const needed of ['host', 'x-amz-date', 'x-amz-content-sha256'])
    if (!signedHeaders.includes(needed)) throw new Refused(403, 'SignatureDoesNotMatch')
  if (signatureOf({ method: request.method ?? '', url, headers, signedHeaders }, login) !== signature)
    throw new Refused(403, 'SignatureDoesNotMatch')
  if (headers['x-amz-content-sha256'] !== sha256(body)) throw new Refused(400, 'XAmzContentSHA256Mismatch')
}

/** Pages of two, so that a list of three needs another question. */
const PAGE = 2

const renderList = (names: readonly string[], url: URL): string => {
  const prefix = url.searchParams.get('prefix') ?? ''
  const after = Buffer.from(url.searchParams.get('continuation-token') ?? '', 'base64').toString()
  const rest = names.filter((name) => name.startsWith(prefix) && name > after).toSorted()
  const page = rest.slice(0, PAGE)
  const next =
    rest.length > PAGE
      ? `<NextContinuationToken>${Buffer.from(page.at(-1) ?? '').toString('base64')}</NextContinuationToken>`
      : ''
  return `<ListBucketResult>${page.map((key) => `<Contents><Key>${key}</Key></Contents>`).join('')}${next}</ListBucketResult>`
}

/** Starts a store with one bucket, the bucket's name in the path. */
export const openS3Server = async (login: S3Login, bucket: string) => {
  const objects = new Map<string, Buffer>()
  const trouble: ('busy' | 'hang up')[] = []
  const seen: string[] = []
  const answer = (request: IncomingMessage, response: ServerResponse, body: Buffer): void => {
    const url = new URL(request.url ?? '', `http://${request.headers.host}`)
    check(request, { url, body, login })
    const [, named, ...rest] = decodeURIComponent(url.pathname).split('/')
    if (named !== bucket) throw new Refused(404, 'NoSuchBucket')
    const name = rest.join('/')
    if (request.method === 'PUT') objects.set(name, body)
    else if (name === '') return void response.end(renderList([...objects.keys()], url))
    else if (!objects.has(name)) throw new Refused(404, 'NoSuchKey')
    response.end(request.method === 'PUT' ? '' : objects.get(name))
  }
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(Buffer.from(chunk))
    const body = Buffer.concat(chunks)
    seen.push(`${request.method} ${request.url}`)
    const harm = trouble.shift()
    if (harm === 'hang up') return void request.socket.destroy()
    try {
      if (harm === 'busy') throw new Refused(503, 'SlowDown')
      answer(request, response, body)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      response.writeHead(error.status)
      response.end(`<Error><Code>${error.code}</Code><Message>as told</Message></Error>`)
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a server has a port')
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    objects,
    trouble,
    seen,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
