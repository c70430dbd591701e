/** Knows that the folder gets whole files only, one for each message, however often it is sent. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openOutboxFolder as openWith } from '../../alerts/outbox-folder.ts'
import { writeDurably } from '../../storage/durable-file.ts'

const openOutboxFolder = (folder: string) => openWith(folder, writeDurably)

let root = ''
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'outbox-'))
})
afterEach(() => rm(root, { recursive: true }))

const message = (key: string, text: string) => ({
  key,
  messageId: `<${key}>`,
  recipient: '',
  address: '',
  body: `Message-ID: <${key}>\r\n\r\n${text}`,
})
const digest = (recipient: string, text: string, plan = 'weekly') =>
  message(`digest:${plan}:2020-W45:${recipient}`, text)
const nothing = async () => {}

test('lays one whole file a week and recipient, makes the folder, and replaces it when asked again', async () => {
  const folder = join(root, 'deep', 'outbox')
  const channel = openOutboxFolder(folder)
  await channel.send(digest('bureau', 'first, and longer'), nothing)
  const path = join(folder, '2020-W45-bureau.eml')
  expect(await channel.send(digest('bureau', 'second'), nothing)).toEqual({ outcome: 'sent', reply: path })
  await channel.send(digest('zj-stats', 'other'), nothing)
  expect((await readdir(folder)).toSorted()).toEqual(['2020-W45-bureau.eml', '2020-W45-zj-stats.eml'])
  expect(await readFile(path, 'utf8')).toMatch(/second$/)
})

test('two plans that write to one recipient in one week do not replace each other', async () => {
  const channel = openOutboxFolder(root)
  for (const plan of ['one', 'two', 'one', 'two']) await channel.send(digest('bureau', plan, plan), nothing)
  const files = (await readdir(root)).toSorted()
  expect(files).toHaveLength(2)
  const texts = await Promise.all(files.map((file) => readFile(join(root, file), 'utf8')))
  expect(texts.map((t) => t.slice(-3)).toSorted()).toEqual(['one', 'two'])
})

test('a folder that cannot be written is tried later, and no half file stays', async () => {
  await writeFile(join(root, 'taken'), '')
  const sent = await openOutboxFolder(join(root, 'taken')).send(digest('bureau', 'x'), nothing)
  expect(sent.outcome).toBe('later')
  expect(await readdir(root)).toEqual(['taken'])
})

test('nothing is laid before it is written down that it may be', async () => {
  const refuse = () => Promise.reject(new Error('taken over'))
  await expect(openOutboxFolder(root).send(digest('bureau', 'x'), refuse)).rejects.toThrow('taken over')
  expect(await readdir(root)).toEqual([])
})

test.each(['notice:../../up', 'notice:a/b', '..:x', 'notice:通知 1'])(
  'the key %j stays in the folder',
  async (key) => {
    const { reply } = await openOutboxFolder(join(root, 'in')).send(message(key, 'x'), nothing)
    expect(await readdir(root)).toEqual(['in'])
    expect(reply.startsWith(join(root, 'in', '/'))).toBe(true)
    expect(await readdir(join(root, 'in'))).toHaveLength(1)
  },
)
