/** Runs the contract of the archive over every place there is, and shows what is special about a bucket. */
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { InputError } from '../../indicators/input-error.ts'
import { openArchivePlace, type ArchiveSettings } from '../../storage/archive-place.ts'
import { originalPath, writeOriginal, readOriginal, listOriginals } from '../../storage/archive.ts'
import { archiveContract } from './contract/archive.ts'
import { openS3Server, signatureOf, type S3Login } from './s3-server.ts'

const LOGIN: S3Login = {
  key: 'AKIDEXAMPLE',
  secret: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  region: 'cn-hangzhou',
}
const BUCKET = 'originals'

let directory = ''
let store: Awaited<ReturnType<typeof openS3Server>>
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'beizeng-archive-'))
  store = await openS3Server(LOGIN, BUCKET)
})
afterEach(async () => {
  await store.close()
  await rm(directory, { recursive: true })
})

const bucket = (changes: Partial<ArchiveSettings> = {}): ArchiveSettings => ({
  ...LOGIN,
  place: `s3://${BUCKET}/tongji/2020`,
  endpoint: store.endpoint,
  ...changes,
})

const places: readonly { readonly name: string; readonly settings: () => ArchiveSettings | undefined }[] = [
  { name: 'beside the database', settings: () => undefined },
  { name: 'a folder of its own', settings: () => bucket({ place: join(directory, 'share', 'originals') }) },
  { name: 'a bucket', settings: () => bucket({ place: `s3://${BUCKET}` }) },
  { name: 'a bucket under a prefix', settings: () => bucket() },
  {
    name: 'a bucket whose name stands elsewhere in the address',
    settings: () => bucket({ endpoint: `${store.endpoint}/{bucket}` }),
  },
]

describe.each(places)('the archive in $name', ({ settings }) => {
  archiveContract({
    open: () => openArchivePlace(directory, settings()),
  })
})

test('the store of these tests signs the example of Amazon as Amazon does', () => {
  const headers = {
    host: 'examplebucket.s3.amazonaws.com',
    range: 'bytes=0-9',
    'x-amz-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'x-amz-date': '20130524T000000Z',
  }
  const login = {
    key: 'AKIAIOSFODNN7EXAMPLE',
    secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    region: 'us-east-1',
  }
  const request = { method: 'GET', url: new URL('https://examplebucket.s3.amazonaws.com/test.txt'), headers }
  expect(signatureOf({ ...request, signedHeaders: Object.keys(headers) }, login)).toBe(
    'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  )
})

describe('a bucket', () => {
  const refusalOf = async (settings: ArchiveSettings) => {
    const refused: unknown = await openArchivePlace(directory, settings)
      .then((archive) => archive.check())
      .catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(InputError)
    const [issue] = refused instanceof InputError ? refused.issues : []
    return { where: issue?.where.zh, found: issue?.found, expected: issue?.expected.zh }
  }

  test('is listed over several pages, and only below its prefix', async () => {
    store.objects.set('elsewhere/ab/x.bin', Buffer.from('x'))
    const archive = await openArchivePlace(directory, bucket())
    const sums = []
    for (let n = 0; n < 5; n += 1) sums.push(await writeOriginal(archive, Buffer.from(`file ${n}`)))
    expect(await listOriginals(archive)).toEqual(sums.toSorted())
    expect([...store.objects.keys()].filter((name) => name.startsWith('tongji/2020/'))).toHaveLength(5)
    expect(store.seen.filter((line) => line.includes('continuation-token'))).toHaveLength(2)
  })

  test('keeps what it has: the same file again is not written again', async () => {
    const archive = await openArchivePlace(directory, bucket())
    for (let n = 0; n < 3; n += 1) await writeOriginal(archive, Buffer.from('once'))
    expect(store.seen.filter((line) => line.startsWith('PUT'))).toHaveLength(1)
  })

  test('that is busy is asked again', async () => {
    const archive = await openArchivePlace(directory, bucket())
    store.trouble.push('busy', 'busy')
    const sha256 = await writeOriginal(archive, Buffer.from('late'))
    store.trouble.push('busy')
    expect(Buffer.from(await readOriginal(archive, sha256)).toString()).toBe('late')
  })

  test('that hangs up says so; nothing is taken for absent', async () => {
    const archive = await openArchivePlace(directory, bucket())
    const sha256 = await writeOriginal(archive, Buffer.from('kept'))
    store.trouble.push('hang up')
    await expect(archive.find(originalPath(sha256))).rejects.toThrow(InputError)
    store.trouble.push('busy', 'busy', 'busy', 'busy')
    await expect(archive.find(originalPath(sha256))).rejects.toThrow('503 SlowDown')
    expect(await archive.find(originalPath('0'.repeat(64)))).toBeUndefined()
  })

  test('is refused with the reason: login, region, bucket, address, what is not set', async () => {
    const wrong = await refusalOf(bucket({ secret: 'geheim-geheim' }))
    expect(wrong.where).toBe(`原件归档 s3://${BUCKET}/tongji/2020`)
    expect(wrong.found).toBe('403 SignatureDoesNotMatch as told')
    expect(wrong.expected).toContain('BEIZENG_S3_SECRET')
    expect(JSON.stringify(wrong)).not.toContain('geheim-geheim')
    expect((await refusalOf(bucket({ key: 'nobody' }))).found).toContain('InvalidAccessKeyId')
    expect((await refusalOf(bucket({ region: 'us-east-1' }))).found).toContain('AuthorizationHeaderMalformed')
    expect((await refusalOf(bucket({ place: 's3://another' }))).expected).toContain('已经建立的桶')
    expect((await refusalOf(bucket({ endpoint: 'http://127.0.0.1:1' }))).expected).toContain(
      'BEIZENG_S3_ENDPOINT',
    )
    expect((await refusalOf(bucket({ place: 's3://' }))).where).toBe('环境变量 BEIZENG_ARCHIVE')
    expect((await refusalOf(bucket({ place: 's3://bucket/../x?' }))).where).toBe('环境变量 BEIZENG_ARCHIVE')
    expect((await refusalOf(bucket({ key: undefined }))).where).toBe('环境变量 BEIZENG_S3_KEY')
    expect((await refusalOf(bucket({ secret: undefined }))).where).toBe('环境变量 BEIZENG_S3_SECRET')
  })
})

describe('a folder', () => {
  test('that is a file is refused', async () => {
    const file = join(directory, 'file')
    await writeFile(file, '')
    await expect(openArchivePlace(directory, bucket({ place: file }))).rejects.toThrow(InputError)
  })

  test.skipIf(process.getuid?.() === 0)('that may not be written is said when a worker starts', async () => {
    const archive = await openArchivePlace(directory, bucket({ place: join(directory, 'closed') }))
    await archive.check()
    await chmod(join(directory, 'closed'), 0o500)
    await expect(archive.check()).rejects.toThrow(InputError)
    await chmod(join(directory, 'closed'), 0o700)
  })
})
