/** Knows that the folder gets whole files only, one a week and recipient. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openChannel } from '../../alerts/index.ts'

let root = ''
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'outbox-'))
})
afterEach(() => rm(root, { recursive: true }))

const message = (recipient: string, mail: string) => ({
  key: `digest:weekly:2020-W45:${recipient}`,
  week: '2020-W45',
  recipient,
  mail: new TextEncoder().encode(mail),
})

test('lays one whole file a week and recipient, makes the folder, and replaces it when asked again', async () => {
  const folder = join(root, 'deep', 'outbox')
  const channel = openChannel({ kind: 'outbox-folder', folder })
  await channel.send(message('bureau', 'first, and longer'))
  expect(await channel.send(message('bureau', 'second'))).toBe(join(folder, '2020-W45-bureau.eml'))
  await channel.send(message('zj-stats', 'other'))
  expect((await readdir(folder)).toSorted()).toEqual(['2020-W45-bureau.eml', '2020-W45-zj-stats.eml'])
  expect(await readFile(join(folder, '2020-W45-bureau.eml'), 'utf8')).toBe('second')
})

test('a folder that cannot be written is said, and no half file stays', async () => {
  await writeFile(join(root, 'taken'), '')
  await expect(
    openChannel({ kind: 'outbox-folder', folder: join(root, 'taken') }).send(message('bureau', 'x')),
  ).rejects.toThrow()
  expect(await readdir(root)).toEqual(['taken'])
})

test.each(['../bureau', 'a/b', '', 'a b', '.'])('refuses the recipient code %j', async (recipient) => {
  const channel = openChannel({ kind: 'outbox-folder', folder: root })
  await expect(channel.send(message(recipient, 'x'))).rejects.toThrow(/recipient code/)
  expect(await readdir(root)).toEqual([])
})
