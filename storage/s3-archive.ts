/** Knows how originals lie in an S3-compatible store: signed requests, checked by their checksums on both sides. */
import { createHash } from 'node:crypto'
import { AwsClient } from 'aws4fetch'
import { InputError } from '../indicators/input-error.ts'
import { text, type Text } from '../indicators/text.ts'
import type { Archive } from './archive.ts'

export interface S3Place {
  readonly bucket: string
  /** Before every name; empty, or a path without slashes at its ends. */
  readonly prefix: string
  /** Where the store answers, with `{bucket}` where it wants the bucket in its name; the one of Amazon when absent. */
  readonly endpoint: string | undefined
  readonly region: string
  readonly key: string
  readonly secret: string
}

/** A store that is restarted or busy is asked again; after that the job waits for its next attempt. */
const RETRIES = 3
const RETRY_MS = 200
const REQUEST_MS = 60_000

const REACHABLE = text(
  '可以连接的对象存储；请检查 BEIZENG_S3_ENDPOINT',
  'an object store that can be reached: check BEIZENG_S3_ENDPOINT',
)
const LOGIN = text(
  '有权读写这个桶的密钥；请检查 BEIZENG_S3_KEY、BEIZENG_S3_SECRET、BEIZENG_S3_REGION',
  'a key that may read and write this bucket: check BEIZENG_S3_KEY, BEIZENG_S3_SECRET and BEIZENG_S3_REGION',
)
const BUCKET = text('已经建立的桶，地区也对', 'a bucket that exists, in this region')

/** What only a person can mend, by the code in the answer. */
const MENDABLE: Readonly<Record<string, Text>> = {
  AccessDenied: LOGIN,
  InvalidAccessKeyId: LOGIN,
  SignatureDoesNotMatch: LOGIN,
  AuthorizationHeaderMalformed: LOGIN,
  RequestTimeTooSkewed: text('时钟准确的本机', 'a machine whose clock is right'),
  NoSuchBucket: BUCKET,
  PermanentRedirect: BUCKET,
}

const nameOf = ({ bucket, prefix }: S3Place): string => `s3://${[bucket, prefix].filter(Boolean).join('/')}`

const refuse = (place: S3Place, found: string, expected: Text): InputError => {
  const name = nameOf(place)
  return new InputError([{ where: text(`原件归档 ${name}`, `archive ${name}`), found, expected }])
}

const elementsOf = (xml: string, name: string): string[] =>
  [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map((match) => match[1] ?? '')

const baseOf = ({ endpoint, bucket, region }: S3Place): string => {
  const base = (endpoint ?? `https://{bucket}.s3.${region}.amazonaws.com`).replace(/\/+$/, '')
  return base.includes('{bucket}') ? base.replace('{bucket}', bucket) : `${base}/${bucket}`
}

interface Request {
  readonly method: 'GET' | 'PUT'
  readonly body?: Uint8Array<ArrayBuffer>
}

/** Sends a request and returns the answer, good or bad. @throws InputError when nobody answers. */
const openSender = (place: S3Place) => {
  const { key: accessKeyId, secret: secretAccessKey, region } = place
  const client = new AwsClient({
    accessKeyId,
    secretAccessKey,
    region,
    service: 's3',
    retries: RETRIES,
    initRetryMs: RETRY_MS,
  })
  const base = baseOf(place)
  return async (path: string, { method, body }: Request): Promise<Response> => {
    // Signed with it, the bytes that arrive are those that were meant, or the store refuses them.
    const checksum = createHash('sha256')
      .update(body ?? '')
      .digest('hex')
    const headers = { 'x-amz-content-sha256': checksum }
    const signal = AbortSignal.timeout(REQUEST_MS)
    try {
      return await client.fetch(`${base}/${path}`, { method, headers, signal, ...(body ? { body } : {}) })
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
      throw refuse(place, cause instanceof Error ? cause.message : String(cause), REACHABLE)
    }
  }
}

/** The error that an answer is: one that the person can mend, or ours to look into. */
const faultOf = async (place: S3Place, answer: Response): Promise<Error> => {
  const said = await answer.text()
  const code = elementsOf(said, 'Code')[0] ?? ''
  const found = [answer.status, code, elementsOf(said, 'Message')[0] ?? ''].filter(Boolean).join(' ')
  const expected = MENDABLE[code] ?? (answer.status === 403 ? LOGIN : undefined)
  return expected ? refuse(place, found, expected) : new Error(`${nameOf(place)}: ${found}`)
}

/** An archive in a bucket, one object a name. */
export const openS3Archive = (place: S3Place): Archive => {
  const send = openSender(place)
  const folder = place.prefix === '' ? '' : `${place.prefix}/`
  const listPage = async (
    after: string | undefined,
  ): Promise<{ names: string[]; next: string | undefined }> => {
    const query = new URLSearchParams({ 'list-type': '2', prefix: folder })
    if (after !== undefined) query.set('continuation-token', after)
    const answer = await send(`?${query}`, { method: 'GET' })
    if (!answer.ok) throw await faultOf(place, answer)
    const said = await answer.text()
    const names = elementsOf(said, 'Key').map((key) => key.slice(folder.length))
    return { names, next: elementsOf(said, 'NextContinuationToken')[0] }
  }
  return {
    find: async (name) => {
      const answer = await send(`${folder}${name}`, { method: 'GET' })
      if (answer.ok) return new Uint8Array(await answer.arrayBuffer())
      const fault = await faultOf(place, answer)
      if (answer.status === 404 && !(fault instanceof InputError)) return undefined
      throw fault
    },
    write: async (name, bytes) => {
      const answer = await send(`${folder}${name}`, { method: 'PUT', body: new Uint8Array(bytes) })
      if (!answer.ok) throw await faultOf(place, answer)
      await answer.arrayBuffer()
    },
    list: async () => {
      const all: string[] = []
      let next: string | undefined
      do {
        const page = await listPage(next)
        all.push(...page.names)
        next = page.next
      } while (next !== undefined)
      return all.toSorted()
    },
    check: async () => {
      await listPage(undefined)
    },
  }
}
